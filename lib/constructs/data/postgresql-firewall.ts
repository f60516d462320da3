import { PostgresqlFlexibleServerFirewallRule } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-firewall-rule';
import { AzureContext } from '../azure-context';
import { endsOfRanges } from '../network/ip-ranges';
import { type PostgresqlServer, type PostgresqlServerProps } from './postgresql-server';

/** Adds the rules of the public address. The one from 0.0.0.0 to 0.0.0.0 stands for everything in Azure. */
export function addFirewallRules(server: PostgresqlServer, props: PostgresqlServerProps): void {
  const { serverId } = server;
  endsOfRanges(props.allowedIpRanges).forEach(({ key, first, last }) => {
    new PostgresqlFlexibleServerFirewallRule(server, `Firewall-${key.replace('/', '-')}`, {
      serverId,
      name: `allow-${key.replace(/[./]/g, '-')}`,
      startIpAddress: first,
      endIpAddress: last,
    });
  });
  if (props.allowAzureServices === true) {
    AzureContext.of(server).warn(
      server,
      'all of Azure can reach its sign-in, including the machines of other customers',
    );
    new PostgresqlFlexibleServerFirewallRule(server, 'Firewall-Azure', {
      serverId,
      name: 'azure-services',
      startIpAddress: '0.0.0.0',
      endIpAddress: '0.0.0.0',
    });
  }
}
