import { type Azure, keyOf } from '../arm/arm-request';
import { objectAt, objectsAt, stringAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type Action, type ResourceType } from '../arm/resource-type';

/** Time for which a token of the log stream is valid, in milliseconds: https://learn.microsoft.com/rest/api/resource-manager/containerapps/container-apps/get-auth-token */
const LIFETIME = 3_600_000;

/** Token of an app or a job for its log stream, which `az containerapp logs show` asks for. */
export const getAuthToken: Action = ({ azure }, { id, name, type, location }) => ({
  id,
  name,
  type,
  location,
  properties: { token: tokenOf(azure, id), expires: new Date(azure.clock().getTime() + LIFETIME).toISOString() },
});

/** Whether a token is one of an app or a job, and has not expired. */
export function isValidToken(azure: Azure, id: string, token: string): boolean {
  const [, hour = ''] = /^rehearsal\.(\d+)\./.exec(token) ?? [];
  return token === tokenFor(id, Number(hour)) && azure.clock().getTime() - Number(hour) * LIFETIME < 2 * LIFETIME;
}

/** One token for each hour. */
function tokenOf({ clock }: Azure, id: string): string {
  return tokenFor(id, Math.floor(clock().getTime() / LIFETIME));
}

function tokenFor(id: string, hour: number): string {
  return `rehearsal.${hour}.${Buffer.from(keyOf('logs', id.toLowerCase(), String(hour))).toString('base64url')}`;
}

const REVISION_REPLICAS = 'Microsoft.App/containerApps/revisions/replicas';

/** Replicas of a revision: those that were assumed, otherwise as many as it has at least. */
const revisionReplicas: ResourceType = {
  type: REVISION_REPLICAS,
  list: ({ azure, id }, found) => {
    const revision = azure.store.get(id.parent ?? '');
    return found.length > 0 || revision === undefined ? found : leastReplicas(azure, revision);
  },
};

function leastReplicas({ clock }: Azure, revision: Resource): readonly Resource[] {
  const { minReplicas = revision.properties['replicas'] } = objectAt(revision.properties, 'template', 'scale');
  const names = objectsAt(revision.properties, 'template', 'containers').map((each) => stringAt(each, 'name') ?? '');
  const createdTime = stringAt(revision.properties, 'createdTime') ?? clock().toISOString();
  return Array.from({ length: Number(minReplicas ?? 0) }, (_, index) => {
    const name = `${revision.name}-${keyOf(revision.id, String(index))
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 10)}`;
    const containers = names.map((each) => ({ name: each, ready: true, started: true, runningState: 'Running' }));
    return {
      id: `${revision.id}/replicas/${name}`,
      name,
      type: REVISION_REPLICAS,
      properties: { createdTime, runningState: 'Running', containers },
    };
  });
}

/** Replicas of apps and of the executions of jobs, whose logs are streamed. */
export const replicaTypes: readonly ResourceType[] = [
  revisionReplicas,
  { type: 'Microsoft.App/jobs/executions/replicas' },
];
