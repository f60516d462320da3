export {
  type DnsForwardingRule,
  DnsForwardingRuleset,
  type DnsForwardingRulesetOptions,
  type DnsForwardingRulesetProps,
} from './dns-forwarding-ruleset';
export { DnsRecord, type DnsRecordProps } from './dns-record';
export { DnsResolver, type DnsResolverProps, type IDnsResolver } from './dns-resolver';
export { DnsZone, type DnsZoneProps, type IDnsZone } from './dns-zone';
export { type INatGateway, NatGateway, type NatGatewayProps, type NatGatewayReference } from './nat-gateway';
export { type NetworkAccessOptions } from './network-access';
export { NetworkPeer } from './network-peer';
export {
  type InboundConnection,
  type INetworkSecurityGroup,
  NetworkRuleBand,
  NetworkSecurityGroup,
  type NetworkSecurityGroupProps,
  type NetworkSecurityGroupReference,
} from './network-security-group';
export {
  NetworkProtocol,
  NetworkRuleAccess,
  NetworkRuleDirection,
  type NetworkRuleGroup,
  type NetworkRuleOptions,
  NetworkSecurityRule,
  type NetworkSecurityRuleProps,
} from './network-security-rule';
export { type IPrivateDnsZone, PrivateDnsZone, type PrivateDnsZoneProps } from './private-dns-zone';
export {
  type IPrivateDnsZones,
  PrivateDnsZones,
  type PrivateDnsZonesProps,
  type PrivateDnsZonesReference,
} from './private-dns-zones';
export { PrivateEndpoint, type PrivateEndpointProps, type PrivateEndpointsOptions } from './private-endpoint';
export {
  type ISubnet,
  PrivateEndpointNetworkPolicies,
  Subnet,
  type SubnetProps,
  type SubnetReference,
  type SubnetSettings,
} from './subnet';
export { SubnetRole, type SubnetRoleRule } from './subnet-role';
export {
  type IVirtualNetwork,
  type PlannedSubnetOptions,
  VirtualNetwork,
  VirtualNetworkEncryption,
  type VirtualNetworkProps,
  type VirtualNetworkReference,
} from './virtual-network';
export { VirtualNetworkPeering, type VirtualNetworkPeeringProps } from './virtual-network-peering';
export { type IVpnGateway, VpnGateway, type VpnGatewayProps } from './vpn-gateway';
export {
  VpnAuthentication,
  type VpnCertificateOptions,
  type VpnEntraOptions,
  type VpnRevokedCertificate,
  type VpnRootCertificate,
} from './vpn-gateway-authentication';
