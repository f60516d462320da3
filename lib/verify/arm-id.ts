import { armTypeOf, subscriptionOf } from '../azure/arm-id';
import { type StateResource } from '../toolkit/terraform/terraform-state';

/** Id of a resource in Azure Resource Manager. */
export interface ArmId {
  readonly id: string;
  /** Namespace and types: `Microsoft.Network/virtualNetworks/subnets`. */
  readonly type: string;
  readonly subscriptionId: string;
  readonly name: string;
}

/**
 * Types of azurerm whose ids are no resources of Azure: a setting of another resource, which is checked itself.
 *
 * Source: the parse packages of azurerm, internal/services.
 */
const SETTINGS: readonly string[] = [
  'azurerm_cdn_frontdoor_custom_domain_association',
  'azurerm_container_app_custom_domain',
  'azurerm_managed_redis_geo_replication',
  'azurerm_resource_provider_registration',
  'azurerm_virtual_network_dns_servers',
];

/** Reads an id; undefined where it is of no resource below a subscription. */
export function parseArmId(id: string): ArmId | undefined {
  const type = armTypeOf(id);
  const subscriptionId = subscriptionOf(id);
  return type === undefined || subscriptionId === undefined
    ? undefined
    : { id, type, subscriptionId, name: id.split('/').at(-1) ?? '' };
}

/** Id of what azurerm manages; undefined of what is no resource of Azure, as a key of App Configuration. */
export function armIdOf({ type, attributes }: StateResource): ArmId | undefined {
  const own = ['resource_manager_id', 'resource_versionless_id', 'id'].map((name) => attributes[name]);
  const id = own.find((each) => typeof each === 'string' && /^\/subscriptions\//i.test(each)) as string | undefined;
  if (id === undefined || SETTINGS.includes(type)) {
    return undefined;
  }
  // azurerm joins what identifies an association, or a resource and another one, by a bar.
  const [first = '', name] = id.split('|');
  return type === 'azurerm_monitor_diagnostic_setting' && name !== undefined
    ? parseArmId(`${first}/providers/Microsoft.Insights/diagnosticSettings/${name}`)
    : parseArmId(first);
}

/** Name of the resource of a type that an id lies in, as of the virtual network of a subnet. */
export function nameIn(id: string, type: string): string | undefined {
  const segments = id.split('/');
  const at = segments.findIndex((each) => each.toLowerCase() === type.toLowerCase());
  return at < 0 ? undefined : segments[at + 1];
}
