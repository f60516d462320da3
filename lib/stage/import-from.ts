import { TerraformResource, type TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { AzureContext } from '../constructs/azure-context';
import { type Problem, quote, ValidationError } from '../errors';

/** Key of the import id in the metadata of the node of a resource. */
const IMPORT_ID = 'azstage:importFrom';

/** The first Terraform 1.x with `import` blocks: https://developer.hashicorp.com/terraform/language/block/import */
const IMPORT_MINOR = 5;

/**
 * Declares that the main resource of a construct exists already: the next apply imports it instead of creating one. It stays as it is as far as the code
 * says the same, and belongs to its stage from then on.
 *
 * The call can go once every environment is applied; where the resource is in the state already, it does nothing. Resources whose names follow from the
 * code need no call: `azstage import` finds them.
 *
 * @param construct construct with one main resource, or a resource
 * @param id import id of the type in azurerm, which for most is the id in Azure
 * @throws ValidationError when the construct has no main resource, or the id is empty
 */
export function importFrom(construct: IConstruct, id: string): void {
  const resource = mainResourceOf(construct);
  if (resource === undefined) {
    throw new ValidationError([
      {
        path: construct.node.path,
        message: 'importFrom needs a construct that makes one main resource',
        fix: 'Call it for the parts of this construct, which node.children has, or use azstage import.',
      },
    ]);
  }
  if (id.trim() === '') {
    throw new ValidationError([
      {
        path: construct.node.path,
        message: `importFrom: got ${quote(id)}`,
        allowed: 'the import id, such as /subscriptions/.../resourceGroups/rg-shop',
      },
    ]);
  }
  AzureContext.of(construct).requireTerraformMinor(IMPORT_MINOR);
  resource.node.addMetadata(IMPORT_ID, id);
}

/** The Terraform JSON of a stage with an `import` block for each resource that exists already. */
export function withImports<Root extends object>(stack: TerraformStack, root: Root): Root {
  const { import: others = [] } = root as { readonly import?: readonly object[] };
  const blocks = importedBelow(stack).map(({ resource, ids }) => ({ to: addressOf(resource), id: ids[0] ?? '' }));
  return blocks.length === 0 ? root : { ...root, import: [...others, ...blocks] };
}

/** Problems with resources that are to be imported from several places. */
export function importProblems(stack: TerraformStack): Problem[] {
  return importedBelow(stack)
    .filter(({ ids }) => ids.length > 1)
    .map(({ resource, ids }) => ({
      path: resource.node.path,
      message: `importFrom was called with ${ids.join(' and ')}`,
      fix: 'Call it once.',
    }));
}

interface Imported {
  readonly resource: TerraformResource;
  /** Different import ids, one unless there is a mistake. */
  readonly ids: readonly string[];
}

function importedBelow(stack: TerraformStack): Imported[] {
  return stack.node
    .findAll()
    .filter((each) => TerraformResource.isTerraformResource(each))
    .map((resource) => ({ resource, ids: idsOf(resource) }))
    .filter(({ ids }) => ids.length > 0);
}

function idsOf(resource: TerraformResource): string[] {
  const own = resource.node.metadata.filter(({ type }) => type === IMPORT_ID);
  return [...new Set(own.map(({ data }) => String(data)))];
}

function mainResourceOf(construct: IConstruct): TerraformResource | undefined {
  const main = TerraformResource.isTerraformResource(construct) ? construct : construct.node.defaultChild;
  return main !== undefined && TerraformResource.isTerraformResource(main) ? main : undefined;
}

function addressOf({ terraformResourceType, friendlyUniqueId }: TerraformResource): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}
