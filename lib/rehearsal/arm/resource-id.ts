/** Azure resource id, or a collection or an action below one. */
export interface ResourceId {
  /** Id as requested, without a trailing slash. */
  readonly id: string;
  /** Id for comparisons: ids are case-insensitive. */
  readonly key: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  /** Id of what an extension or a resource of a resource group belongs to. */
  readonly scope: string;
  /** Namespace with the types: `Microsoft.Network/virtualNetworks/subnets`. */
  readonly type: string;
  /** Names for each of the types; one less for a collection or an action. */
  readonly names: readonly string[];
  /** Last of the names; empty for a collection. */
  readonly name: string;
  /** Id of the parent resource; undefined at the top. */
  readonly parent?: string;
  /** Whether the id ends with a type: a collection, or an action on the parent. */
  readonly isCollection: boolean;
}

/** Namespace of a type: `Microsoft.Network`. */
export function namespaceOf(type: string): string {
  return type.slice(0, type.indexOf('/'));
}

const SUBSCRIPTION = /^\/subscriptions\/([^/]+)(?:\/resourcegroups\/([^/]+))?/i;

/**
 * Reads an id: https://learn.microsoft.com/rest/api/resources/resources/get-by-id
 *
 * @returns undefined when it is none
 */
export function parseResourceId(path: string): ResourceId | undefined {
  const id = path.replace(/\/+$/, '').replace(/\/{2,}/g, '/');
  const at = id.toLowerCase().lastIndexOf('/providers/');
  const [, subscriptionId, resourceGroup] = SUBSCRIPTION.exec(id) ?? [];
  if (at === -1) {
    return parseContainer(id, subscriptionId, resourceGroup);
  }
  const [namespace = '', ...rest] = id.slice(at + '/providers/'.length).split('/');
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  if (namespace === '' || types.length === 0) {
    return undefined;
  }
  const isCollection = names.length < types.length;
  const scope = id.slice(0, at);
  return {
    id,
    key: id.toLowerCase(),
    subscriptionId,
    resourceGroup,
    scope,
    type: [namespace, ...types].join('/'),
    names,
    name: isCollection ? '' : (names.at(-1) ?? ''),
    parent:
      types.length > 1
        ? id
            .split('/')
            .slice(0, isCollection ? -1 : -2)
            .join('/')
        : undefined,
    isCollection,
  };
}

/** Subscription, resource group, or the collection of those. */
function parseContainer(id: string, subscriptionId?: string, resourceGroup?: string): ResourceId | undefined {
  const segments = id.split('/').slice(1);
  if (
    segments.length > 4 ||
    !/^(subscriptions|resourcegroups)?$/i.test(
      segments[segments.length % 2 === 0 ? segments.length - 2 : segments.length - 1] ?? '',
    )
  ) {
    return undefined;
  }
  const isGroup = segments.length > 2;
  const isCollection = segments.length % 2 === 1;
  const name = isCollection ? '' : (segments.at(-1) ?? '');
  return {
    id,
    key: id.toLowerCase(),
    subscriptionId,
    resourceGroup,
    scope: isGroup ? `/subscriptions/${subscriptionId ?? ''}` : '',
    type: isGroup ? 'Microsoft.Resources/resourceGroups' : 'Microsoft.Resources/subscriptions',
    names: isCollection ? [] : [name],
    name,
    parent: undefined,
    isCollection,
  };
}
