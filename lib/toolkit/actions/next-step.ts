import { ExitCode } from '../exit-code';
import { shellWords } from '../host/shell-word';
import { type RunResult, type StageOutcome, type StageResult } from '../io/run-result';
import { type Session } from '../run/session';
import { type RunContext } from '../run/run-context';
import { type StageUnit } from '../unit/stage-unit';
import { secretsOf, withoutSecrets } from '../unit/known-secrets';
import { withUpstream } from '../unit/stage-selection';
import { shownOutputs } from './outputs';

/** Results of stages that a run has done with. */
const SETTLED: readonly StageResult[] = ['unchanged', 'no-changes', 'applied', 'destroyed', 'not-deployed'];

/** Number of stages that a suggested command names; `--all` stands for more, where it was given. */
const MOST_NAMES = 4;

/** Command line of a run. */
export interface GivenCommand {
  readonly command: 'deploy' | 'down' | 'import';
  /** Whether it was about all stages. */
  readonly all?: boolean;
  /** Command that goes on with these stages, where it applies a bundle of plans. @default the command with the names */
  readonly goOn?: (left: readonly string[]) => string;
  /** Whether it was one of several jobs, so that what to do next is not its matter. @default false */
  readonly isJob?: boolean;
}

/** Command that goes on with what a run has not reached; undefined where nothing is left, or somebody declined. */
export function commandToGoOn(
  session: Session,
  { stages, exitCode }: RunResult,
  given: GivenCommand,
): string | undefined {
  const left = stages.filter(({ result }) => !SETTLED.includes(result)).map(({ stage }) => stage);
  const isStopped = exitCode === ExitCode.INTERRUPTED || exitCode === ExitCode.FAILED;
  if (!isStopped || left.length === 0) {
    return undefined;
  }
  if (given.goOn !== undefined) {
    return given.goOn(left);
  }
  const what = given.all === true && left.length > MOST_NAMES ? '--all' : shellWords(left);
  return `azstage ${given.command} ${what}${session.project.commandLineOptions}`;
}

/** Result of a deployment, with the outputs of the stages that were applied and the next command. */
export async function withNextStep(run: RunContext, result: RunResult, given: GivenCommand): Promise<RunResult> {
  const { session, units } = run;
  const applied = units.filter(({ name }) => isApplied(result.stages.find(({ stage }) => stage === name)));
  const secrets = await secretsOf(withUpstream(applied, units));
  const outputs = await Promise.all(
    applied.map(async (unit) => ({
      name: unit.name,
      outputs: withoutSecrets(shownOutputs(await unit.state(), false), secrets),
    })),
  );
  const next =
    commandToGoOn(session, result, given) ??
    result.next ??
    (given.isJob === true ? undefined : await nextCommand(run, result));
  return { ...result, outputs, ...(next === undefined ? {} : { next }) };
}

function isApplied(outcome: StageOutcome | undefined): boolean {
  return outcome?.result === 'applied';
}

/** Deploys the stages that could not be deployed before; otherwise shows what there is. */
async function nextCommand(
  { session, units }: RunContext,
  { exitCode, stages }: RunResult,
): Promise<string | undefined> {
  if (exitCode !== ExitCode.DONE || !stages.some(isApplied)) {
    return undefined;
  }
  const options = session.project.commandLineOptions;
  const done = new Set(stages.map(({ stage }) => stage));
  const ready: StageUnit[] = [];
  for (const unit of units) {
    // Their states were read already: the run looked for what they lose.
    const isNext = !done.has(unit.name) && unit.dependencies.some((name) => done.has(name));
    const isReady = isNext && unit.dependencies.every((name) => done.has(name));
    if (isReady && !(await unit.isDeployed().catch(() => true))) {
      ready.push(unit);
    }
  }
  const names = ready.slice(0, MOST_NAMES).map(({ name }) => name);
  return names.length === 0 ? `azstage show${options}` : `azstage deploy ${shellWords(names)}${options}`;
}
