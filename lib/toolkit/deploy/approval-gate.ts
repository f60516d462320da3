import { count } from '../host/count';
import { quotedWord } from '../host/shell-word';
import { dataLosses } from '../unit/data-loss';
import { type IoRequest, type Reporter } from '../io/io-host';
import { type StageUnit } from '../unit/stage-unit';
import { describePlan } from '../io/outcome-text';
import { type StageChange, type StageOutcome } from '../io/run-result';
import { ToolkitError, type ToolkitErrorCode } from '../toolkit-error';
import { addCounts, type ChangeCounts } from '../terraform/change-counts';

/** Plan that needs approval. */
export interface ProposedPlan {
  readonly changes: readonly StageChange[];
  readonly counts: ChangeCounts;
  /** Deferred resources and modules, which are planned later. @default none */
  readonly deferred?: readonly string[];
  /** The plan as people read it. */
  readonly text: () => Promise<string>;
}

/** Error of a stage when the run is not interactive. */
export interface NonInteractive {
  readonly code: ToolkitErrorCode;
  readonly what: string;
  readonly fix: string;
}

/** Options of an approval gate. */
export interface ApprovalProps {
  readonly report: Reporter;
  /** Rejects the pending requests when it is aborted. */
  readonly signal: AbortSignal;
  /** Whether everything except the loss of data is approved in advance. */
  readonly yes: boolean;
  /** Addresses, or `stage/address`, whose loss of data is approved in advance. */
  readonly allowDataLoss: readonly string[];
  /** Text that has to be typed, instead of yes, to approve. @default yes or no */
  readonly typedName?: string;
  /** Fix that is named when the run is not interactive. @default --yes */
  readonly otherwise?: string;
  /** Names of the stages in the order in which they are shown. @default by name */
  readonly order?: readonly string[];
  /** Code of the question when stages are destroyed. @default they are applied */
  readonly destroy?: Extract<IoRequest['code'], 'approve.destroy' | 'approve.down-first'>;
}

/** Number of stages that a question names. */
const MOST_NAMES = 4;

interface Pending {
  readonly unit: StageUnit;
  readonly plan: ProposedPlan;
  readonly nonInteractive?: NonInteractive;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Collects plans, and asks for approval of all at once when nothing else can run: once for the whole run if all plans are final.
 */
export class ApprovalGate {
  private pending: Pending[] = [];
  private readonly unanswered = new Set<Pending>();
  private asking: Promise<void> = Promise.resolve();
  private readonly onAbort: () => void;

  constructor(private readonly props: ApprovalProps) {
    this.onAbort = () => this.cancel();
  }

  /** Whether a plan needs an answer of the user. */
  public needsAnswer(unit: StageUnit, changes: readonly StageChange[]): boolean {
    return !this.props.yes || this.unconfirmedLosses(unit, changes).length > 0;
  }

  /**
   * Waits for the approval of a plan.
   *
   * @param nonInteractive the error when the run is not interactive; `DECLINED` unless given
   * @throws ToolkitError when the answer is no, or the run is not interactive
   */
  public request(unit: StageUnit, plan: ProposedPlan, nonInteractive?: NonInteractive): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = { unit, plan, nonInteractive, resolve, reject };
      this.pending.push(request);
      this.unanswered.add(request);
      this.props.signal.addEventListener('abort', this.onAbort);
    });
  }

  /**
   * Asks about all pending requests, one batch after another.
   *
   * @param outcomes previews of the stages of the run, also of those that need no answer. @default none but the plans are known
   */
  public ask(outcomes: readonly StageOutcome[] = []): void {
    this.asking = this.asking.then(async () => {
      const batch = this.inOrder(this.pending.splice(0), ({ unit }) => unit.name);
      try {
        await this.askFor(batch, outcomes);
      } catch (error) {
        batch.forEach((request) => request.reject(error as Error));
      }
      batch.forEach((request) => this.unanswered.delete(request));
      if (this.unanswered.size === 0) {
        this.props.signal.removeEventListener('abort', this.onAbort);
      }
    });
  }

  private cancel(): void {
    for (const { reject } of this.unanswered) {
      reject(new ToolkitError('INTERRUPTED', 'Interrupted before approval.'));
    }
  }

  private inOrder<T>(all: readonly T[], nameOf: (one: T) => string): readonly T[] {
    const { order = [] } = this.props;
    const place = (one: T) => order.indexOf(nameOf(one));
    return [...all].sort((a, b) => place(a) - place(b) || (nameOf(a) < nameOf(b) ? -1 : 1));
  }

  private async askFor(batch: readonly Pending[], outcomes: readonly StageOutcome[]): Promise<void> {
    for (const { unit, plan } of batch) {
      const { counts, changes } = plan;
      this.props.report.about(unit.name).say('info', 'plan.shown', await plan.text(), { counts, changes });
    }
    if (batch.length > 0) {
      this.sayProposed(batch, outcomes);
    }
    const confirmed: Pending[] = [];
    for (const request of batch) {
      const refusal = await this.confirmLosses(request);
      if (refusal === undefined) {
        confirmed.push(request);
      } else {
        request.reject(refusal);
      }
    }
    const isAsked = confirmed.length > 0 && !this.props.yes;
    const answer = isAsked ? await this.props.report.ask(this.question(confirmed)) : true;
    const fix = this.props.otherwise ?? 'Look at the plan, then add --yes.';
    const usual: NonInteractive = { code: 'DECLINED', what: 'Approval is needed', fix };
    for (const { resolve, reject, nonInteractive = usual } of confirmed) {
      const refusal = refusalOf(answer, nonInteractive);
      if (refusal === undefined) {
        resolve();
      } else {
        reject(refusal);
      }
    }
  }

  /** Reports the table of all that is about to be approved, below the plans, which may be long. */
  private sayProposed(batch: readonly Pending[], outcomes: readonly StageOutcome[]): void {
    const proposed = batch.map(({ unit, plan: { counts, changes, deferred = [] } }) => ({
      stage: unit.name,
      result: deferred.length === 0 ? ('planned' as const) : ('blocked' as const),
      counts,
      changes,
    }));
    const previewed = outcomes.map(({ milliseconds: _, ...outcome }) => outcome);
    const names = new Set(previewed.map(({ stage }) => stage));
    const stages = this.inOrder(
      [...previewed, ...proposed.filter(({ stage }) => !names.has(stage))],
      (one) => one.stage,
    );
    const counts = addCounts(batch.map(({ plan }) => plan.counts));
    const text = `${count(batch.length, 'stage')} to approve: ${describePlan(counts)}`;
    this.props.report.say('info', 'run.proposed', text, { stages });
  }

  private unconfirmedLosses(unit: StageUnit, changes: readonly StageChange[]): readonly string[] {
    return dataLosses(changes, unit.dataResources)
      .map((change) => change.address)
      .filter(
        (address) =>
          !this.props.allowDataLoss.some((allowed) => allowed === address || allowed === `${unit.name}/${address}`),
      );
  }

  private async confirmLosses({ unit, plan }: Pending): Promise<ToolkitError | undefined> {
    for (const address of this.unconfirmedLosses(unit, plan.changes)) {
      const request: IoRequest = {
        code: 'approve.data-loss',
        text: `The data in ${address} of ${unit.name} will be lost. Type ${address} to continue`,
        expected: address,
      };
      const refusal = refusalOf(await this.props.report.ask(request), {
        code: 'DECLINED',
        what: `The data in ${address} would be lost`,
        fix: `Allow it with --allow-data-loss ${quotedWord(address)}.`,
      });
      if (refusal !== undefined) {
        return refusal;
      }
    }
    return undefined;
  }

  private question(batch: readonly Pending[]): IoRequest {
    const { destroy, typedName } = this.props;
    const counts = addCounts(batch.map(({ plan }) => plan.counts));
    const { destroyed } = counts;
    const names = namesOf(batch);
    const andAgain = destroy === 'approve.down-first' ? ' first, and deploy them again' : '';
    const what =
      destroy === undefined
        ? `Apply to ${names}: ${describePlan(counts)}?${deferredText(batch)}`
        : `Destroy ${destroyed} resources of ${names}${andAgain}?`;
    return {
      code: destroy ?? (typedName === undefined ? 'approve.plan' : 'approve.protected'),
      text: typedName === undefined ? what : `${what} Type ${typedName} to continue`,
      expected: typedName,
    };
  }
}

/** Sentence of the question about stages with deferred changes. */
function deferredText(batch: readonly Pending[]): string {
  const partly = batch.filter(({ plan }) => (plan.deferred?.length ?? 0) > 0);
  return partly.length === 0 ? '' : ` The deferred changes of ${namesOf(partly)} need approval later.`;
}

/** Names of a few stages, or the number of many, which the table above the question names. */
function namesOf(batch: readonly Pending[]): string {
  return batch.length > MOST_NAMES ? count(batch.length, 'stage') : batch.map(({ unit }) => unit.name).join(', ');
}

function refusalOf(answer: boolean | undefined, { code, what, fix }: NonInteractive): ToolkitError | undefined {
  if (answer === true) {
    return undefined;
  }
  return answer === false
    ? new ToolkitError('DECLINED', 'Declined')
    : new ToolkitError(code, `${what}, and the run is not interactive`, fix);
}
