/** Host of Azure Resource Manager in the public cloud. */
export const MANAGEMENT_HOST = 'management.azure.com';

/**
 * Type of the resource of an id, such as `Microsoft.Network/virtualNetworks/subnets`; undefined where it is the id of no resource:
 * https://learn.microsoft.com/rest/api/resources/resources/get-by-id
 */
export function armTypeOf(id: string): string | undefined {
  const at = id.toLowerCase().lastIndexOf('/providers/');
  if (at === -1) {
    return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(id)
      ? 'Microsoft.Resources/resourceGroups'
      : undefined;
  }
  const [namespace = '', ...rest] = id.slice(at + '/providers/'.length).split('/');
  const isWhole = rest.length > 0 && rest.length % 2 === 0 && rest.every((segment) => segment !== '');
  return isWhole && /^\/(subscriptions|providers)\//i.test(id)
    ? [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/')
    : undefined;
}

/** Subscription of an id. */
export function subscriptionOf(id: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1];
}
