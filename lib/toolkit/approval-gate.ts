import { dataLosses } from './data-loss';
import { type IoRequest, type Reporter } from './io-host';
import { type StageUnit } from './stage-unit';
import { addCounts, type StagePlan } from './terraform/stage-terraform';
import { ToolkitError } from './toolkit-error';

/** How approval is given. */
export interface ApprovalProps {
  readonly report: Reporter;
  /** Whether everything but the loss of data is approved beforehand. */
  readonly yes: boolean;
  /** Addresses, or `stage/address`, whose loss is approved beforehand. */
  readonly allowDataLoss: readonly string[];
  /** What has to be typed, instead of yes, to approve. @default yes or no */
  readonly typedName?: string;
  /** What to do where nobody is there to ask. @default --yes */
  readonly otherwise?: string;
  /** Whether stages are destroyed. @default false */
  readonly destroy?: boolean;
  /** Stages that are planned later, once those that are asked for are applied. @default none */
  readonly later?: () => readonly string[];
}

interface Pending {
  readonly unit: StageUnit;
  readonly plan: StagePlan;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Collects plans, and asks for them all at once when nothing else can go on: once for the whole run where all plans are final.
 */
export class ApprovalGate {
  private pending: Pending[] = [];
  private readonly unanswered = new Set<Pending>();
  private asking: Promise<void> = Promise.resolve();

  constructor(private readonly props: ApprovalProps) {}

  /** Whether somebody has to be asked about a plan. */
  public needsAnswer(unit: StageUnit, plan: StagePlan): boolean {
    return !this.props.yes || this.unconfirmedLosses(unit, plan).length > 0;
  }

  /**
   * Waits for the answer.
   *
   * @throws ToolkitError when it is no, or nobody is there to ask
   */
  public request(unit: StageUnit, plan: StagePlan): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = { unit, plan, resolve, reject };
      this.pending.push(request);
      this.unanswered.add(request);
    });
  }

  /** Asks about all that wait, one batch after another. */
  public ask(): void {
    this.asking = this.asking.then(async () => {
      const batch = this.pending.splice(0).sort((a, b) => (a.unit.name < b.unit.name ? -1 : 1));
      try {
        await this.askFor(batch);
      } catch (error) {
        batch.forEach((request) => request.reject(error as Error));
      }
      batch.forEach((request) => this.unanswered.delete(request));
    });
  }

  /** Gives up on all that wait. */
  public cancel(): void {
    for (const { reject } of this.unanswered) {
      reject(new ToolkitError('INTERRUPTED', 'Interrupted before approval.'));
    }
  }

  private async askFor(batch: readonly Pending[]): Promise<void> {
    for (const { unit, plan } of batch) {
      const text = await unit.terraform.showPlan();
      this.props.report
        .about(unit.name)
        .say('info', 'plan.shown', text, { counts: plan.counts, changes: plan.changes });
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
    const unattended = { what: 'Approval is needed', fix: this.props.otherwise ?? 'Look at the plan, then add --yes.' };
    const refusal = isAsked ? await this.refusalOf(this.question(confirmed), unattended) : undefined;
    confirmed.forEach((request) => (refusal === undefined ? request.resolve() : request.reject(refusal)));
  }

  private unconfirmedLosses(unit: StageUnit, plan: StagePlan): readonly string[] {
    return dataLosses(plan.changes, unit.dataResources)
      .map((change) => change.address)
      .filter(
        (address) =>
          !this.props.allowDataLoss.some((allowed) => allowed === address || allowed === `${unit.name}/${address}`),
      );
  }

  private async confirmLosses({ unit, plan }: Pending): Promise<ToolkitError | undefined> {
    for (const address of this.unconfirmedLosses(unit, plan)) {
      const request: IoRequest = {
        code: 'approve.data-loss',
        text: `The data in ${address} of ${unit.name} will be lost. Type ${address} to go on`,
        expected: address,
      };
      const refusal = await this.refusalOf(request, {
        what: `The data in ${address} would be lost`,
        fix: `Allow it with --allow-data-loss '${address}'.`,
      });
      if (refusal !== undefined) {
        return refusal;
      }
    }
    return undefined;
  }

  private question(batch: readonly Pending[]): IoRequest {
    const { destroy = false, typedName, later = () => [] } = this.props;
    const { added, changed, destroyed } = addCounts(batch.map(({ plan }) => plan.counts));
    const names = batch.map(({ unit }) => unit.name).join(', ');
    const rest = later();
    const note = rest.length === 0 ? '' : ` ${rest.join(', ')}: planned once this is applied, and asked for then.`;
    const what = destroy
      ? `Destroy ${destroyed} resources of ${names}?`
      : `Apply to ${names}: ${added} to add, ${changed} to change, ${destroyed} to destroy?${note}`;
    return {
      code: destroy ? 'approve.destroy' : typedName === undefined ? 'approve.plan' : 'approve.protected',
      text: typedName === undefined ? what : `${what} Type ${typedName} to go on`,
      expected: typedName,
    };
  }

  private async refusalOf(
    request: IoRequest,
    unattended: { readonly what: string; readonly fix: string },
  ): Promise<ToolkitError | undefined> {
    const answer = await this.props.report.ask(request);
    if (answer === true) {
      return undefined;
    }
    return answer === false
      ? new ToolkitError('DECLINED', 'Declined')
      : new ToolkitError('DECLINED', `${unattended.what}, and nobody is there to ask`, unattended.fix);
  }
}
