import { Fn, Token } from 'cdktf';
import { type IConstruct } from 'constructs';
import { Checks } from '../checks';

/** The names in the id of a resource. */
export interface NetworkIdParts {
  readonly resourceGroupName: string;
  /** Names after the provider, outermost first: the network's, then the subnet's. */
  readonly names: readonly string[];
}

/**
 * Takes the id of a network or of something in one apart; of an id that Terraform computes, Terraform does.
 *
 * @param types the types after `Microsoft.Network`, such as `virtualNetworks`, `subnets`
 * @throws ValidationError when it is an id of something else
 */
export function networkIdParts(
  construct: IConstruct,
  property: string,
  id: string,
  ...types: string[]
): NetworkIdParts {
  if (Token.isUnresolved(id)) {
    const segment = (index: number) => Fn.element(Fn.split('/', id), index) as string;
    return { resourceGroupName: segment(4), names: types.map((_, index) => segment(8 + 2 * index)) };
  }
  const pattern = types.map((type) => `/${type}/([^/]+)`).join('');
  const match = new RegExp(
    `^/subscriptions/[^/]+/resourceGroups/([^/]+)/providers/Microsoft\\.Network${pattern}$`,
    'i',
  ).exec(id);
  const form = types.map((type) => `/${type}/<name>`).join('');
  new Checks(construct)
    .that(property, id, match !== null, `/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network${form}`)
    .done();
  const [, resourceGroupName = '', ...names] = match ?? [];
  return { resourceGroupName, names };
}
