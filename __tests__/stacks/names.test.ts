import { ValueError } from '../../lib/errors';
import { ResourceName } from '../../lib/values/resource-name';
import { findSystem } from '../../stacks';
import { AGENTS } from '../../stacks/holiday-peak-hub/agents';
import { systemWriter } from '../helpers/system-page';

const agents = AGENTS.map(({ name }) => name).join(',');
const longest = { searchAgents: agents, openAiAgents: agents };

/** Names that are no choice, of settings of a server, tables, records and host names in DNS; and those that constructs check by rules of their own. */
const GIVEN = [
  'azurerm_postgresql_flexible_server_configuration',
  'azurerm_private_dns_a_record',
  'azurerm_dns_cname_record',
  'azurerm_dns_txt_record',
  'azurerm_container_app_custom_domain',
  'azurerm_dns_zone',
  'azurerm_log_analytics_workspace_table',
  'azurerm_kubernetes_cluster_extension',
  'azurerm_kubernetes_flux_configuration',
  'azurerm_kubernetes_cluster_trusted_access_role_binding',
  'azurerm_dashboard_grafana_managed_private_endpoint',
  'azurerm_cdn_frontdoor_security_policy',
];

test.each([
  ['agentic-platform', 'dev', {}],
  [
    'agentic-platform',
    'prod',
    { domain: 'platform.example.com', gitRepository: 'https://github.com/example/clusters' },
  ],
  ['finagentix', 'dev', {}],
  ['finagentix', 'staging', { customDomain: 'api.example.com', privateRegistry: 'true' }],
  ['finagentix', 'prod', {}],
  ['holiday-peak-hub', 'dev', {}],
  ['holiday-peak-hub', 'staging', longest],
  ['holiday-peak-hub', 'prod', {}],
  ['sigmatiq', 'beta', {}],
  ['sigmatiq', 'prod', {}],
  ['trade-nexus', 'dev', {}],
])('every name of %s in %s is one that Azure takes', (system, environment, parameters) => {
  const { resources } = systemWriter(findSystem(system), '2026-11-01', ['beta'])(environment, parameters);
  const refused = Object.values(resources).flatMap((types) =>
    Object.entries(types).flatMap(([type, each]) => each.flatMap(namesOf).flatMap((name) => refusal(type, name))),
  );
  expect(refused).toEqual([]);
});

/** The names of a resource and of what it has a name for within, as far as they are known at synth. */
function namesOf(resource: unknown): string[] {
  const { name, private_service_connection: connection } = resource as {
    name?: string;
    private_service_connection?: { name: string };
  };
  return [name, connection?.name].filter((each) => each !== undefined && !each.includes('${')) as string[];
}

function refusal(type: string, name: string): string[] {
  if (GIVEN.includes(type)) {
    return [];
  }
  try {
    ResourceName.check(type, name);
    return [];
  } catch (error) {
    if (error instanceof ValueError) {
      return [`${type}: ${error.message}`];
    }
    throw error;
  }
}
