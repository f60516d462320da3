import { ToolkitError } from '../toolkit-error';

/** An environment variable that Terraform would obey and azstage does not pass on. */
export interface RefusedVariable {
  /** As it is set. */
  readonly name: string;
  /** What it would change, as a clause. */
  readonly why: string;
  /** What to do beside unsetting it, as a sentence. */
  readonly fix?: string;
}

/**
 * Refuses to go on while such variables are set, all of them at once. Their values are not named: some are secret.
 *
 * @throws ToolkitError
 */
export function refuseVariables(refused: readonly RefusedVariable[]): void {
  if (refused.length > 0) {
    throw new ToolkitError('USAGE', describeVariables(refused), fixOfVariables(refused));
  }
}

/** What the variables would change, one on a line. */
export function describeVariables(refused: readonly RefusedVariable[]): string {
  return refused.map(({ name, why }) => `${name} is set: ${why}.`).join('\n');
}

/** What to do about the variables. */
export function fixOfVariables(refused: readonly RefusedVariable[]): string {
  const names = refused.map(({ name }) => name).join(' ');
  const others = [...new Set(refused.flatMap(({ fix }) => fix ?? []))];
  return [`unset ${names}.`, ...others].join(' ').replace(/^u/, 'U');
}
