import { Token } from 'cdktf';
import { type Checks } from './checks';

/** Notes a secret that is a literal. The value is in no message. */
export function checkNoLiteral(
  checks: Checks,
  property: string,
  value: string,
  fix = 'Pass the value of a TerraformVariable with sensitive: true.',
): Checks {
  return checks.together(
    Token.isUnresolved(value),
    `${property}: is a literal, which the Terraform JSON would show to whoever reads it`,
    fix,
  );
}
