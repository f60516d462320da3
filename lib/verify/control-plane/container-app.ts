import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type StateResource } from '../../toolkit/terraform/terraform-state';
import { nameIn } from '../arm-id';
import { ask, askAll, type ControlCheck, type ControlContext, failed, idOf, missing, passed, told } from '../subject';

/** Container app: https://learn.microsoft.com/rest/api/resource-manager/containerapps/container-apps/get */
export const CONTAINER_APP = new JsonFormat(
  'container app',
  z.object({
    properties: z.object({
      runningStatus: z.string().nullish(),
      latestRevisionName: z.string().nullish(),
      latestReadyRevisionName: z.string().nullish(),
    }),
  }),
);

/** Revision: https://learn.microsoft.com/rest/api/resource-manager/containerapps/container-apps-revisions/get-revision */
export const REVISION = new JsonFormat(
  'state of a revision',
  z.object({
    properties: z.object({
      replicas: z.number().nullish(),
      healthState: z.string().nullish(),
      provisioningState: z.string().nullish(),
      provisioningError: z.string().nullish(),
      runningState: z.string().nullish(),
      template: z
        .object({ containers: z.array(z.object({ name: z.string(), image: z.string() })).nullish() })
        .nullish(),
    }),
  }),
);

/** Replica: https://learn.microsoft.com/rest/api/resource-manager/containerapps/container-apps-revision-replicas/list-replicas */
export const REPLICA = new JsonFormat(
  'state of a replica',
  z.object({
    name: z.string(),
    properties: z.object({
      runningStateDetails: z.string().nullish(),
      containers: z
        .array(
          z.object({
            name: z.string(),
            ready: z.boolean().nullish(),
            restartCount: z.number().nullish(),
            runningStateDetails: z.string().nullish(),
          }),
        )
        .nullish(),
    }),
  }),
);

/** Replicas and images in the state. */
const TEMPLATE = z
  .array(
    z.object({
      min_replicas: z.number().nullish(),
      container: z.array(z.object({ name: z.string(), image: z.string() })).nullish(),
    }),
  )
  .catch([]);

type Revision = ReturnType<typeof REVISION.parse>['properties'];

const MOST_DETAILS = 3;

/** Checks that the latest revision of a container app is the one that runs, with its images, well, and with at least its minimum of replicas. */
export const checkContainerApp: ControlCheck = async (subject, context) => {
  const id = idOf(subject);
  const app = (await ask(id, CONTAINER_APP, context))?.properties;
  if (app === undefined) {
    return missing(id);
  }
  const flags = `--name ${told(nameIn(id, 'containerApps') ?? '')} --resource-group ${told(nameIn(id, 'resourceGroups') ?? '')}`;
  if (app.runningStatus === 'Stopped' || app.runningStatus === 'Stopping') {
    return failed('It was stopped.', `Start it: az containerapp start ${flags}`);
  }
  const name = app.latestRevisionName ?? '';
  const path = `${id}/revisions/${name}`;
  const revision = name === '' ? undefined : (await ask(path, REVISION, context))?.properties;
  const log = `Look at its log: az containerapp logs show ${flags} --type system`;
  if (revision === undefined) {
    return failed('It has no revision.', log);
  }
  const problems = problemsOf(subject, revision);
  if (app.latestReadyRevisionName !== app.latestRevisionName) {
    const serving = app.latestReadyRevisionName ?? '';
    problems.push(serving === '' ? 'no revision has become ready' : `${told(serving)}, an older one, still serves`);
  }
  if (problems.length === 0) {
    const images = (revision.template?.containers ?? []).map(({ image }) => image);
    return passed(`Its revision ${told(name)} runs ${told(images.join(', '))} in ${revision.replicas ?? 0} replicas.`);
  }
  const details = await detailsOf(path, context);
  return failed(`Its latest revision ${told(name)}: ${[...problems, ...details].join('; ')}.`, log);
};

function problemsOf({ attributes }: StateResource, revision: Revision): string[] {
  const [{ min_replicas: least = 0, container: containers } = {}] = TEMPLATE.parse(attributes['template']);
  const { provisioningState, provisioningError, healthState, runningState, replicas } = revision;
  const error = provisioningError === undefined || provisioningError === null ? '' : `: ${told(provisioningError)}`;
  const running = new Map((revision.template?.containers ?? []).map(({ name, image }) => [name, image]));
  return [
    ...(provisioningState === 'Failed' ? [`could not be provisioned${error}`] : []),
    ...(healthState === 'Unhealthy' ? ['is unhealthy'] : []),
    ...(/^(Failed|Degraded|Stopped)$/.test(runningState ?? '') ? [`is ${told(runningState ?? '')}`] : []),
    ...((replicas ?? 0) < (least ?? 0) ? [`has ${replicas ?? 0} of at least ${least} replicas`] : []),
    ...(containers ?? [])
      .filter(({ name, image }) => running.get(name) !== image)
      .map(
        ({ name, image }) => `runs ${told(running.get(name) ?? 'nothing')} in ${told(name)} instead of ${told(image)}`,
      ),
  ];
}

/** What the replicas say of containers that are not ready, as that an image cannot be pulled. */
async function detailsOf(revision: string, context: ControlContext): Promise<string[]> {
  const type = 'Microsoft.App/containerApps/revisions/replicas';
  const replicas = await askAll(`${revision}/replicas`, type, REPLICA, context);
  const details = replicas.flatMap(({ properties }) => [
    ...(properties.containers ?? [])
      .filter(({ ready }) => ready === false)
      .map(({ name, runningStateDetails: why, restartCount: restarts }) => {
        const again = restarts === 0 || restarts === undefined || restarts === null ? '' : ` (${restarts} restarts)`;
        return `${told(name)} is not ready${again}${why === undefined || why === null || why === '' ? '' : `: ${told(why)}`}`;
      }),
  ]);
  return [...new Set(details)].slice(0, MOST_DETAILS);
}
