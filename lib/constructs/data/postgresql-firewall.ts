import { PostgresqlFlexibleServerFirewallRule } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-firewall-rule';
import { Cidr } from '../../values/cidr';
import { AzureContext } from '../azure-context';
import { type PostgresqlServer, type PostgresqlServerProps } from './postgresql-server';

/** Adds the rules of the public address. The one from 0.0.0.0 to 0.0.0.0 stands for everything in Azure. */
export function addFirewallRules(server: PostgresqlServer, props: PostgresqlServerProps): void {
  const { serverId } = server;
  props.allowedIpRanges?.forEach((range) => {
    const cidr = Cidr.parse(range.includes('/') ? range : `${range}/32`);
    new PostgresqlFlexibleServerFirewallRule(server, `Firewall-${range.replace('/', '-')}`, {
      serverId,
      name: `allow-${range.replace(/[./]/g, '-')}`,
      startIpAddress: cidr.first,
      endIpAddress: cidr.last,
    });
  });
  if (props.allowAzureServices === true) {
    AzureContext.of(server).warn(server, "everything in Azure reaches its sign-in, other customers' machines included");
    new PostgresqlFlexibleServerFirewallRule(server, 'Firewall-Azure', {
      serverId,
      name: 'azure-services',
      startIpAddress: '0.0.0.0',
      endIpAddress: '0.0.0.0',
    });
  }
}
