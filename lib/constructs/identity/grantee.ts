import { dependable, Lazy, type TerraformResource, TerraformStack } from 'cdktf';
import { type Construct, type IConstruct } from 'constructs';

/** Type of a principal in the directory. */
export enum PrincipalType {
  SERVICE_PRINCIPAL = 'ServicePrincipal',
  USER = 'User',
  GROUP = 'Group',
}

/** A principal that can be granted access: a managed identity, an app that runs as one, a user or a group. */
export interface IGrantee extends IConstruct {
  /** Object id of the principal in Entra ID. */
  readonly principalId: string;
  readonly principalType: PrincipalType;
  /** Client id by which programs pick this identity. Users, groups and system-assigned identities have none. */
  readonly clientId?: string;
  /** The identity that it runs as, which others may share. Grants are made to that, so that sharing it does not repeat them. @default itself */
  readonly runsAs?: IGrantee;
  /** Receives every grant to this principal, so that an app that runs as it can wait for the grant. */
  waitForGrant(grant: TerraformResource): void;
}

/**
 * The construct under which a grant is made: the resource, or the grantee when its stage comes after the resource's; the stage of the construct that
 * asks for the grant, when that comes after both.
 *
 * A grant refers to both, so it must be in the stage that is applied later; in the other one it would turn the dependency round. In one that is neither's
 * it would make that stage need the other.
 *
 * @param asker construct that needs the grant, where it is neither the resource nor the grantee
 */
export function grantOwner(resource: IConstruct, grantee: IConstruct, asker?: IConstruct): Construct {
  const later = comesLater(grantee, resource) ? grantee : resource;
  const owner = asker !== undefined && comesLater(asker, later) ? TerraformStack.of(asker) : later;
  // Every construct is a Construct; cdktf's signatures take no interface.
  return owner as Construct;
}

/**
 * Whether the stage of a construct is applied after that of another one.
 *
 * Where neither stage depends on the other yet, the one that was made later comes later: its constructs can refer to those that
 * are there already, and cdktf learns of such references only when it renders them.
 */
function comesLater(one: IConstruct, other: IConstruct): boolean {
  const stack = TerraformStack.of(one);
  const otherStack = TerraformStack.of(other);
  return (
    stack !== otherStack &&
    !otherStack.dependsOn(stack) &&
    (stack.dependsOn(otherStack) || wasMadeAfter(stack, otherStack))
  );
}

/** Resource and principal of a grant. */
export interface GrantPlace {
  /** The construct to make it under. */
  readonly owner: Construct;
  /** The id to make it with. */
  readonly id: string;
  /** The identity that the grantee runs as, or the grantee. */
  readonly principal: IGrantee;
}

/**
 * Makes a grant, once: asking again returns the one that is there.
 *
 * @param kind what is granted, for the id: another kind to the same principal is another grant
 * @param asker construct that needs the grant, where it is neither the resource nor the grantee
 */
export function grantOnce<Grant extends Construct>(
  resource: IConstruct,
  grantee: IGrantee,
  kind: string,
  make: (place: GrantPlace) => Grant,
  asker?: IConstruct,
): Grant {
  const principal = grantee.runsAs ?? grantee;
  const owner = grantOwner(resource, principal, asker);
  const others = [resource, principal].filter((each) => each !== owner);
  const id = ['Grant', kind, ...others.map(({ node }) => node.path.replace(/\//g, '-'))].join('-');
  return (owner.node.tryFindChild(id) as Grant | undefined) ?? make({ owner, id, principal });
}

/**
 * Makes a resource wait for the grants of an identity, those made after this call included.
 *
 * Only grants of the same stage count: those of an earlier one are there already. Called again, it adds to what the resource
 * waits for.
 *
 * @param grants the identity's own list, which grows as grants are made
 */
export function waitForGrants(resource: TerraformResource, grants: readonly TerraformResource[]): void {
  const known = awaited.get(resource);
  if (known !== undefined) {
    known.push(grants);
    return;
  }
  const lists = [grants];
  awaited.set(resource, lists);
  const own = resource.dependsOn ?? [];
  const stack = TerraformStack.of(resource);
  resource.dependsOn = Lazy.listValue(
    {
      produce: () => [
        ...own,
        ...[...new Set(lists.flat())].filter((grant) => TerraformStack.of(grant) === stack).map(dependable),
      ],
    },
    { omitEmpty: true },
  );
}

/** Resources that each resource waits for: its `dependsOn` is a token by then, to which nothing can be added. */
const awaited = new WeakMap<TerraformResource, (readonly TerraformResource[])[]>();

/** Whether a construct comes after another in the tree, where constructs are in the order in which they were made. */
function wasMadeAfter(one: IConstruct, other: IConstruct): boolean {
  const path = one.node.scopes;
  const otherPath = other.node.scopes;
  const fork = path.findIndex((scope, depth) => scope !== otherPath[depth]);
  const siblings = path[fork - 1]?.node.children ?? [];
  return siblings.indexOf(path[fork] as IConstruct) > siblings.indexOf(otherPath[fork] as IConstruct);
}
