import { ContainerApp } from '../../lib/constructs/compute/container-app';
import { ResourceGroup } from '../../lib/constructs/management/resource-group';
import { DnsZone } from '../../lib/constructs/network/dns-zone';
import { type Stage } from '../../lib/stage/stage';
import { addDataHosts } from './data-hosts';
import { type TradeNexusParameters } from './parameters';

/** Public URL of the Lona gateway. */
const LONA_GATEWAY_URL = 'https://gateway.lona.agency';

/**
 * Imports the existing resources that the parameters name: Terraform reads it, and changes nothing of it. In the DNS zone it
 * only adds records of its own, which lead to an app.
 */
export function addExistingResources(stage: Stage, app: ContainerApp, parameters: TradeNexusParameters): void {
  const { tradingPlatform, dnsZone, dnsZoneResourceGroup, dataHosts } = parameters;
  for (const name of tradingPlatform ? ['shared', 'dev', 'prod'] : []) {
    const group = ResourceGroup.fromName(stage, `TradingPlatform-${name}`, `rg-trading-${name}`);
    stage.addOutput(`trading_platform_${name}_id`, group.resourceGroupId, {
      description: `The group rg-trading-${name}, for what is too heavy for container apps.`,
    });
  }
  if (dnsZone !== undefined) {
    addDataHosts(app, DnsZone.fromName(stage, 'DnsZone', dnsZone, dnsZoneResourceGroup), dataHosts);
  }
}

/** Adds the URL of the Lona gateway to an app: its public name, or that of its container app. */
export function connectToLona(app: ContainerApp, { lonaGateway }: TradeNexusParameters): void {
  const [group, name] = lonaGateway?.split('/') ?? [];
  if (group === undefined || name === undefined) {
    app.addEnv('LONA_GATEWAY_URL', LONA_GATEWAY_URL);
  } else {
    app.connectTo(ContainerApp.fromName(app, 'LonaGateway', name, group));
  }
}
