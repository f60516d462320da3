import facts from '../../facts/containerapps.json';
import { ContainerResources, WorkloadProfile, type WorkloadProfileType } from '../../values';
import { badRequest } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { ENVIRONMENT_TYPE, hasProfiles } from './app-environments';
import { checkRegistries, checkSecrets } from './app-secrets';

/** Environment that an app or a job is in, in whose region it has to be. */
export function environmentOf({ azure }: ArmRequest, body: Resource): Resource {
  const id = stringAt(body.properties, 'environmentId') ?? stringAt(body.properties, 'managedEnvironmentId') ?? '';
  const found = azure.store.get(id);
  if (found?.type !== ENVIRONMENT_TYPE) {
    throw badRequest('ManagedEnvironmentNotFound', `The environment '${id}' was not found.`);
  }
  if (found.location !== body.location) {
    throw badRequest(
      'InvalidLocation',
      `The location '${body.location ?? ''}' is not that of the environment, '${found.location ?? ''}'.`,
    );
  }
  return found;
}

/** Checks what apps and jobs have in common: containers, volumes, secrets, registries and the workload profile. */
export function checkWorkload(request: ArmRequest, body: Resource, environment: Resource): void {
  const containers = objectsAt(body.properties, 'template', 'containers');
  const all = [...containers, ...objectsAt(body.properties, 'template', 'initContainers')];
  if (containers.length === 0) {
    throw badRequest('ContainerAppContainersRequired', `${body.name} has no container.`);
  }
  const names = all.map((each) => stringAt(each, 'name') ?? '');
  if (new Set(names).size !== names.length) {
    throw badRequest('ContainerAppContainerNameDuplicated', `The container names ${names.join(', ')} are not unique.`);
  }
  all.forEach((each) => checkContainer(body, each));
  checkVolumes(request, body, all, environment);
  checkSecrets(request, body);
  checkRegistries(request, body);
  checkResources(body, containers, environment);
}

function checkContainer({ properties }: Resource, container: JsonObject): void {
  const name = stringAt(container, 'name') ?? '';
  if (!/^[a-z0-9]([a-z0-9.-]{0,44}[a-z0-9])?$/.test(name)) {
    throw badRequest('ContainerAppInvalidContainerName', `'${name}' is not a name of a container.`);
  }
  if (!/^[^\s]+$/.test(stringAt(container, 'image') ?? '')) {
    throw badRequest(
      'ContainerAppImageRequired',
      `Container with name '${name}' must have an 'Image' property specified.`,
    );
  }
  const secrets = objectsAt(properties, 'configuration', 'secrets').map((each) => each['name']);
  for (const { secretRef } of objectsAt(container, 'env')) {
    if (typeof secretRef === 'string' && secretRef !== '' && !secrets.includes(secretRef)) {
      throw badRequest(
        'ContainerAppSecretRefNotFound',
        `SecretRef '${secretRef}' defined for container '${name}' not found.`,
      );
    }
  }
}

function checkVolumes(
  { azure }: ArmRequest,
  { properties }: Resource,
  containers: readonly JsonObject[],
  environment: Resource,
): void {
  const volumes = objectsAt(properties, 'template', 'volumes');
  for (const { name, storageType, storageName } of volumes) {
    if (
      /AzureFile/.test(String(storageType)) &&
      !azure.store.has(`${environment.id}/storages/${String(storageName)}`)
    ) {
      throw badRequest(
        'ManagedEnvironmentStorageNotFound',
        `The storage '${String(storageName)}' of the volume '${String(name)}' is not one of the environment ${environment.name}.`,
      );
    }
  }
  for (const { volumeName } of containers.flatMap((each) => objectsAt(each, 'volumeMounts'))) {
    if (!volumes.some(({ name }) => name === volumeName)) {
      throw badRequest('ContainerAppVolumeNotFound', `The volume '${String(volumeName)}' is mounted and not defined.`);
    }
  }
}

/** Rules of sizes: https://learn.microsoft.com/azure/container-apps/containers#allocations */
function checkResources(body: Resource, containers: readonly JsonObject[], environment: Resource): void {
  const total = ContainerResources.sum(containers.map(resourcesOf));
  const wanted = stringAt(body.properties, 'workloadProfileName') ?? '';
  if (!hasProfiles(environment)) {
    if (wanted !== '' && wanted !== 'Consumption') {
      throw profileNotFound(wanted, environment);
    }
    if (!total.fitsConsumption || total.cpu > 2) {
      throw wrongTotal(total, 2);
    }
    return;
  }
  const profile = objectsAt(environment.properties, 'workloadProfiles').find(
    ({ name }) => name === (wanted === '' ? 'Consumption' : wanted),
  );
  if (profile === undefined) {
    throw profileNotFound(wanted, environment);
  }
  const type = String(profile['workloadProfileType']) as WorkloadProfileType;
  if (type.startsWith('Consumption')) {
    if (type.length === 'Consumption'.length && !total.fitsConsumption) {
      throw wrongTotal(total, 4);
    }
  } else if (!WorkloadProfile.dedicated(wanted, { type, maximumCount: 1 }).fits(total)) {
    throw badRequest(
      'ContainerAppInvalidResourceTotal',
      `The total requested CPU and memory resources for this application (${total.toString()}) are larger than a machine of the workload profile ${wanted}, ${type}.`,
    );
  }
}

function resourcesOf(container: JsonObject): ContainerResources {
  const { cpu = 0.5, memory = '1Gi' } = objectAt(container, 'resources');
  try {
    return ContainerResources.dedicated(Number(cpu), String(memory));
  } catch {
    throw badRequest(
      'ContainerAppInvalidResources',
      `The container '${String(container['name'])}' has ${String(cpu)} CPU and ${String(memory)} of memory, which are no amounts of them.`,
    );
  }
}

function profileNotFound(name: string, environment: Resource) {
  return badRequest(
    'WorkloadProfileNotFound',
    `The workload profile '${name}' is not one of the environment ${environment.name}.`,
  );
}

function wrongTotal(total: ContainerResources, most: number) {
  const pairs = facts.cpuMemoryPairs.pairs.filter(({ cpu }) => cpu <= most);
  return badRequest(
    'ContainerAppInvalidResourceTotal',
    `The total requested CPU and memory resources for this application (CPU: ${total.cpu}, memory: ${total.memoryGib}) is invalid. Total CPU and memory for all containers defined in a Container App must add up to one of the following CPU - Memory combinations: ${pairs.map(({ cpu, memory }) => `[cpu: ${cpu}, memory: ${memory}]`).join('; ')}`,
  );
}

/** Containers with what Azure adds: the size and the storage of their disk. */
export function completedTemplate(template: JsonObject): JsonObject {
  const complete = (containers: readonly JsonObject[]) =>
    containers.map((each) => {
      const { cpu = 0.5, memory = '1Gi' } = objectAt(each, 'resources');
      return { ...each, resources: { cpu, memory, ephemeralStorage: ephemeralStorage(Number(cpu)) } };
    });
  const initial = objectsAt(template, 'initContainers');
  return {
    ...template,
    containers: complete(objectsAt(template, 'containers')),
    ...(initial.length > 0 ? { initContainers: complete(initial) } : {}),
  };
}

/** Storage of a container: https://learn.microsoft.com/azure/container-apps/storage-mounts#ephemeral-storage */
function ephemeralStorage(cpu: number): string {
  return cpu <= 0.25 ? '1Gi' : cpu <= 0.5 ? '2Gi' : cpu <= 1 ? '4Gi' : '8Gi';
}

/** Rules for scaling: https://learn.microsoft.com/azure/container-apps/scale-app */
export function checkScaleRules(body: Resource, rules: readonly JsonObject[]): void {
  const secrets = objectsAt(body.properties, 'configuration', 'secrets').map(({ name }) => name);
  const names = rules.map(({ name }) => name);
  if (new Set(names).size !== names.length) {
    throw badRequest('ContainerAppScaleRuleNameDuplicated', `The scale rules ${names.join(', ')} are not unique.`);
  }
  for (const rule of rules) {
    const kind = ['http', 'tcp', 'azureQueue', 'custom'].map((each) => objectAt(rule, each));
    const type = stringAt(rule, 'type') ?? stringAt(rule, 'custom', 'type');
    if (type !== undefined && !facts.scaleRules.customRuleTypes.includes(type)) {
      throw badRequest(
        'ContainerAppScaleRuleTypeUnknown',
        `The scale rule '${String(rule['name'])}' has the unknown type '${type}'.`,
      );
    }
    for (const { secretRef } of [rule, ...kind].flatMap((each) => objectsAt(each, 'auth'))) {
      if (!secrets.includes(secretRef)) {
        throw badRequest(
          'ContainerAppSecretRefNotFound',
          `SecretRef '${String(secretRef)}' defined for scale rule '${String(rule['name'])}' not found.`,
        );
      }
    }
  }
}
