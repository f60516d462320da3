import { Token } from 'cdktf';
import { type IConstruct } from 'constructs';
import { ResourceName } from '../../values/resource-name';
import { kebab } from '../azure-context';
import { type Checks } from '../checks';

/**
 * Name of a part of a Front Door: the one given, or the construct's id in kebab case.
 *
 * Rule sets and rules take letters and digits alone, so their derived names have the letters and digits of the id.
 */
export function partName(
  checks: Checks,
  part: IConstruct,
  resourceType: string,
  given: string | undefined,
  derived = kebab(part.node.id),
): string {
  const name = given ?? derived;
  if (!Token.isUnresolved(name)) {
    checks.value('name', () => ResourceName.check(resourceType, name, 'Give the name.'));
  }
  return name;
}

/** The letters and digits of an id. */
export function lettersAndDigits(id: string): string {
  return id.replace(/[^\da-zA-Z]/g, '');
}
