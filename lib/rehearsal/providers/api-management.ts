import facts from '../../facts/api-management.json';
import { sha256 } from '../../values/sha256';
import { ApiManagementSku } from '../../values';
import { badRequest, conflict } from '../arm/arm-error';
import { type ArmRequest, uuidOf } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { partTypes, SERVICE_TYPE } from './api-management-parts';
import { settingTypes } from './api-management-settings';
import { isDelegatedTo, othersIn, type Subnet, subnetOf, tooSmall } from './subnet-rules';

const DELETED_TYPE = 'Microsoft.ApiManagement/locations/deletedServices';

/** Days that a deleted service can be recovered: https://learn.microsoft.com/azure/api-management/soft-delete */
const RECOVERABLE_HOURS = 48;

const services: ResourceType = {
  type: SERVICE_TYPE,
  name: {
    pattern: /^[a-zA-Z]([a-zA-Z0-9-]{0,48}[a-zA-Z0-9])?$/,
    unique: 'global',
    takenCode: 'ServiceAlreadyExists',
  },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  exclusive: { within: 'resource', code: 'ServiceLocked' },
  put: (request, body, existing) => {
    const restored = restore(request, body, existing);
    if (restored !== undefined) {
      return restored;
    }
    const sku = skuOf(body);
    checkService(body, sku, existing);
    checkNetwork(request, body, sku);
    if (existing === undefined) {
      makeSamples(request, body);
    }
    return completed(request, body, sku);
  },
  remove: ({ azure }, service) => {
    const now = azure.clock().getTime();
    azure.store.set({
      ...service,
      id: deletedId(service),
      type: DELETED_TYPE,
      properties: {
        serviceId: undefined,
        scheduledPurgeDate: new Date(now + RECOVERABLE_HOURS * 3_600_000).toISOString(),
        deletionDate: new Date(now).toISOString(),
      },
      kept: service,
    });
  },
};

function deletedId({ id, location, name }: Resource): string {
  return `${id.split('/').slice(0, 3).join('/')}/providers/Microsoft.ApiManagement/locations/${location ?? ''}/deletedServices/${name}`;
}

/** Recovers a deleted service, or refuses its name for another one. */
function restore({ azure }: ArmRequest, body: Resource, existing?: Resource): Resource | undefined {
  const deleted = existing === undefined ? azure.store.get(deletedId(body)) : undefined;
  const wanted = body.properties['restore'] === true;
  if (deleted === undefined) {
    if (wanted) {
      throw badRequest('ServiceUndeleteNotPossible', `There is no deleted service ${body.name} to restore.`);
    }
    return undefined;
  }
  if (!wanted) {
    throw conflict(
      'ServiceAlreadyExistsInSoftDeletedState',
      `Api service ${body.name} was soft-deleted. In order to create the new service with the same name, you have to either undelete the service or purge it. See https://aka.ms/apimsoftdelete.`,
    );
  }
  azure.store.delete(deleted.id);
  return deleted['kept'] as Resource;
}

function skuOf(body: Resource): ApiManagementSku {
  const { name, capacity } = objectAt(body, 'sku');
  try {
    return ApiManagementSku.of(String(name), name === 'Consumption' ? undefined : Number(capacity ?? 1));
  } catch {
    throw badRequest('InvalidParameters', `There is no SKU ${String(name)} with ${String(capacity)} units.`);
  }
}

function checkService(body: Resource, sku: ApiManagementSku, existing?: Resource): void {
  const { publisherEmail, publisherName, publicNetworkAccess } = body.properties;
  if (!/^[^\s@]+@[^\s@]+$/.test(String(publisherEmail)) || typeof publisherName !== 'string' || publisherName === '') {
    throw badRequest('InvalidParameters', 'A service has the name and the mail address of its publisher.');
  }
  if (stringsAt(body, 'zones').length > 0 && !sku.supportsZones) {
    throw badRequest('InvalidParameters', `The tier ${sku.tier} has no availability zones.`);
  }
  if (publicNetworkAccess === 'Disabled' && existing === undefined) {
    throw badRequest(
      'BadRequest',
      `Blocking all public network access by setting property 'publicNetworkAccess' of API Management service ${body.name} is not enabled during service creation.`,
    );
  }
  const generation = (resource: Resource) => facts.tiers.find(({ name }) => name === skuOf(resource).tier)?.generation;
  if (existing !== undefined && generation(existing) !== generation(body)) {
    throw badRequest('InvalidParameters', `A service cannot go from ${skuOf(existing).tier} to ${sku.tier}.`);
  }
}

/** Rules of networks: https://learn.microsoft.com/azure/api-management/virtual-network-concepts */
function checkNetwork({ azure }: ArmRequest, body: Resource, sku: ApiManagementSku): void {
  const kind = stringAt(body.properties, 'virtualNetworkType') ?? 'None';
  if (kind === 'None') {
    return;
  }
  const isIntegrated = kind === 'External' && sku.supportsIntegration;
  const subnet = subnetOf(azure, stringAt(body.properties, 'virtualNetworkConfiguration', 'subnetResourceId'));
  if (!(isIntegrated || sku.supportsInjection) || subnet === undefined) {
    throw badRequest(
      'InvalidParameters',
      `The tier ${sku.tier} is not in a network of the type ${kind}, or there is no subnet.`,
    );
  }
  if (sku.isClassic) {
    checkClassic(azure.store.get(subnet.id), subnet);
  } else {
    const { delegation, longestPrefix } = isIntegrated ? facts.subnets.integration : facts.subnets.injectionV2;
    const size = tooSmall('InvalidSubnetSize', subnet, longestPrefix);
    if (size !== undefined || !isDelegatedTo(subnet, delegation)) {
      throw size ?? badRequest('SubnetDelegationMissing', `The subnet ${subnet.id} is not delegated to ${delegation}.`);
    }
  }
  const [other] = othersIn(azure, subnet, new RegExp(`^${SERVICE_TYPE}$`, 'i'), body);
  if (other !== undefined && !sku.isClassic) {
    throw badRequest('SubnetInUse', `The subnet ${subnet.id} is already used by ${other.id}.`);
  }
}

function checkClassic(resource: Resource | undefined, subnet: Subnet): void {
  const size = tooSmall('InvalidSubnetSize', subnet, facts.subnets.classic.longestPrefix);
  if (size !== undefined) {
    throw size;
  }
  if (subnet.delegations.length > 0) {
    throw badRequest(
      'SubnetIsDelegated',
      `The subnet ${subnet.id} is delegated to ${subnet.delegations.join(', ')}, which no service of a classic tier can be in.`,
    );
  }
  if (resource?.properties['networkSecurityGroup'] == null) {
    throw badRequest('NetworkSecurityGroupIsRequired', `The subnet ${subnet.id} has no network security group.`);
  }
}

/** What Azure adds to a service: https://learn.microsoft.com/rest/api/apimanagement/api-management-service/get */
function completed({ azure }: ArmRequest, body: Resource, sku: ApiManagementSku): Resource {
  const { name, location = '', properties } = body;
  const host = name.toLowerCase();
  const hex = sha256(body.id.toLowerCase()).toString('hex');
  const octets = `${parseInt(hex.slice(0, 2), 16)}.${parseInt(hex.slice(2, 4), 16)}`;
  const isClassic = sku.isClassic;
  const proxy = {
    type: 'Proxy',
    hostName: `${host}.azure-api.net`,
    negotiateClientCertificate: false,
    defaultSslBinding: true,
    certificateSource: 'BuiltIn',
  };
  const given = objectsAt(properties, 'hostnameConfigurations').map(
    ({ certificatePassword: _password, encodedCertificate: _certificate, ...rest }) => rest,
  );
  const hasGateway = given.some((each) => each['hostName'] === proxy.hostName);
  return {
    ...body,
    sku: { name: sku.tier, capacity: sku.units },
    etag: uuidOf(body.id, 'etag').slice(0, 12),
    properties: {
      ...withDefaults(properties, {
        notificationSenderEmail: 'apimgmt-noreply@mail.windowsazure.com',
        virtualNetworkType: 'None',
        publicNetworkAccess: 'Enabled',
        disableGateway: false,
        natGatewayState: 'Unsupported',
        apiVersionConstraint: {},
        customProperties: {},
      }),
      hostnameConfigurations: hasGateway ? given : [proxy, ...given],
      provisioningState: 'Succeeded',
      targetProvisioningState: '',
      createdAtUtc: azure.clock().toISOString(),
      gatewayUrl: `https://${host}.azure-api.net`,
      ...(sku.isConsumption ? {} : { gatewayRegionalUrl: `https://${host}-${location}-01.regional.azure-api.net` }),
      ...(isClassic ? classicUrls(host) : {}),
      ...(sku.isConsumption ? {} : { publicIPAddresses: [`20.70.${octets}`] }),
      platformVersion: isClassic ? 'stv2.1' : sku.isConsumption ? 'mtv1' : 'stv2',
    },
  };
}

function classicUrls(host: string): JsonObject {
  return {
    portalUrl: `https://${host}.portal.azure-api.net`,
    developerPortalUrl: `https://${host}.developer.azure-api.net`,
    managementApiUrl: `https://${host}.management.azure-api.net`,
    scmUrl: `https://${host}.scm.azure-api.net`,
  };
}

/** Samples that Azure puts into a new service. */
function makeSamples({ azure }: ArmRequest, { id }: Resource): void {
  const add = (type: string, name: string, properties: JsonObject) =>
    azure.store.set({ id: `${id}/${type}/${name}`, name, type: `${SERVICE_TYPE}/${type}`, properties });
  add('apis', 'echo-api', {
    displayName: 'Echo API',
    path: 'echo',
    apiRevision: '1',
    isCurrent: true,
    protocols: ['https'],
    subscriptionRequired: true,
  });
  add('products', 'starter', { displayName: 'Starter', state: 'published', subscriptionRequired: true });
  add('products', 'unlimited', { displayName: 'Unlimited', state: 'published', subscriptionRequired: true });
}

const deletedServices: ResourceType = {
  type: DELETED_TYPE,
  longRunning: ['DELETE'],
  put: () => {
    throw badRequest('MethodNotAllowed', 'Deleted services are read, and purged.');
  },
  read: ({ kept: _kept, ...shown }) => shown,
};

/** API Management: https://learn.microsoft.com/rest/api/apimanagement/ */
export const apiManagement: ResourceProvider = {
  namespace: 'Microsoft.ApiManagement',
  types: [services, deletedServices, ...settingTypes, ...partTypes],
  operations: [
    {
      method: 'GET',
      path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.ApiManagement\/deletedservices$/i,
      answer: ({ azure }) => ({ value: azure.store.ofType(DELETED_TYPE).map(({ kept: _kept, ...shown }) => shown) }),
    },
    {
      method: 'POST',
      path: /^\/subscriptions\/[^/]+\/providers\/Microsoft\.ApiManagement\/checkNameAvailability$/i,
      answer: ({ azure, body }) => {
        const name = (stringAt(body, 'name') ?? '').toLowerCase();
        const isTaken = [SERVICE_TYPE, DELETED_TYPE].some((type) => azure.store.named(type, name) !== undefined);
        return {
          nameAvailable: !isTaken,
          reason: isTaken ? 'AlreadyExists' : 'Valid',
          message: isTaken ? `${name} is already in use.` : '',
        };
      },
    },
  ],
};
