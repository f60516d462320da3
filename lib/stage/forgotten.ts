import { TerraformResource, type TerraformStack } from 'cdktf';
import { type Problem, quote } from '../errors';

/** Key of the addresses in the metadata of the node of a stack. */
const FORGOTTEN = 'azstage:forget';

/** Address of a resource of a stage, without an index. */
const ADDRESS = /^[a-z][a-z0-9_]*\.[A-Za-z_][\w-]*$/;

/** Makes Terraform forget a resource of a stack. */
export function forget(stack: TerraformStack, address: string): void {
  stack.node.addMetadata(FORGOTTEN, address);
}

/**
 * The Terraform JSON of a stage with a `removed` block for each resource that Terraform forgets:
 * https://developer.hashicorp.com/terraform/language/block/removed
 */
export function withRemoved<Root extends object>(stack: TerraformStack, root: Root): Root {
  const addresses = forgottenBy(stack);
  if (addresses.length === 0) {
    return root;
  }
  return {
    ...root,
    removed: addresses.map((from) => ({ from, lifecycle: { destroy: false } })),
  };
}

/** Problems with the resources that a stage forgets. */
export function forgetProblems(stack: TerraformStack): Problem[] {
  const current = new Map(
    stack.node
      .findAll()
      .filter((each) => TerraformResource.isTerraformResource(each))
      .map((each) => [`${each.terraformResourceType}.${each.friendlyUniqueId}`, each.node.path]),
  );
  return forgottenBy(stack).flatMap((address) => {
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

/** Addresses of the resources that a stack forgets, sorted. */
function forgottenBy(stack: TerraformStack): string[] {
  const found = stack.node.metadata.filter(({ type }) => type === FORGOTTEN).map(({ data }) => String(data));
  return [...new Set(found)].sort();
}
