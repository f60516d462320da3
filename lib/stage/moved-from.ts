import { TerraformResource, TerraformStack } from 'cdktf';
import { type Construct, type IConstruct, type Node } from 'constructs';
import { type Problem, quote, ValidationError } from '../errors';

/** Key of the earlier paths of a construct in the metadata of its node. */
const EARLIER_PATH = 'azstage:movedFrom';

/** A `moved` block: https://developer.hashicorp.com/terraform/language/block/moved */
export interface MovedBlock {
  readonly from: string;
  readonly to: string;
}

/** Move of a resource. */
interface Move extends MovedBlock {
  readonly resource: TerraformResource;
}

/**
 * Declares the path that a construct had in its stage before it was renamed or put into another construct. Terraform then moves the resources below it
 * in the state, instead of deleting them and creating others.
 *
 * A construct that has moved several times gets one call for each earlier path, the oldest first. The calls can go once every environment is applied.
 *
 * @param path earlier path, with or without the name of the stage: `stage-data/Cache`
 * @throws ValidationError when it is no path, or the construct is not in a stage
 */
export function movedFrom(construct: IConstruct, path: string): void {
  const stack = TerraformStack.isStack(construct) ? undefined : stackOf(construct);
  const ids = path.split('/');
  const inStage = ids[0] === stack?.node.id ? ids.slice(1) : ids;
  if (stack === undefined || inStage.length === 0 || inStage.includes('')) {
    const message =
      stack === undefined
        ? 'movedFrom needs a construct in a stage: a stage that was renamed is moved by azstage move'
        : `movedFrom is ${quote(path)}, which is not a path`;
    throw new ValidationError([
      { path: construct.node.path, message, fix: 'Use ids of constructs with slashes, such as stage-data/Cache.' },
    ]);
  }
  construct.node.addMetadata(EARLIER_PATH, inStage.join('/'));
}

/** The Terraform JSON of a stage with its `moved` blocks, the newest move of each resource first. */
export function withMoved<Root extends object>(stack: TerraformStack, root: Root): Root {
  const { moved = [] } = root as { readonly moved?: readonly MovedBlock[] };
  const blocks = [...moved, ...movesOf(stack).map(({ from, to }) => ({ from, to }))];
  return blocks.length === 0 ? root : { ...root, moved: blocks };
}

/** Problems that Terraform would have with the moves of a stage: https://developer.hashicorp.com/terraform/language/modules/develop/refactoring */
export function moveProblems(stack: TerraformStack): Problem[] {
  const current = new Map(resourcesBelow(stack).map((each) => [addressOf(each, each.friendlyUniqueId), each]));
  const seen = new Map<string, Move>();
  return movesOf(stack).flatMap((move) => {
    const path = move.resource.node.path;
    const twin = seen.get(move.from);
    const other = current.get(move.from) ?? twin?.resource;
    seen.set(move.from, move);
    return other === undefined
      ? []
      : [
          {
            path,
            message: `moves ${move.from} here, which ${twin === undefined ? 'is' : 'moves to'} ${other.node.path}`,
            fix: 'Name in each movedFrom a path that no construct has now, and that one construct alone had.',
          },
        ];
  });
}

function movesOf(stack: TerraformStack): Move[] {
  return resourcesBelow(stack).flatMap((resource) => movesOfResource(stack, resource));
}

/** Moves of one resource: those of its own construct first, then those of the constructs around it, as each changes a part of its path. */
function movesOfResource(stack: TerraformStack, resource: TerraformResource): Move[] {
  const scopes = resource.node.scopes.slice(resource.node.scopes.indexOf(stack) + 1);
  // An id that was given to it does not follow from its path.
  if (resource.friendlyUniqueId !== idAt(stack, idsOf(scopes))) {
    return [];
  }
  const moves: Move[] = [];
  let ids = idsOf(scopes);
  for (let depth = scopes.length; depth > 0; depth--) {
    let prefix = idsOf(scopes.slice(0, depth));
    for (const earlier of earlierPaths(scopes[depth - 1])) {
      if (isPrefix(prefix, ids)) {
        const before = [...earlier, ...ids.slice(prefix.length)];
        moves.push({
          resource,
          from: addressOf(resource, idAt(stack, before)),
          to: addressOf(resource, idAt(stack, ids)),
        });
        ids = before;
        prefix = earlier;
      }
    }
  }
  return moves.filter(({ from, to }) => from !== to);
}

/** Earlier paths of a construct, the newest first. */
function earlierPaths(construct: IConstruct | undefined): string[][] {
  return (construct?.node.metadata ?? [])
    .filter(({ type }) => type === EARLIER_PATH)
    .map(({ data }) => String(data).split('/'))
    .reverse();
}

function isPrefix(prefix: readonly string[], ids: readonly string[]): boolean {
  return prefix.length <= ids.length && prefix.every((id, index) => id === ids[index]);
}

function idsOf(scopes: readonly IConstruct[]): string[] {
  return scopes.map(({ node }) => node.id);
}

/** Name that the stack gives to an element at a path, which need not exist. */
function idAt(stack: TerraformStack, ids: readonly string[]): string {
  const scopes = [stack, ...ids.map((id) => ({ node: { id } }))];
  // Of a node, cdktf reads the scopes alone.
  return stack.getLogicalId({ scopes } as unknown as Node);
}

function addressOf({ terraformResourceType }: TerraformResource, name: string): string {
  return `${terraformResourceType}.${name}`;
}

function resourcesBelow(stack: TerraformStack): TerraformResource[] {
  return stack.node.findAll().filter((each) => TerraformResource.isTerraformResource(each));
}

function stackOf(construct: IConstruct): TerraformStack | undefined {
  return construct.node.scopes.find((scope): scope is TerraformStack => TerraformStack.isStack(scope as Construct));
}
