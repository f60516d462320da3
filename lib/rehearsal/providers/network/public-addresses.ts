import { Cidr } from '../../../values/cidr';
import { sha256 } from '../../../values/sha256';
import { badRequest, conflict } from '../../arm/arm-error';
import { type ArmRequest } from '../../arm/arm-request';
import { objectAt, stringAt } from '../../arm/json';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { checkSameRegion, checkZones, NETWORK_NAME, provisioned, referencesAt, without } from './network-rules';

/** Range for benchmarks, in which no service is: https://datatracker.ietf.org/doc/html/rfc2544 */
const ADDRESSES = Cidr.parse('198.18.0.0/15');

/** Idle timeout in minutes: https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses */
const IDLE = { shortest: 4, longestAddress: 30, longestGateway: 120 };

/** Public IP addresses. */
export const publicIPAddresses: ResourceType = {
  type: 'Microsoft.Network/publicIPAddresses',
  name: NETWORK_NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (request, body, existing) => {
    checkAddress(body);
    checkLabel(request, body);
    if (existing !== undefined && JSON.stringify(existing['zones']) !== JSON.stringify(body['zones'])) {
      throw badRequest('ResourceAvailabilityZonesCannotBeModified', `Zones of ${body.id} cannot be modified.`);
    }
    const at = sha256(body.id.toLowerCase()).readUInt32BE(0) % ADDRESSES.size;
    const label = stringAt(body.properties, 'dnsSettings', 'domainNameLabel');
    return {
      ...body,
      sku: { tier: 'Regional', ...objectAt(body, 'sku') },
      properties: {
        publicIPAddressVersion: 'IPv4',
        idleTimeoutInMinutes: IDLE.shortest,
        ipTags: [],
        ddosSettings: { protectionMode: 'VirtualNetworkInherited' },
        ipAddress: Cidr.fromNumber(ADDRESSES.firstAddress + at, 32).first,
        ...without(body.properties, 'ipConfiguration', 'natGateway', 'ipAddress'),
        ...(label === undefined
          ? {}
          : {
              dnsSettings: {
                ...objectAt(body.properties, 'dnsSettings'),
                fqdn: `${label}.${body.location ?? ''}.cloudapp.azure.com`,
              },
            }),
        ...provisioned(body.id),
      },
    };
  },
  read: (resource, { azure }) => {
    const user = userOf(azure.store, resource.id);
    const key = user?.type === natGateways.type ? 'natGateway' : 'ipConfiguration';
    return user === undefined
      ? resource
      : { ...resource, properties: { ...resource.properties, [key]: { id: user.id } } };
  },
  remove: ({ azure }, resource) => {
    const user = userOf(azure.store, resource.id);
    if (user !== undefined) {
      throw badRequest(
        'PublicIPAddressCannotBeDeleted',
        `Public IP address ${resource.id} can not be deleted since it is still allocated to resource ${user.id}. In order to delete the public IP, disassociate/detach the Public IP address from the resource.`,
      );
    }
  },
};

/** Resource that a public address is allocated to. Alias records and diagnostic settings only follow it. */
function userOf(store: ArmRequest['azure']['store'], id: string): Resource | undefined {
  return store
    .referringTo(id)
    .find(({ type }) => !/^Microsoft\.(Authorization|Insights|Network\/(dnsZones|privateDnsZones))\b/i.test(type));
}

/** Refuses to use a public address that another resource has. */
export function checkFree({ azure }: ArmRequest, user: Resource, address: string): void {
  const other = userOf(azure.store, address);
  if (other !== undefined && other.id.toLowerCase() !== user.id.toLowerCase()) {
    throw badRequest(
      'PublicIPAddressInUse',
      `Resource ${user.id} is referencing public IP address ${address} that is already allocated to resource ${other.id}.`,
    );
  }
}

function checkAddress(body: Resource): void {
  const sku = stringAt(body, 'sku', 'name') ?? 'Basic';
  checkZones(body, 3);
  if (sku !== 'Standard' && sku !== 'StandardV2') {
    // https://azure.microsoft.com/updates?id=upgrade-to-standard-sku-public-ip-addresses-in-azure-by-30-september-2025-basic-sku-will-be-retired
    throw badRequest(
      'IPv4BasicSkuPublicIpCountLimitReached',
      'Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region.',
    );
  }
  if (stringAt(body.properties, 'publicIPAllocationMethod') !== 'Static') {
    throw badRequest(
      'PublicIPAddressesOfStandardSkuMustBeStatic',
      `Standard sku publicIp ${body.id} must have AllocationMethod set to Static.`,
    );
  }
  checkIdle(body, IDLE.longestAddress);
}

function checkIdle({ id, properties }: Resource, longest: number): void {
  const minutes = Number(properties['idleTimeoutInMinutes'] ?? IDLE.shortest);
  if (minutes < IDLE.shortest || minutes > longest) {
    throw badRequest(
      'InvalidIdleTimeout',
      `Idle timeout of ${id} is ${minutes} minutes: it must be between ${IDLE.shortest} and ${longest}.`,
    );
  }
}

function checkLabel({ azure }: ArmRequest, body: Resource): void {
  const label = stringAt(body.properties, 'dnsSettings', 'domainNameLabel');
  if (label === undefined) {
    return;
  }
  if (!/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/.test(label)) {
    throw badRequest('InvalidDomainNameLabel', `The domain name label ${label} is invalid.`);
  }
  const taken = azure.store
    .ofType(publicIPAddresses.type)
    .find(
      (each) =>
        each.id !== body.id &&
        each.location === body.location &&
        stringAt(each.properties, 'dnsSettings', 'domainNameLabel') === label,
    );
  if (taken !== undefined) {
    throw conflict(
      'DnsRecordInUse',
      `DNS record ${label}.${body.location ?? ''}.cloudapp.azure.com is already used by another public IP.`,
    );
  }
}

/** NAT gateways: https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource */
export const natGateways: ResourceType = {
  type: 'Microsoft.Network/natGateways',
  name: NETWORK_NAME,
  longRunning: ['PUT', 'DELETE'],
  put: (request, body) => {
    checkZones(body, 1);
    checkIdle(body, IDLE.longestGateway);
    const addresses = referencesAt(body.properties, 'publicIpAddresses');
    for (const { id } of addresses) {
      checkSameRegion(request, body, String(id));
      checkFree(request, body, String(id));
    }
    return {
      ...body,
      sku: { name: 'Standard', ...objectAt(body, 'sku') },
      properties: {
        idleTimeoutInMinutes: IDLE.shortest,
        ...without(body.properties, 'subnets', 'publicIpAddresses'),
        ...(addresses.length === 0 ? {} : { publicIpAddresses: addresses }),
        ...provisioned(body.id),
      },
    };
  },
  read: (resource, { azure }) => {
    const subnets = subnetsOf(azure.store, resource.id);
    return subnets.length === 0
      ? resource
      : { ...resource, properties: { ...resource.properties, subnets: subnets.map(({ id }) => ({ id })) } };
  },
  remove: ({ azure }, resource) => {
    const [subnet] = subnetsOf(azure.store, resource.id);
    if (subnet !== undefined) {
      throw badRequest(
        'InUseNatGatewayCannotBeDeleted',
        `NAT gateway ${resource.id} is in use by subnet ${subnet.id} and cannot be deleted.`,
      );
    }
  },
};

function subnetsOf(store: ArmRequest['azure']['store'], id: string): readonly Resource[] {
  return store.referringTo(id, /\/subnets$/i);
}
