import { ToolkitError } from '../toolkit-error';

/** Environment variable that would affect Terraform and that azstage refuses. */
export interface RefusedVariable {
  /** Name, as set. */
  readonly name: string;
  /** Effect that it would have, as a clause. */
  readonly why: string;
  /** Alternative to the variable, as a sentence. */
  readonly fix?: string;
}

/**
 * Refuses to continue while such variables are set; reports all of them at once. Their values are not printed, as some are secret.
 *
 * @throws ToolkitError
 */
export function refuseVariables(refused: readonly RefusedVariable[]): void {
  if (refused.length > 0) {
    throw new ToolkitError('USAGE', describeVariables(refused), fixOfVariables(refused));
  }
}

/** Effects of the variables, one per line. */
export function describeVariables(refused: readonly RefusedVariable[]): string {
  return refused.map(({ name, why }) => `${name} is set: ${why}.`).join('\n');
}

/** Instructions for the variables. */
export function fixOfVariables(refused: readonly RefusedVariable[]): string {
  const names = refused.map(({ name }) => name).join(' ');
  const others = [...new Set(refused.flatMap(({ fix }) => fix ?? []))];
  return [`unset ${names}.`, ...others].join(' ').replace(/^u/, 'U');
}
