import { badRequest, unsupported } from '../../arm/arm-error';
import { type ArmRequest, uuidOf } from '../../arm/arm-request';
import { type JsonObject, objectsAt, stringAt, stringsAt } from '../../arm/json';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { provisioned, referenceAt } from './network-rules';
import { hostsOf } from './private-link-targets';
import { allocate } from './subnet-addresses';

/** Id of the network interface of a private endpoint. */
export function interfaceOf({ properties }: Resource): string {
  return stringAt(objectsAt(properties, 'networkInterfaces')[0], 'id') ?? '';
}

/** Host names of a private endpoint with its addresses. */
export function hostsWithAddresses(endpoint: Resource, store: ArmRequest['azure']['store']): JsonObject[] {
  return objectsAt(store.get(interfaceOf(endpoint))?.properties, 'ipConfigurations').flatMap((each) =>
    stringsAt(each, 'properties', 'privateLinkConnectionProperties', 'fqdns').map((fqdn) => ({
      fqdn,
      ipAddresses: [stringAt(each, 'properties', 'privateIPAddress') ?? ''],
    })),
  );
}

/** Creates the network interface, with an address for each host name of the target. */
export function createInterface(
  { azure }: ArmRequest,
  body: Resource,
  targetId: string,
  groupIds: readonly string[],
): string {
  const subnetId = referenceAt(body.properties, 'subnet') ?? '';
  const target = azure.store.get(targetId);
  const [groupId = ''] = groupIds;
  const hosts = target === undefined ? [] : hostsOf(target, groupId);
  const wanted = objectsAt(body.properties, 'ipConfigurations').map((each) =>
    stringAt(each, 'properties', 'privateIPAddress'),
  );
  const fixed = wanted.flatMap((each) => allocate(azure, subnetId, 1, each));
  // Aliases of one host, such as the three domains of an AI account, share the one address that was given.
  const addresses = fixed.length > 0 ? fixed : allocate(azure, subnetId, Math.max(hosts.length, 1));
  const custom = stringAt(body.properties, 'customNetworkInterfaceName') ?? '';
  const name = custom === '' ? `${body.name}.nic.${uuidOf(body.id, 'nic')}` : custom;
  const id = `${body.id.slice(0, body.id.toLowerCase().lastIndexOf('/privateendpoints/'))}/networkInterfaces/${name}`;
  azure.store.set({
    id,
    name,
    type: networkInterfaces.type,
    location: body.location,
    properties: {
      ...provisioned(id),
      privateEndpoint: { id: body.id },
      ipConfigurations: addresses.map((address, index) => ({
        id: `${id}/ipConfigurations/privateEndpointIpConfig.${index}`,
        name: `privateEndpointIpConfig.${index}`,
        properties: {
          provisioningState: 'Succeeded',
          privateIPAddress: address,
          privateIPAllocationMethod: fixed.length > 0 ? 'Static' : 'Dynamic',
          subnet: { id: subnetId },
          primary: index === 0,
          privateIPAddressVersion: 'IPv4',
          privateLinkConnectionProperties: {
            groupId,
            fqdns: addresses.length === 1 ? [...hosts] : hosts.slice(index, index + 1),
          },
        },
      })),
      macAddress: '',
      nicType: 'Standard',
      primary: true,
    },
  });
  return id;
}

/** Network interfaces, of private endpoints alone. */
export const networkInterfaces: ResourceType = {
  type: 'Microsoft.Network/networkInterfaces',
  put: () => {
    throw unsupported('network interfaces that do not belong to a private endpoint');
  },
  remove: (_request, resource) => {
    throw badRequest(
      'NetworkInterfaceInUseWithPrivateEndpoint',
      `Network interface ${resource.id} cannot be deleted because it is in use with private endpoint ${referenceAt(resource.properties, 'privateEndpoint') ?? ''}.`,
    );
  },
};
