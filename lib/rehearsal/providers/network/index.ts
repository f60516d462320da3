import { type ResourceProvider } from '../../arm/resource-type';
import { dnsForwarding } from './dns-forwarding';
import { dnsResolvers, inboundEndpoints } from './dns-resolvers';
import { dnsZones } from './dns-zones';
import { frontDoorFirewallPolicies } from './front-door-firewall-policies';
import { networkInterfaces } from './network-interfaces';
import { networkSecurityGroups, securityRules } from './network-security-groups';
import { privateDnsZoneGroups } from './private-dns-zone-groups';
import { privateDnsZones } from './private-dns-zones';
import { privateEndpointConnections, privateEndpoints } from './private-endpoints';
import { natGateways, publicIPAddresses } from './public-addresses';
import { subnets } from './subnets';
import { virtualNetworkGateways } from './virtual-network-gateways';
import { virtualNetworkPeerings, virtualNetworks } from './virtual-networks';

/** Networks, private endpoints and DNS: https://learn.microsoft.com/rest/api/virtualnetwork/ */
export const network: ResourceProvider = {
  namespace: 'Microsoft.Network',
  types: [
    ...dnsForwarding,
    ...dnsZones,
    ...privateDnsZones,
    ...privateEndpointConnections,
    dnsResolvers,
    frontDoorFirewallPolicies,
    inboundEndpoints,
    natGateways,
    networkInterfaces,
    networkSecurityGroups,
    privateDnsZoneGroups,
    privateEndpoints,
    publicIPAddresses,
    securityRules,
    subnets,
    virtualNetworkGateways,
    virtualNetworkPeerings,
    virtualNetworks,
  ],
};
