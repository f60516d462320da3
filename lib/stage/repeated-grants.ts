import { TerraformElement, TerraformResource, type TerraformStack } from 'cdktf';
import { type Problem } from '../errors';
import { outputBehind, REFERENCE, rendered } from './attribute-reference';

/** The arguments that make a grant what it is, by Terraform type: Azure refuses a second one in which they are the same. */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  azurerm_role_assignment: ['scope', 'principal_id', 'role_definition_id'],
  azurerm_cosmosdb_sql_role_assignment: ['scope', 'principal_id', 'role_definition_id'],
  azurerm_federated_identity_credential: ['user_assigned_identity_id', 'issuer', 'subject'],
  azurerm_managed_redis_access_policy_assignment: ['managed_redis_id', 'object_id'],
  azurerm_postgresql_flexible_server_active_directory_administrator: [
    'server_name',
    'resource_group_name',
    'object_id',
  ],
  azurerm_redis_cache_access_policy_assignment: ['redis_cache_id', 'object_id'],
};

/**
 * Finds grants that are made twice, in one stage or in two.
 *
 * `grantOnce` makes a grant of one construct to another once. Two constructs that stand for one thing, such as
 * `ContainerRegistry.fromName` in two stages, are two to it; here what they read is compared.
 *
 * @param stacks all stacks of the app, in the order in which they were made; they have been prepared
 */
export function repeatedGrants(stacks: readonly TerraformStack[]): Problem[] {
  const first = new Map<string, TerraformResource>();
  return stacks.flatMap((stack) =>
    grantsOf(stack).flatMap((grant) => {
      const key = keyOf(stack, grant);
      const earlier = first.get(key);
      first.set(key, earlier ?? grant);
      return earlier === undefined
        ? []
        : [
            {
              path: pathOf(grant),
              message: `grants what ${pathOf(earlier)} grants already, to the same principal: Azure accepts it once`,
              fix: 'Create one construct for what both refer to, in the earlier stage, and use it in the other: the role is then assigned once.',
            },
          ];
    }),
  );
}

function grantsOf(stack: TerraformStack): TerraformResource[] {
  return stack.node
    .findAll()
    .filter((child) => TerraformResource.isTerraformResource(child))
    .filter((resource) => resource.terraformResourceType in IDENTITY);
}

function keyOf(stack: TerraformStack, grant: TerraformResource): string {
  const type = grant.terraformResourceType;
  const args = argumentsOf(grant);
  const identity = (IDENTITY[type] ?? []).map((name) => meaning(stack, rendered(stack, args[name])));
  return JSON.stringify([type, ...identity]).toLowerCase();
}

/** A value in which each reference is replaced by the identity of its target, which does not depend on construct ids. */
function meaning(stack: TerraformStack, value: unknown): string {
  return (JSON.stringify(value) ?? '').replace(REFERENCE, (reference, address: string | undefined, state, output) => {
    if (address === undefined) {
      const found = outputBehind(stack, state, output);
      return found === undefined ? reference : meaning(found.stack, found.value);
    }
    const element = address.startsWith('data.') ? elementAt(stack, address) : undefined;
    const what =
      element === undefined ? `${stack.node.path}/${address}` : meaning(stack, rendered(stack, argumentsOf(element)));
    return `${address.split('.').slice(0, -1).join('.')}(${what})`;
  });
}

function elementAt(stack: TerraformStack, address: string): TerraformElement | undefined {
  const name = address.split('.').at(-1);
  return stack.node
    .findAll()
    .filter((child) => TerraformElement.isTerraformElement(child))
    .find((child) => child.friendlyUniqueId === name);
}

/** The arguments of an element, not rendered: few of them make a grant what it is. */
function argumentsOf(element: TerraformElement): Readonly<Record<string, unknown>> {
  const [byType] = Object.values(element.toTerraform() as Record<string, Record<string, unknown> | undefined>);
  const [byName] = Object.values(byType ?? {}) as Record<string, unknown>[];
  const { '//': _comment, ...args } = (byName?.[element.friendlyUniqueId] ?? {}) as Record<string, unknown>;
  return args;
}

function pathOf(resource: TerraformResource): string {
  return resource.node.id === 'Resource' ? (resource.node.scope?.node.path ?? '') : resource.node.path;
}
