import { checkedValue } from '../../lib/constructs/checks';
import { DnsResolver } from '../../lib/constructs/network/dns-resolver';
import { type VirtualNetwork } from '../../lib/constructs/network/virtual-network';
import { VpnGateway } from '../../lib/constructs/network/vpn-gateway';
import { VpnAuthentication } from '../../lib/constructs/network/vpn-gateway-authentication';
import { type Stage } from '../../lib/stage/stage';
import { nameOf } from './names';
import { type SigmatiqParameters } from './parameters';

/** Adds the VPN gateway, and the resolver of private host names for its clients. */
export function addVpn(stage: Stage, network: VirtualNetwork, parameters: SigmatiqParameters): VpnGateway {
  const { vpnRootCertificate: certificate } = parameters;
  const { context } = stage;
  const gateway = new VpnGateway(stage, 'VpnGateway', {
    name: nameOf('vpng', context),
    subnet: network.subnet('gateway'),
    sku: parameters.vpnSku,
    activeActive: parameters.vpnActiveActive,
    clientAddressPool: [parameters.vpnClientAddressPool.toString()],
    authentication:
      certificate === undefined
        ? VpnAuthentication.entra()
        : checkedValue(stage, 'parameters.vpnRootCertificate', () =>
            VpnAuthentication.certificates({
              rootCertificates: [{ name: 'sigmatiq-root', publicCertData: certificate }],
            }),
          ),
  });
  const resolver = new DnsResolver(stage, 'DnsResolver', {
    name: nameOf('dnspr', context),
    virtualNetwork: network,
    inboundSubnet: network.subnet('dns-inbound'),
  });
  resolver.serveNetwork(network);
  stage.addOutput('vpn_public_ip', gateway.publicIpAddress, { description: 'Where VPN clients connect to.' });
  stage.addOutput('dns_resolver_ip', resolver.inboundIpAddress, { description: 'Where private names are asked for.' });
  return gateway;
}
