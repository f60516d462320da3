import { badRequest } from '../arm/arm-error';
import { objectsAt, stringAt } from '../arm/json';
import { type ResourceType } from '../arm/resource-type';
import { delegatedTo, prefixesOf, prefixLength } from './virtual-networks';

const NAME = { pattern: /^[a-zA-Z0-9]([\w-]{0,78}[a-zA-Z0-9])?$/ };

/** Private resolvers: https://learn.microsoft.com/azure/dns/dns-private-resolver-overview */
export const dnsResolvers: ResourceType = {
  type: 'Microsoft.Network/dnsResolvers',
  name: NAME,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ azure }, body) => {
    const networkId = stringAt(body.properties, 'virtualNetwork', 'id') ?? '';
    if (azure.store.get(networkId)?.location !== body.location) {
      throw badRequest(
        'BadRequest',
        `The resolver ${body.name} has to be in the region of its virtual network ${networkId}.`,
      );
    }
    return {
      ...body,
      properties: { ...body.properties, dnsResolverState: 'Connected', provisioningState: 'Succeeded' },
    };
  },
};

/** Inbound endpoints: https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets#inbound-endpoints */
export const inboundEndpoints: ResourceType = {
  type: 'Microsoft.Network/dnsResolvers/inboundEndpoints',
  name: NAME,
  isTracked: true,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: ({ azure }, body) => {
    const configurations = objectsAt(body.properties, 'ipConfigurations').map((each) => {
      const subnet = azure.store.get(stringAt(each, 'subnet', 'id') ?? '');
      const [prefix = ''] = subnet === undefined ? [] : prefixesOf(subnet);
      if (
        subnet === undefined ||
        !delegatedTo(subnet).includes('Microsoft.Network/dnsResolvers') ||
        prefixLength(prefix) > 28
      ) {
        throw badRequest(
          'InvalidSubnet',
          `The subnet of ${body.name} has to be delegated to Microsoft.Network/dnsResolvers and at least a /28.`,
        );
      }
      const address = prefix.replace(/\.(\d+)\/.*$/, (_match, last: string) => `.${Number(last) + 4}`);
      return { privateIpAllocationMethod: 'Dynamic', privateIpAddress: address, ...each };
    });
    return {
      ...body,
      properties: { ...body.properties, ipConfigurations: configurations, provisioningState: 'Succeeded' },
    };
  },
};
