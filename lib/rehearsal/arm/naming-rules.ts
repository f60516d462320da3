import { ValueError } from '../../errors';
import naming from '../../facts/naming.json';
import { type NameRule } from './resource-type';

/** Rule for the names of a type from the facts, by the type's name in Terraform. */
export function nameRuleOf(terraformType: string, rest: Omit<NameRule, 'pattern'> = {}): NameRule {
  const found = naming.entries.find(({ resource }) => resource === terraformType);
  if (found === undefined) {
    throw new ValueError({
      message: `there is no naming rule for ${terraformType}`,
      allowed: 'the types in lib/facts/naming.json',
    });
  }
  return { pattern: new RegExp(found.regex), ...rest };
}
