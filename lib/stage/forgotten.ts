import { TerraformResource, type TerraformStack } from 'cdktf';
import { type Problem, quote } from '../errors';

/** Address of a resource of a stage, without an index. */
const ADDRESS = /^[a-z][a-z0-9_]*\.[A-Za-z_][\w-]*$/;

/**
 * The Terraform JSON of a stage with a `removed` block for each resource that Terraform forgets:
 * https://developer.hashicorp.com/terraform/language/block/removed
 */
export function withRemoved<Root extends object>(root: Root, addresses: readonly string[]): Root {
  if (addresses.length === 0) {
    return root;
  }
  return {
    ...root,
    removed: [...addresses].sort().map((from) => ({ from, lifecycle: { destroy: false } })),
  };
}

/** Problems with the resources that a stage forgets. */
export function forgetProblems(stack: TerraformStack, addresses: readonly string[]): Problem[] {
  const current = new Map(
    stack.node
      .findAll()
      .filter((each) => TerraformResource.isTerraformResource(each))
      .map((each) => [`${each.terraformResourceType}.${each.friendlyUniqueId}`, each.node.path]),
  );
  return addresses.flatMap((address) => {
    const path = current.get(address);
    if (path === undefined && ADDRESS.test(address)) {
      return [];
    }
    return [
      {
        path: stack.node.path,
        property: 'forget',
        message: path === undefined ? `got ${quote(address)}` : `got ${address}, which is still in the code as ${path}`,
        allowed: 'addresses of resources that are no longer in the code, such as azurerm_managed_redis.Cache_0A1B2C3D',
        fix: path === undefined ? 'Copy the address from azstage plan.' : 'Remove the construct from the code first.',
      },
    ];
  });
}
