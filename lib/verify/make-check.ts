import { isDeepStrictEqual } from 'node:util';
import { AzstageError } from '../errors';
import { type CheckOutcome } from '../toolkit/io/run-result';
import { type Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type Verdict } from './check';
import { type Networks } from './networks';
import { type CheckContext, type PlannedCheck } from './planned-check';
import { failed } from './subject';

/** Options of the making of a check. */
export interface MakeCheckProps {
  readonly session: Session;
  /** Names the network of what is unreachable. @default none is named */
  readonly networks?: Networks;
  readonly context: Omit<CheckContext, 'signal'>;
  /** Time limit, in seconds. */
  readonly timeout: number;
  /** Whether a check that fails is made again until its time is over: what was deployed a moment ago may need a minute. */
  readonly patient: boolean;
}

/** Seconds between a check that has failed and the next. */
const PAUSE = 5;

/** Time in which a check may still give its verdict when its time is over, in milliseconds. */
const GRACE = 500;

/**
 * Makes a check, within its time limit.
 *
 * @throws ToolkitError on Ctrl-C
 */
export async function makeCheck(check: PlannedCheck, props: MakeCheckProps): Promise<CheckOutcome> {
  const { session, networks, timeout } = props;
  const elapsed = session.stopwatch();
  const limit = new AbortController();
  // A timer that keeps the process alive: AbortSignal.timeout would let it end before the verdict.
  const timer = setTimeout(() => limit.abort(new DOMException('The time is over.', 'TimeoutError')), timeout * 1000);
  const signal = AbortSignal.any([session.interruption.signal, limit.signal]);
  try {
    let verdict = await verdictOf(check, signal, props);
    while (props.patient && check.isSettled !== true && verdict.status === 'failed' && !signal.aborted) {
      await session.sleep(PAUSE, signal);
      const again = signal.aborted ? verdict : await verdictOf(check, signal, props);
      verdict = isDeepStrictEqual(again, timedOut(timeout)) ? verdict : again;
    }
    const placed =
      verdict.status === 'unreachable' && networks !== undefined ? await within(check, verdict, networks) : verdict;
    return { ...described(check), ...placed, milliseconds: elapsed() };
  } finally {
    clearTimeout(timer);
  }
}

/** What a check is called and is about. */
export function described({ check, subject, constructPath }: PlannedCheck) {
  return { check, address: subject.address, ...(constructPath === undefined ? {} : { constructPath }) };
}

async function verdictOf(
  check: PlannedCheck,
  signal: AbortSignal,
  { session, context, timeout }: MakeCheckProps,
): Promise<Verdict> {
  const interrupted = () => new ToolkitError('INTERRUPTED', 'Interrupted.');
  let grace: NodeJS.Timeout | undefined;
  let end = () => undefined as void;
  const aborted = new Promise<never>((_, reject) => {
    // A check that sees its time end says what it was waiting for.
    end = () => {
      grace = setTimeout(() => reject(interrupted()), session.interruption.happened ? 0 : GRACE);
    };
    signal.addEventListener('abort', end, { once: true });
  });
  try {
    if (signal.aborted) {
      throw interrupted();
    }
    return await Promise.race([aborted, check.make({ ...context, signal })]);
  } catch (error) {
    if (session.interruption.happened) {
      throw interrupted();
    }
    if (signal.aborted) {
      return timedOut(timeout);
    }
    if (error instanceof AzstageError) {
      return failed(error.message, error instanceof ToolkitError ? error.fix : undefined);
    }
    throw error;
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', end);
  }
}

function timedOut(seconds: number): Verdict {
  return failed(`There was no verdict within ${seconds} s.`, 'Run it again, or give it more time with --timeout.');
}

/** Verdict with the network from which the service can be reached. */
async function within({ subject }: PlannedCheck, verdict: Verdict, networks: Networks): Promise<Verdict> {
  const network = await networks.of(subject);
  return network === undefined
    ? verdict
    : {
        ...verdict,
        detail: `${verdict.detail} It answers inside ${network}.`,
        fix: `Run azstage verify inside ${network}, from a network that is connected to it, as by VPN, or with --from-job.`,
      };
}
