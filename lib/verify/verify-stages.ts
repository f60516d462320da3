import { z } from 'zod';
import { ArmClient } from '../azure/arm-client';
import { type AzureAccess, azureAccess } from '../azure/azure-access';
import { AzureError } from '../azure/azure-error';
import { AzstageError } from '../errors';
import { JsonFormat } from '../json/json-format';
import { type Assembly } from '../toolkit/assembly/assembly';
import { type CheckOutcome, type StageOutcome } from '../toolkit/io/run-result';
import { describeOutcome } from '../toolkit/io/outcome-text';
import { describeVerified } from '../toolkit/io/verified-text';
import { type Session } from '../toolkit/run/session';
import { schedule } from '../toolkit/scheduler';
import { failedOutcome } from '../toolkit/unit/stage-outcome';
import { type StageUnit } from '../toolkit/unit/stage-unit';
import { type FromJobOptions, JobRuns } from './from-job/job-runs';
import { makeCheck } from './make-check';
import { Networks } from './networks';
import { type PlannedCheck, plannedChecks } from './planned-check';

/** Default for the maximum number of checks that are made at once. */
export const DEFAULT_CHECKS = 8;

/** Default for the time limit of a check, in seconds. */
export const DEFAULT_TIMEOUT = 60;

/** Limits of a verification. */
export interface VerifyLimits {
  /** Maximum number of checks that are made at once. @default 8 */
  readonly parallelism?: number;
  /** Time limit of each check, in seconds. @default 60 */
  readonly timeout?: number;
  /** Runs the checks of data planes in a job inside of an environment of Container Apps. @default from this machine */
  readonly fromJob?: FromJobOptions;
}

/** Options of {@link verifyStages}. */
export interface VerifyStagesProps extends VerifyLimits {
  readonly session: Session;
  readonly assembly: Assembly;
  /** All stages of the app. */
  readonly all: readonly StageUnit[];
  /** Stages to verify, upstream first. */
  readonly selected: readonly StageUnit[];
  /** Whether checks that fail are made again until their time is over. @default false */
  readonly patient?: boolean;
}

/** Stage before its checks are made. */
interface Prepared {
  readonly unit: StageUnit;
  readonly checks: readonly PlannedCheck[];
  readonly elapsed: () => number;
  /** Outcome that needs no checks. @default they decide */
  readonly outcome?: StageOutcome;
}

/** Answer to what a subscription is. */
export const SUBSCRIPTION = new JsonFormat('subscription', z.object({ subscriptionId: z.string() }));

/**
 * Makes the checks of stages, so many at once, each within its time limit.
 *
 * @throws ToolkitError where nobody is signed in to Azure, and on Ctrl-C; what does not hold is in the outcomes
 */
export async function verifyStages(props: VerifyStagesProps): Promise<readonly StageOutcome[]> {
  const { session, selected, parallelism = DEFAULT_CHECKS } = props;
  const names = selected.map(({ name }) => name);
  const started = { command: 'verify', stages: names, parallelism, isPreparation: false };
  session.report.say('debug', 'run.started', `verify of ${names.join(', ') || 'nothing'}`, started);
  const prepared: Prepared[] = [];
  for (const unit of selected) {
    prepared.push(await prepare(session, unit));
  }
  const outcomes = new Map(prepared.flatMap(({ unit, outcome }) => (outcome === undefined ? [] : [[unit, outcome]])));
  outcomes.forEach((outcome, unit) => report(session, unit, outcome));
  const open = prepared.filter(({ outcome }) => outcome === undefined);
  if (open.length > 0) {
    (await makeAll(props, open)).forEach((outcome, unit) => outcomes.set(unit, outcome));
  }
  return selected.map((unit) => outcomes.get(unit) as StageOutcome);
}

async function prepare(session: Session, unit: StageUnit): Promise<Prepared> {
  const elapsed = session.stopwatch();
  const known = (outcome: Omit<StageOutcome, 'stage' | 'milliseconds'>) => ({
    unit,
    checks: [],
    elapsed,
    outcome: { stage: unit.name, ...outcome, milliseconds: elapsed() },
  });
  try {
    const state = await unit.state();
    if (state?.isDeployed !== true) {
      return known({ result: 'not-deployed' });
    }
    const checks = plannedChecks(unit, state);
    return checks.length === 0
      ? known({ result: 'verified', reason: 'nothing to check', verified: [] })
      : { unit, checks, elapsed };
  } catch (error) {
    if (error instanceof AzstageError && !session.interruption.happened) {
      return known(failedOutcome(unit.stage, error, false));
    }
    throw error;
  }
}

/** Makes the checks of all stages, and reports each stage once its last check is made. */
async function makeAll(props: VerifyStagesProps, open: readonly Prepared[]): Promise<Map<StageUnit, StageOutcome>> {
  const { session, assembly, all, patient = false, fromJob } = props;
  const { parallelism = DEFAULT_CHECKS, timeout = DEFAULT_TIMEOUT } = props;
  const ending = new AbortController();
  const networks = new Networks(all);
  const outcomes = new Map<StageUnit, StageOutcome>();
  try {
    const access = await azureAccess(session, assembly);
    const { credential } = access;
    // A client of its own: what is still asked for when all verdicts are there must not keep the process alive.
    const arm = new ArmClient({ credential, signal: AbortSignal.any([session.interruption.signal, ending.signal]) });
    await signIn(access);
    const made = { session, networks, timeout, patient, context: { arm, credential, now: session.clock() } };
    const checks = open.flatMap((stage) => stage.checks);
    const jobs = fromJob && new JobRuns({ ...fromJob, session, networks, arm, credential, checks });
    const tasks = open.flatMap((stage) => {
      const results: (CheckOutcome | undefined)[] = stage.checks.map(() => undefined);
      session.report.about(stage.unit.name).say('info', 'stage.started', 'verify', { doing: 'verify' });
      return stage.checks.map((check, index) => ({
        name: `${stage.unit.name} ${String(index).padStart(6, '0')}`,
        dependencies: [],
        make: async () => {
          results[index] = await (jobs?.has(check) === true ? jobs.make(check, made) : makeCheck(check, made));
          const done = results.filter((each) => each !== undefined);
          noteProgress(session, stage, check, done.length);
          if (done.length === results.length) {
            const outcome = outcomeOf(stage, done);
            outcomes.set(stage.unit, outcome);
            report(session, stage.unit, outcome);
          }
          return { ok: true };
        },
      }));
    });
    await schedule(tasks, { parallelism, signal: session.interruption.signal, run: ({ make }) => make() });
    return outcomes;
  } finally {
    ending.abort();
  }
}

/** @throws AzureError where signing in fails, or Azure cannot be reached: each check would say the same */
async function signIn({ arm, subscriptionId }: AzureAccess): Promise<void> {
  try {
    await arm.request(`/subscriptions/${subscriptionId}`, '2022-12-01', SUBSCRIPTION);
  } catch (error) {
    const { status } = error as Partial<AzureError>;
    if (!(error instanceof AzureError) || status === undefined || status === 401) {
      throw error;
    }
  }
}

function noteProgress(session: Session, { unit, checks }: Prepared, { check, subject }: PlannedCheck, done: number) {
  const data = { doing: 'verify', address: subject.address, done, total: checks.length };
  session.report
    .about(unit.name)
    .say('info', 'stage.progress', `verify: ${done} of ${checks.length} (${check} of ${subject.address})`, data);
}

function outcomeOf({ unit, elapsed }: Prepared, verified: readonly CheckOutcome[]): StageOutcome {
  const hasFailed = verified.some(({ status }) => status === 'failed');
  return {
    stage: unit.name,
    result: hasFailed ? 'failed' : 'verified',
    reason: describeVerified(verified),
    verified,
    milliseconds: elapsed(),
    ...(hasFailed ? { code: 'CHECK_FAILED' } : {}),
  };
}

function report(session: Session, unit: StageUnit, outcome: StageOutcome): void {
  const level = outcome.result === 'failed' ? 'error' : 'info';
  session.report.about(unit.name).say(level, 'stage.finished', describeOutcome(outcome), outcome);
}
