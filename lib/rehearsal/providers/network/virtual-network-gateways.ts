import facts from '../../../facts/vpn-gateway.json';
import regions from '../../../facts/regions.json';
import { badRequest, unsupported } from '../../arm/arm-error';
import { type ArmRequest } from '../../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, stringsAt, withDefaults } from '../../arm/json';
import { parseResourceId } from '../../arm/resource-id';
import { type Resource } from '../../arm/resource-store';
import { type ResourceType } from '../../arm/resource-type';
import { checkSameRegion, NETWORK_NAME, prefixesOf, provisioned, rangesOf, referenceAt } from './network-rules';
import { checkFree } from './public-addresses';
import { allocate } from './subnet-addresses';

const ZONAL = new Set(regions.regions.filter(({ availabilityZones }) => availabilityZones).map(({ name }) => name));

/** Private ASN of a gateway unless told otherwise: https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-bgp-overview */
const ASN = 65515;

/** VPN gateways: https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings */
export const virtualNetworkGateways: ResourceType = {
  type: 'Microsoft.Network/virtualNetworkGateways',
  name: NETWORK_NAME,
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  put: (request, body, existing) => {
    const sku = checkSku(body);
    const configurations = objectsAt(body.properties, 'ipConfigurations');
    configurations.forEach((each) => {
      checkConfiguration(request, body, objectAt(each, 'properties'), sku.zones);
    });
    if (configurations.length < (body.properties['activeActive'] === true ? 2 : 1)) {
      throw badRequest('ActiveActiveGatewayRequiresTwoIpConfigurations', `${body.id} has too few IP configurations.`);
    }
    checkOnlyGateway(request, body);
    checkClients(request, body);
    const kept = objectsAt(existing?.properties, 'ipConfigurations');
    const ipConfigurations = configurations.map((each) => configuration(request, body, each, kept));
    const { name } = sku;
    return {
      ...body,
      properties: withDefaults(
        { ...body.properties, sku: { name, tier: name, capacity: 2 }, ipConfigurations, ...provisioned(body.id) },
        {
          enableBgp: false,
          activeActive: false,
          enablePrivateIpAddress: false,
          vpnGatewayGeneration: `Generation${Math.max(...sku.generations)}`,
          vpnType: 'RouteBased',
          bgpSettings: bgpSettings(body.id, ipConfigurations),
        },
      ),
    };
  },
};

function checkSku({ id, properties }: Resource): (typeof facts.skus)[number] {
  if (properties['gatewayType'] !== 'Vpn') {
    throw unsupported(`virtual network gateways of the type ${String(properties['gatewayType'])}`);
  }
  const name = stringAt(properties, 'sku', 'name') ?? '';
  const sku = facts.skus.find((each) => each.name === name);
  if (sku === undefined) {
    throw unsupported(`VPN gateways of the SKU ${name}`);
  }
  if (!sku.zones) {
    // https://learn.microsoft.com/azure/vpn-gateway/gateway-sku-consolidation
    throw badRequest(
      'NonAzSkusNotAllowedForVPNGateway',
      `VpnGw1-5 non-AZ SKUs are no longer supported for VPN gateways; ${id} has ${name}. Only VpnGw1-5AZ SKUs can be created going forward.`,
    );
  }
  const [, generation] = /^Generation([12])$/.exec(stringAt(properties, 'vpnGatewayGeneration') ?? '') ?? [];
  if (generation !== undefined && !sku.generations.includes(Number(generation))) {
    throw badRequest(
      'VpnGatewaySkuNotSupportedByGeneration',
      `The SKU ${name} does not come in generation ${generation}.`,
    );
  }
  return sku;
}

function checkConfiguration(request: ArmRequest, body: Resource, properties: JsonObject, zones: boolean): void {
  const { store } = request.azure;
  const subnetId = referenceAt(properties, 'subnet') ?? '';
  const subnet = store.get(subnetId);
  if (subnet?.name !== 'GatewaySubnet') {
    throw badRequest('InvalidGatewaySubnet', `The subnet ${subnetId} of ${body.id} must be named GatewaySubnet.`);
  }
  checkSameRegion(request, body, parseResourceId(subnetId)?.parent);
  const addressId = referenceAt(properties, 'publicIPAddress') ?? '';
  const address = store.get(addressId);
  if (address === undefined) {
    throw badRequest('PublicIpAddressRequired', `An IP configuration of ${body.id} has no public IP address.`);
  }
  checkSameRegion(request, body, addressId);
  checkFree(request, body, addressId);
  if (zones && ZONAL.has(body.location ?? '') && stringsAt(address, 'zones').length === 0) {
    throw badRequest(
      'VmssVpnGatewayPublicIpsMustHaveZonesConfigured',
      `Standard Public IPs associated with VPN gateways with AZ VPN skus must have zones configured: ${addressId}.`,
    );
  }
}

function checkOnlyGateway({ azure: { store } }: ArmRequest, body: Resource): void {
  const subnet = subnetsOf(body)[0] ?? '';
  const other = store
    .referringTo(subnet)
    .find(({ id, type }) => type === virtualNetworkGateways.type && id !== body.id);
  if (other !== undefined) {
    throw badRequest(
      'OnlyOneVpnGatewayPerVirtualNetworkAllowed',
      `The virtual network of ${body.id} already has the VPN gateway ${other.id}.`,
    );
  }
}

function subnetsOf({ properties }: Resource): readonly string[] {
  return objectsAt(properties, 'ipConfigurations').map(
    (each) => referenceAt(objectAt(each, 'properties'), 'subnet') ?? '',
  );
}

/** Rules of point-to-site connections: https://learn.microsoft.com/azure/vpn-gateway/point-to-site-entra-gateway */
function checkClients({ azure: { store } }: ArmRequest, body: Resource): void {
  const clients = objectAt(body.properties, 'vpnClientConfiguration');
  const types = stringsAt(clients, 'vpnAuthenticationTypes');
  const entra = ['aadTenant', 'aadAudience', 'aadIssuer'].filter((key) => (stringAt(clients, key) ?? '') !== '');
  if (entra.length === 1 || entra.length === 2 || (types.includes('AAD') && entra.length === 0)) {
    throw badRequest(
      'VpnClientAadConfigurationIncomplete',
      `${body.id} needs aadTenant, aadAudience and aadIssuer together.`,
    );
  }
  const protocols = stringsAt(clients, 'vpnClientProtocols');
  if (entra.length > 0 && protocols.some((each) => each !== 'OpenVPN') && !types.some((each) => each !== 'AAD')) {
    throw badRequest('AadAuthenticationRequiresOpenVpn', `Entra ID authentication of ${body.id} takes OpenVPN alone.`);
  }
  const pool = rangesOf(prefixesOf(objectAt(clients, 'vpnClientAddressPool')));
  const network = store.get(parseResourceId(subnetsOf(body)[0] ?? '')?.parent ?? '');
  const spaces = rangesOf(prefixesOf(objectAt(network, 'properties', 'addressSpace')));
  if (pool.some((range) => spaces.some((space) => space.overlaps(range)))) {
    throw badRequest(
      'VpnClientAddressPoolOverlapsWithVirtualNetwork',
      `The address pool ${pool.join(', ')} of ${body.id} overlaps with its virtual network ${spaces.join(', ')}.`,
    );
  }
}

function configuration(
  { azure }: ArmRequest,
  body: Resource,
  each: JsonObject,
  kept: readonly JsonObject[],
): JsonObject {
  const properties = objectAt(each, 'properties');
  const before = kept.find(({ name }) => name === each['name']);
  const [address = ''] =
    before === undefined
      ? allocate(azure, referenceAt(properties, 'subnet') ?? '', 1)
      : [stringAt(before, 'properties', 'privateIPAddress') ?? ''];
  return {
    id: `${body.id}/ipConfigurations/${String(each['name'])}`,
    name: each['name'],
    properties: {
      privateIPAllocationMethod: 'Dynamic',
      ...properties,
      privateIPAddress: address,
      provisioningState: 'Succeeded',
    },
  };
}

function bgpSettings(id: string, configurations: readonly JsonObject[]): JsonObject {
  const addresses = configurations.map((each) => stringAt(each, 'properties', 'privateIPAddress') ?? '');
  return {
    asn: ASN,
    peerWeight: 0,
    bgpPeeringAddress: addresses.join(','),
    bgpPeeringAddresses: configurations.map((each, index) => ({
      ipconfigurationId: `${id}/ipConfigurations/${String(each['name'])}`,
      defaultBgpIpAddresses: [addresses[index] ?? ''],
      customBgpIpAddresses: [],
      tunnelIpAddresses: [],
    })),
  };
}
