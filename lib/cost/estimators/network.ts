import { type CostComponent, type Estimator, monthsOf, unknown, type UsageQuantity } from '../estimator';
import { above, type Range, range, times } from '../range';
import { text } from '../../synthesized/values';

/** Point-to-site connections that every gateway includes. */
const INCLUDED_CONNECTIONS = 128;

/** Regions of Azure's second billing zone, where traffic costs more. The others are of the first. */
const ZONE_2 = /asia|india|japan|korea|australia/;

/** A private endpoint: its hours, and what goes through it in either direction. */
export const privateEndpoint: Estimator<'gbProcessed'> = {
  types: ['azurerm_private_endpoint'],
  usage: { gbProcessed: traffic('Data that goes through the endpoint, in and out', range(1, 50)) },
  estimate: (_, { gbProcessed }, { hours }) => ({
    components: [
      { name: 'Private endpoint', quantity: hours, price: 'privateEndpoint.hour' },
      { name: 'Data through it', quantity: gbProcessed, price: 'privateEndpoint.data' },
    ],
  }),
};

/** A NAT gateway: its hours, and what goes through it in either direction. */
export const natGateway: Estimator<'gbProcessed'> = {
  types: ['azurerm_nat_gateway'],
  usage: { gbProcessed: traffic('Data that goes through the gateway, in and out', range(10, 200)) },
  estimate: (_, { gbProcessed }, { hours }) => ({
    components: [
      { name: 'NAT gateway', quantity: hours, price: 'natGateway.hour' },
      { name: 'Data through it', quantity: gbProcessed, price: 'natGateway.data' },
    ],
  }),
};

/** A public IP address. */
export const publicIp: Estimator = {
  types: ['azurerm_public_ip'],
  usage: {},
  estimate({ values }, _, { hours }) {
    const sku = text(values, 'sku') ?? 'Standard';
    const isGlobal = text(values, 'sku_tier') === 'Global';
    return sku === 'Standard'
      ? {
          components: [
            {
              name: 'Static public IP',
              quantity: hours,
              price: isGlobal ? 'publicIp.globalTier' : 'publicIp.standardStatic',
            },
          ],
        }
      : { components: [], notPriced: [`a public IP of the sku ${sku}`] };
  },
};

/** A VPN gateway; active-active costs no more. */
export const vpnGateway: Estimator<'connections' | 'gbOut'> = {
  types: ['azurerm_virtual_network_gateway'],
  usage: {
    connections: {
      description: 'Clients that are connected at once; 128 are included',
      unit: 'count',
      default: range(1, 20),
    },
    gbOut: traffic('Data to other virtual networks', range(0, 20)),
  },
  estimate({ values }, { connections, gbOut }, { hours }) {
    const [type, sku] = [text(values, 'type'), text(values, 'sku')];
    if (type === undefined || sku === undefined) {
      return unknown('type or sku');
    }
    if (type !== 'Vpn') {
      return { components: [], notPriced: [`a gateway of type ${type}`] };
    }
    const components: CostComponent[] = [
      { name: `VPN gateway ${sku}`, quantity: hours, price: `vpnGateway.${sku}` },
      {
        name: 'Connections above 128',
        quantity: times(monthsOf(hours), above(connections, INCLUDED_CONNECTIONS)),
        price: 'vpnGateway.p2sOver128',
      },
      { name: 'Data to other networks', quantity: gbOut, price: 'vpnGateway.data' },
    ];
    return { components: components.filter(({ quantity }) => quantity.high > 0) };
  },
};

/** A peering: what goes through it, by where both networks are. Each direction is a resource of its own. */
export const peering: Estimator<'gbTransferred'> = {
  types: ['azurerm_virtual_network_peering'],
  usage: { gbTransferred: traffic('Data from this network to the other one', range(1, 50)) },
  estimate({ values }, { gbTransferred }, { tryFind }) {
    const near = tryFind('azurerm_virtual_network', values['virtual_network_name']);
    const far = tryFind('azurerm_virtual_network', values['remote_virtual_network_id']);
    if (near === undefined || far === undefined) {
      return { components: [], notPriced: ['data through the peering: the region of a network is not known'] };
    }
    const isLocal = near.region === far.region;
    const out = isLocal ? 'peering.intraRegion' : globalPrice(near.region);
    const arriving = isLocal ? 'peering.intraRegion' : globalPrice(far.region);
    return {
      components: [
        { name: `Data out of ${near.region}`, quantity: gbTransferred, price: out },
        { name: `Data into ${far.region}`, quantity: gbTransferred, price: arriving },
      ],
    };
  },
};

function globalPrice(region: string): string {
  return ZONE_2.test(region) ? 'peering.global.zone2' : 'peering.global.zone1';
}

function traffic(description: string, assumed: Range): UsageQuantity {
  return { description, unit: 'GB/month', default: assumed };
}
