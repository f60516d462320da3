import { quote, ValueError } from '../../errors';
import { type ArgumentChange, type Arguments, type Dialect, type TypeRule } from './dialect';
import { frontDoorRule } from './front-door-rule';

/**
 * The types that the constructs make, as azurerm 5 has them.
 *
 * Sources, in hashicorp/terraform-provider-azurerm@v5.2.0: website/docs/guides/5.0-upgrade-guide.html.markdown, and for each type
 * website/docs/r/ or website/docs/d/. `scripts/check-provider-docs.ts` compares what is rendered with these pages.
 */
export const AZURERM_5: Dialect = {
  resources: {
    azurerm_application_insights: {
      changes: [
        negated('daily_data_cap_notifications_disabled', 'daily_data_cap_notifications_enabled'),
        negated('disable_ip_masking', 'ip_masking_enabled'),
        negated('local_authentication_disabled', 'local_authentication_enabled'),
      ],
    },
    azurerm_cdn_frontdoor_custom_domain: { changes: [{ from: 'tls.minimum_tls_version', to: 'minimum_version' }] },
    azurerm_cdn_frontdoor_rule: {
      changes: [{ from: 'behavior_on_match', to: 'behaviour_on_match' }],
      rewrite: frontDoorRule,
    },
    azurerm_cognitive_account_rai_policy: { rewrite: withoutSeverities },
    // internal/services/containers/container_registry_resource.go: both names are Azure's `regionEndpointEnabled`.
    azurerm_container_registry: {
      changes: [{ from: 'georeplications.regional_endpoint_enabled', to: 'global_endpoint_routing_enabled' }],
    },
    azurerm_cosmosdb_account: { changes: [negated('local_authentication_disabled', 'local_authentication_enabled')] },
    azurerm_kubernetes_cluster: { rewrite: withNodeProvisioning },
    azurerm_log_analytics_workspace: {
      changes: [
        accessType('internet_ingestion_enabled', 'internet_ingestion_access_type'),
        accessType('internet_query_enabled', 'internet_query_access_type'),
        negated('local_authentication_disabled', 'local_authentication_enabled'),
      ],
    },
    azurerm_private_dns_a_record: ofZone('zone_name'),
    azurerm_private_dns_aaaa_record: ofZone('zone_name'),
    azurerm_private_dns_cname_record: ofZone('zone_name'),
    azurerm_private_dns_mx_record: ofZone('zone_name'),
    azurerm_private_dns_ptr_record: ofZone('zone_name'),
    azurerm_private_dns_srv_record: ofZone('zone_name'),
    azurerm_private_dns_txt_record: ofZone('zone_name'),
    azurerm_private_dns_zone_virtual_network_link: ofZone('private_dns_zone_name'),
    azurerm_subnet: { changes: [serviceEndpoints()], rewrite: withServiceEndpoints },
  },
  dataSources: {
    azurerm_cosmosdb_account: {
      changes: [{ from: 'ip_range_filter', to: 'ip_range_filter', read: (reference) => `join(",", ${reference})` }],
    },
    azurerm_key_vault: { changes: [{ from: 'enable_rbac_authorization', to: 'rbac_authorization_enabled' }] },
    azurerm_subnet: { changes: [serviceEndpoints()] },
  },
};

/** A switch with the opposite meaning. */
function negated(from: string, to: string): ArgumentChange {
  const read = (reference: string) => `(!${reference})`;
  return {
    from,
    to,
    write: (value) => ofBoolean(value, { known: (on) => !on, expression: (text) => `!(${text})` }),
    read,
  };
}

/** A switch that became one of `Enabled`, `Disabled` and, set by Azure, `SecuredByPerimeter`. */
function accessType(from: string, to: string): ArgumentChange {
  return {
    from,
    to,
    write: (value) =>
      ofBoolean(value, {
        known: (on) => (on ? 'Enabled' : 'Disabled'),
        expression: (text) => `(${text}) ? "Enabled" : "Disabled"`,
      }),
    read: (reference) => `(${reference} == "Enabled")`,
  };
}

/** The value in place of a switch, which may be an expression that Terraform evaluates. */
function ofBoolean(
  value: unknown,
  write: { readonly known: (on: boolean) => unknown; readonly expression: (text: string) => string },
): unknown {
  const [, expression] = typeof value === 'string' ? (/^\$\{(.*)\}$/s.exec(value) ?? []) : [];
  return expression === undefined
    ? write.known(value === true || value === 'true')
    : `\${${write.expression(expression)}}`;
}

/** Rule of what is in a private DNS zone, which is named by its id, no longer by its name and group. */
function ofZone(nameArgument: string): TypeRule {
  const part = (index: number) => (reference: string) => `split("/", ${reference})[${index}]`;
  const to = 'private_dns_zone_id';
  return {
    // In the id: /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/privateDnsZones/<name>.
    changes: [
      { from: nameArgument, to, read: part(8) },
      { from: 'resource_group_name', to, read: part(4) },
    ],
    rewrite: (args) => {
      const { [nameArgument]: name, resource_group_name: _group, ...others } = args;
      return name === undefined ? args : { [to]: idOfZone(nameArgument, name), ...others };
    },
  };
}

function idOfZone(argument: string, name: unknown): string {
  const [, zone] =
    /^\$\{((?:data\.)?azurerm_private_dns_zone\.[\w-]+(?:\[[^\]]*\])?)\.name\}$/.exec(String(name)) ?? [];
  if (zone === undefined) {
    throw new ValueError({
      property: argument,
      message: `got ${quote(name)}, but azurerm 5 requires the id of the zone`,
      allowed: 'the name of a zone that the same stage makes or reads',
      fix: 'Make the record or the link in the stage of the zone, or read the zone there with DataAzurermPrivateDnsZone.',
    });
  }
  return `\${${zone}.id}`;
}

/** azurerm 4 took what Azure answers, and Azure's default is Manual: node pools that Terraform makes. */
function withNodeProvisioning(args: Arguments): Arguments {
  return { node_provisioning_profile: { mode: 'Manual' }, ...args };
}

/** Filters that are on or off; with a severity, azurerm 5 refuses their plan: internal/services/cognitive/cognitive_account_rai_policy_resource.go */
const ON_OR_OFF = ['Indirect Attack', 'Jailbreak', 'Protected Material Code', 'Protected Material Text'];

function withoutSeverities(args: Arguments): Arguments {
  const { content_filter: filters } = args;
  if (!Array.isArray(filters)) {
    return args;
  }
  const written = filters.map((filter: Arguments) => {
    const { severity_threshold: _, ...others } = filter;
    return ON_OR_OFF.includes(String(filter['name'])) ? others : filter;
  });
  return { ...args, content_filter: written };
}

function serviceEndpoints(): ArgumentChange {
  return { from: 'service_endpoints', to: 'service_endpoint', read: (reference) => `(${reference}[*].service)` };
}

/** One block for each service. A list that only Terraform knows becomes a loop. */
function withServiceEndpoints(args: Arguments): Arguments {
  const { service_endpoints: services, ...others } = args;
  if (services === undefined) {
    return args;
  }
  if (Array.isArray(services)) {
    return { ...others, service_endpoint: services.map((service: unknown) => ({ service })) };
  }
  const loop = { for_each: services, content: { service: '${service_endpoint.value}' } };
  return { ...others, dynamic: { ...(args['dynamic'] as Arguments | undefined), service_endpoint: loop } };
}
