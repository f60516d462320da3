import { type Values } from '../synthesized/values';

/** Argument of azurerm 5 with the one of azurerm 4 that rules know. */
interface Renaming {
  readonly from: string;
  readonly to: string;
  readonly read: (value: unknown) => unknown;
}

/** An expression, which is not known before it is deployed, stays one. */
const opposite = (value: unknown) => (typeof value === 'boolean' ? !value : value);
const isEnabled = (value: unknown) => (value === 'Enabled' ? true : value === 'Disabled' ? false : value);
const services = (value: unknown) =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).map((block) => (block as Values)['service']);

/**
 * Arguments that azurerm 5 renamed and rules read. `lib/stage/dialects` has all, and the other direction.
 *
 * Source: hashicorp/terraform-provider-azurerm@v5.2.0, website/docs/guides/5.0-upgrade-guide.html.markdown.
 */
const RENAMED: Readonly<Record<string, readonly Renaming[]>> = {
  azurerm_application_insights: [
    { from: 'ip_masking_enabled', to: 'disable_ip_masking', read: opposite },
    { from: 'local_authentication_enabled', to: 'local_authentication_disabled', read: opposite },
  ],
  azurerm_cdn_frontdoor_custom_domain: [
    {
      from: 'tls',
      to: 'tls',
      read: (tls) => {
        const { minimum_version: version, ...others } = (Array.isArray(tls) ? tls[0] : tls) as Values;
        return version === undefined ? tls : { ...others, minimum_tls_version: version };
      },
    },
  ],
  azurerm_cosmosdb_account: [
    { from: 'local_authentication_enabled', to: 'local_authentication_disabled', read: opposite },
  ],
  azurerm_log_analytics_workspace: [
    { from: 'internet_ingestion_access_type', to: 'internet_ingestion_enabled', read: isEnabled },
    { from: 'internet_query_access_type', to: 'internet_query_enabled', read: isEnabled },
    { from: 'local_authentication_enabled', to: 'local_authentication_disabled', read: opposite },
  ],
  azurerm_subnet: [{ from: 'service_endpoint', to: 'service_endpoints', read: services }],
};

/** Resources in the words of azurerm 4, also where they are written for azurerm 5. */
export function inAzurerm4<T extends Readonly<Record<string, Readonly<Record<string, Values>>>>>(resources: T): T {
  const entries = Object.entries(resources).map(([type, named]) => {
    const renamings = RENAMED[type];
    return renamings === undefined
      ? [type, named]
      : [type, Object.fromEntries(Object.entries(named).map(([name, values]) => [name, renamed(values, renamings)]))];
  });
  return Object.fromEntries(entries) as T;
}

function renamed(values: Values, renamings: readonly Renaming[]): Values {
  return renamings.reduce<Values>((known, { from, to, read }) => {
    const { [from]: value, ...others } = known;
    return value === undefined || others[to] !== undefined ? known : { ...others, [to]: read(value) };
  }, values);
}
