import { ExitCode } from '../toolkit/exit-code';
import { type RunResult, type StageOutcome } from '../toolkit/io/run-result';
import { type Session } from '../toolkit/run/session';
import { exitCodeOf } from '../toolkit/unit/stage-outcome';
import { type StageSelection } from '../toolkit/unit/stage-filter';
import { selectUnits } from '../toolkit/unit/stage-selection';
import { type VerifyLimits, verifyStages } from './verify-stages';

/** Options of `verify`. */
export interface VerifyOptions extends VerifyLimits, StageSelection {
  /** Whether what cannot be checked, as it is unreachable or not deployed, makes the exit code 1 too. @default false */
  readonly strict?: boolean;
}

/**
 * Checks whether what is deployed works: by Azure Resource Manager and, where they can be reached, by the services themselves. Nothing is changed, and
 * neither code nor Terraform decides what is looked at, but the states.
 *
 * @throws ToolkitError when the run is refused as a whole; what does not hold is in the result
 */
export async function verify(session: Session, options: VerifyOptions): Promise<RunResult> {
  const elapsed = session.stopwatch();
  const assembly = await session.synthesizeOrRead('verify');
  const all = session.unitsOf(assembly);
  const selected = selectUnits(all, options);
  const app = session.describe(assembly);
  session.announce(app);
  const { parallelism, timeout, fromJob, strict = false } = options;
  const stages = await verifyStages({ session, assembly, all, selected, parallelism, timeout, fromJob });
  const exitCode = exitCodeOf(stages, session.interruption.happened);
  const checked = new Set(stages.filter(({ verified }) => verified !== undefined).map(({ stage }) => stage));
  const checks = selected
    .filter(({ name }) => checked.has(name))
    .flatMap(({ name, stage }) => (stage.metadata?.checks ?? []).map((check) => `${name}: ${check}`));
  return {
    command: 'verify',
    ...app,
    exitCode: exitCode === ExitCode.DONE && strict && !stages.every(isKnown) ? ExitCode.FAILED : exitCode,
    stages,
    milliseconds: elapsed(),
    checks,
  };
}

/** Whether all of a stage was checked. */
function isKnown({ verified }: StageOutcome): boolean {
  return verified?.every(({ status }) => status !== 'unreachable') === true;
}
