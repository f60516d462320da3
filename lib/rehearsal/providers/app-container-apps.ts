import { sha256 } from '../../values/sha256';
import { badRequest } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, valueAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';
import { hasProfiles, verificationId } from './app-environments';
import { getAuthToken } from './app-log-streams';
import { checkIngress } from './app-ingress';
import { keptSecrets, listSecrets, shownSecrets } from './app-secrets';
import { checkScaleRules, checkWorkload, completedTemplate, environmentOf } from './app-workloads';

const APP_TYPE = 'Microsoft.App/containerApps';
const REVISION_TYPE = `${APP_TYPE}/revisions`;

/** Replicas that a scale goes to at most: https://learn.microsoft.com/azure/container-apps/quotas */
const MOST_REPLICAS = 1000;

const containerApps: ResourceType = {
  type: APP_TYPE,
  name: { pattern: /^(?!.*--)[a-z][a-z0-9-]{0,30}[a-z0-9]$/ },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body, existing) => {
    const environment = environmentOf(request, body);
    checkWorkload(request, body, environment);
    checkScale(body);
    const revision = revise(request, body, existing);
    checkIngress(request, body, { environment, revisions: revisionsOf(request, revision) });
    request.azure.store.set(revision);
    return completed(request, body, { environment, revision });
  },
  read: (resource) => {
    const configuration = objectAt(resource.properties, 'configuration');
    const secrets = objectsAt(configuration, 'secrets');
    const shown = secrets.length > 0 ? { ...configuration, secrets: shownSecrets(secrets) } : configuration;
    return { ...resource, properties: { ...resource.properties, configuration: shown } };
  },
  actions: { listsecrets: listSecrets, getauthtoken: getAuthToken },
};

/** What Azure adds to an app: https://learn.microsoft.com/rest/api/resource-manager/containerapps/container-apps/get */
function completed(
  { azure }: ArmRequest,
  body: Resource,
  { environment, revision }: { readonly environment: Resource; readonly revision: Resource },
): Resource {
  const { properties, name } = body;
  const domain = stringAt(environment.properties, 'defaultDomain') ?? '';
  const configuration = objectAt(properties, 'configuration');
  const ingress = configuration['ingress'] == null ? undefined : objectAt(configuration, 'ingress');
  const isExternal = ingress?.['external'] === true;
  const host = (label: string) => `${label}.${isExternal ? '' : 'internal.'}${domain}`;
  const hex = sha256(environment.id.toLowerCase()).toString('hex');
  const computed: JsonObject = {
    provisioningState: 'Succeeded',
    runningStatus: 'Running',
    environmentId: environment.id,
    managedEnvironmentId: environment.id,
    workloadProfileName: hasProfiles(environment)
      ? stringAt(properties, 'workloadProfileName') || 'Consumption'
      : undefined,
    latestRevisionName: revision.name,
    latestReadyRevisionName: revision.name,
    latestRevisionFqdn: ingress === undefined ? '' : host(revision.name),
    customDomainVerificationId: verificationId(azure),
    outboundIpAddresses: [`20.60.${parseInt(hex.slice(0, 2), 16)}.${parseInt(hex.slice(2, 4), 16)}`],
    eventStreamEndpoint: `https://${body.location ?? ''}.azurecontainerapps.dev${body.id}/eventstream`,
    template: revision.properties['template'],
    configuration: {
      ...withDefaults(configuration, { activeRevisionsMode: 'Single', maxInactiveRevisions: 100 }),
      secrets: keptSecrets(objectsAt(configuration, 'secrets')),
      ingress: ingress === undefined ? undefined : { ...withDefaults(ingress, INGRESS), fqdn: host(name) },
    },
  };
  return { ...body, properties: { ...properties, ...computed } };
}

const INGRESS = {
  external: false,
  targetPort: 0,
  exposedPort: 0,
  transport: 'Auto',
  allowInsecure: false,
  traffic: [{ weight: 100, latestRevision: true }],
};

function checkScale(body: Resource): void {
  const { minReplicas = 0, maxReplicas = 10 } = objectAt(body.properties, 'template', 'scale');
  const [least, most] = [Number(minReplicas), Number(maxReplicas)];
  if (least < 0 || most < 1 || most > MOST_REPLICAS || least > most) {
    throw badRequest(
      'ContainerAppInvalidScaleSpec',
      `The scale of ${body.name} is from ${least} to ${most} replicas; the minimum is at least 0, the maximum from 1 to ${MOST_REPLICAS} and not below it.`,
    );
  }
  checkScaleRules(body, objectsAt(body.properties, 'template', 'scale', 'rules'));
}

/** Latest revision: a new one where the template changed. */
function revise({ azure }: ArmRequest, body: Resource, existing?: Resource): Resource {
  const template = objectAt(body.properties, 'template');
  const latest = azure.store.get(`${body.id}/revisions/${stringAt(existing?.properties, 'latestRevisionName') ?? ''}`);
  const suffix = stringAt(template, 'revisionSuffix') || undefined;
  const next = withDefaults(completedTemplate({ ...template, revisionSuffix: suffix ?? '' }), {
    scale: { minReplicas: 0, maxReplicas: 10, cooldownPeriod: 300, pollingInterval: 30 },
  });
  if (latest !== undefined && comparable(objectAt(latest.properties, 'template')) === comparable(next)) {
    return latest;
  }
  const count = azure.store.children(REVISION_TYPE, body.id).length;
  const name = `${body.name}--${suffix ?? String(count + 1).padStart(7, '0')}`;
  if (azure.store.has(`${body.id}/revisions/${name}`)) {
    throw badRequest(
      'ContainerAppRevisionNameDuplicated',
      `The revision ${name} exists; choose another revision suffix.`,
    );
  }
  const createdTime = azure.clock().toISOString();
  return {
    id: `${body.id}/revisions/${name}`,
    name,
    type: REVISION_TYPE,
    properties: {
      active: true,
      createdTime,
      template: next,
      replicas: Math.max(1, Number(objectAt(next, 'scale')['minReplicas'] ?? 0)),
      trafficWeight: 100,
      healthState: 'Healthy',
      provisioningState: 'Provisioned',
      runningState: 'Running',
    },
  };
}

/** Template without its suffix, which names a revision and makes none by itself. */
function comparable({ revisionSuffix: _suffix, ...template }: JsonObject): string {
  return JSON.stringify(template);
}

function revisionsOf({ azure, id }: ArmRequest, latest: Resource): readonly string[] {
  return [...azure.store.children(REVISION_TYPE, id.id).map(({ name }) => name), latest.name];
}

const revisions: ResourceType = {
  type: REVISION_TYPE,
  list: ({ azure, id }, found) => {
    const app = azure.store.get(id.parent ?? '');
    const isSingle = valueAt(app?.properties, 'configuration', 'activeRevisionsMode') !== 'Multiple';
    return found.map((each) => {
      const active = !isSingle || each.name === app?.properties['latestRevisionName'];
      return { ...each, properties: { ...each.properties, active } };
    });
  },
};

/** Container apps and their revisions. */
export const containerAppTypes: readonly ResourceType[] = [containerApps, revisions];
