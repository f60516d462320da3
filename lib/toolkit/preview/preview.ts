import { currentOutputs, reasonToDeploy } from '../run/reason-to-deploy';
import { type OutputRead, outputsRead, remoteStates } from '../references/remote-states';
import { type StageInputs } from '../unit/stage-inputs';
import { type StageChange, type StageResult } from '../io/run-result';
import { type StageRun, type StageWork } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { type PlanJson, type PlannedOutput } from '../terraform/plan-json';
import { type ChangeCounts } from '../terraform/terraform-events';
import { type FailedCheck } from '../terraform/terraform-state';
import {
  asRead,
  asStateOutputs,
  describeMove,
  type PlannedOutputs,
  isSameOutput,
  outputsOfPlan,
  outputsOfState,
} from './planned-outputs';
import { planInPlace, planWithValues, type PreviewPlan } from './preview-plan';
import { hasUnknown, References } from '../references/references';

/** An output of another stage that a stage reads. */
export interface UpstreamRead extends OutputRead {
  /** @default the other stage is not deployed, or has no such output */
  readonly now?: PlannedOutput;
  /** As it was planned with. */
  readonly planned?: PlannedOutput;
}

/** What is known of a stage before anything is applied. */
export interface StagePreview {
  readonly unit: StageUnit;
  readonly result: StageResult;
  readonly reason?: string;
  readonly reads: readonly UpstreamRead[];
  /** What it was planned with. */
  readonly inputs: StageInputs;
  /** Its outputs, as they will be. */
  readonly outputs: PlannedOutputs;
  /** What would be done; absent when there is nothing. */
  readonly proposal?: Proposal;
  /** Checks that do not pass. @default all that are known pass */
  readonly failedChecks?: readonly FailedCheck[];
}

/** What would be done to a stage. */
export interface Proposal {
  readonly plan: PlanJson;
  readonly counts: ChangeCounts;
  readonly changes: readonly StageChange[];
  /** Whether the plan is saved, and can be applied as it is: it was made with values that are there. */
  readonly isFinal: boolean;
  /** Resources and modules that cannot be planned yet. */
  readonly deferred: readonly string[];
  /** The plan as Terraform shows it, and which outputs of other stages cause what; empty where no text was asked for. */
  readonly text: () => Promise<string>;
}

/** How stages are previewed. */
export interface PreviewProps {
  /** Why stages are planned that did not change. @default they are not */
  readonly forced?: string;
  /** Makes a stage ready to be planned. @default initializes it */
  readonly prepare?: (unit: StageUnit) => Promise<void>;
  /** Whether plans are put into words. @default true */
  readonly withText?: boolean;
}

/** What a stage reads from other stages, all their outputs as they will be, and what of it will not be as it is. */
interface Upstream {
  readonly reads: readonly UpstreamRead[];
  readonly future: ReadonlyMap<string, PlannedOutputs>;
  readonly moved: readonly UpstreamRead[];
}

/**
 * Plans stages before those that they need are applied: each with the outputs that these will have.
 *
 * What an upstream stage will put out is in its own plan. A stage that reads nothing that moves is planned as it is, and the plan can be
 * applied; any other is planned in a {@link PreviewRoot}, for looking at alone.
 */
export class Preview {
  private readonly previews = new Map<string, StagePreview>();
  /** Outputs of stages that were planned elsewhere. */
  private readonly assumed = new Map<string, PlannedOutputs>();
  /** Stages that go down first. */
  private readonly anew = new Set<StageUnit>();
  /** Plans are put into words one after another, beside the planning. */
  private words: Promise<string> = Promise.resolve('');

  constructor(
    private readonly run: StageRun,
    private readonly props: PreviewProps = {},
  ) {}

  /** What was found out about a stage. */
  public of(unit: StageUnit): StagePreview | undefined {
    return this.previews.get(unit.name);
  }

  /** Takes a plan that was made elsewhere for what becomes of a stage. */
  public assume(unit: StageUnit, plan: PlanJson): void {
    this.assumed.set(unit.name, outputsOfPlan(unit.stage, plan));
  }

  /** Waits until all plans are in words: they and the copies that they were made in are in use until then. */
  public async describeAll(): Promise<void> {
    await Promise.all([...this.previews.values()].map(({ proposal }) => proposal?.text()));
  }

  /** Previews stages from now on as if they had gone down before. */
  public previewAnew(units: readonly StageUnit[]): void {
    units.forEach((unit) => this.anew.add(unit));
  }

  /**
   * Previews a stage, once those that it needs are previewed.
   *
   * @throws ToolkitError when it cannot be planned, for another reason than that something is not applied yet
   */
  public async stage(unit: StageUnit): Promise<StageWork> {
    const { run, props } = this;
    const upstream = await this.upstreamOf(unit);
    const forced = this.anew.has(unit) ? 'it goes down first' : props.forced;
    const { reason, inputs } = await reasonToDeploy(run, unit, forced, (name) =>
      Promise.resolve(asStateOutputs(upstream.future.get(name) ?? {})),
    );
    const kept = { unit, inputs, reads: upstream.reads, outputs: await this.now(unit.name) };
    if (reason === undefined) {
      return this.keep({ ...kept, result: 'unchanged', reason: this.whyUnchanged(unit) });
    }
    run.about(unit).say('info', 'stage.started', `plan: ${reason}`, { doing: 'plan', reason });
    const made = await this.plan(unit, inputs, upstream);
    const { failedChecks } = made.plan;
    const checks = failedChecks.length === 0 ? {} : { failedChecks };
    if (!made.hasChanges) {
      made.discard();
      return this.keep({ ...kept, ...checks, result: 'no-changes', reason });
    }
    const proposal = await this.proposalOf(unit, made, upstream);
    await run.locks.report(unit, proposal.changes);
    const outputs = outputsOfPlan(unit.stage, made.plan);
    return made.blocked === undefined
      ? this.keep({ ...kept, ...checks, outputs, proposal, result: 'planned', reason })
      : this.keep({ ...kept, outputs, proposal, result: 'blocked', reason: made.blocked.reason });
  }

  private keep(preview: StagePreview): StageWork {
    this.previews.set(preview.unit.name, preview);
    const { result, reason, proposal, failedChecks } = preview;
    const { counts, changes, deferred = [] } = proposal ?? {};
    return {
      result,
      reason,
      counts,
      changes,
      ...(failedChecks === undefined ? {} : { failedChecks }),
      ...(deferred.length === 0 ? {} : { deferred }),
    };
  }

  private async upstreamOf(unit: StageUnit): Promise<Upstream> {
    const names = [...remoteStates(unit.stage).values()].flatMap((stage) => stage?.name ?? []);
    const now = new Map<string, PlannedOutputs>();
    const future = new Map<string, PlannedOutputs>();
    for (const name of names) {
      now.set(name, await this.now(name));
      future.set(name, this.previews.get(name)?.outputs ?? this.assumed.get(name) ?? (await this.now(name)));
    }
    const { reads } = outputsRead(unit.stage);
    const withValues = reads.map(({ stage, output }) => ({
      stage,
      output,
      now: now.get(stage)?.[output],
      planned: future.get(stage)?.[output],
    }));
    return { reads: withValues, future, moved: withValues.filter((read) => !isSameOutput(read.planned, read.now)) };
  }

  private async now(name: string): Promise<PlannedOutputs> {
    return outputsOfState(await currentOutputs(this.run, name));
  }

  /** Whether the states of all these stages can be read. */
  private async isThere(names: readonly string[]): Promise<boolean> {
    const units = this.run.units.filter(({ name }) => names.includes(name));
    const states = await Promise.all(units.map((unit) => unit.state()));
    return states.every((state) => state !== undefined);
  }

  private async plan(unit: StageUnit, inputs: StageInputs, { future, moved }: Upstream): Promise<PreviewPlan> {
    const { run, props } = this;
    const upstream = unit.dependencies.filter((name) => this.changes(name));
    const unknown = moved.filter(({ planned }) => hasUnknown(planned?.unknown));
    const pending = { inputs, moved, unknown, upstream, references: References.of(unit.stage) };
    const anew = this.anew.has(unit);
    if (!anew && moved.length === 0 && (await this.isThere([...future.keys()]))) {
      await (props.prepare ?? ensureInitialized)(unit);
      return planInPlace(run, unit, pending);
    }
    const isDeployed = await this.isKept(unit);
    const values = [...remoteStates(unit.stage)].flatMap(([name, stage]) => {
      const outputs = future.get(stage?.name ?? '') ?? {};
      const stays = (output: string) =>
        isDeployed && !moved.some((read) => read.stage === stage?.name && read.output === output);
      return stage === undefined ? [] : [[name, asRead(outputs, stays)] as const];
    });
    return planWithValues(run, unit, pending, { values: new Map(values), anew });
  }

  private async proposalOf(unit: StageUnit, made: PreviewPlan, upstream: Upstream): Promise<Proposal> {
    const { plan, isFinal, blocked } = made;
    const references = References.of(unit.stage);
    const moved = new Set((await this.isKept(unit)) ? upstream.moved.map(nameOf) : []);
    const { changes: all } = plan;
    const changes = all.map((change) => {
      const causes = references.causesOf(change, all, moved);
      const { address, type, action } = change;
      const origin = unit.stage.originOf(address);
      return { address, type, action, ...origin, ...(causes.length === 0 ? {} : { causes }) } as StageChange;
    });
    const deferred = blocked?.deferred ?? [];
    const text = this.inTurn(async () =>
      [await made.text(), describeCauses(changes, upstream), describeDeferred(deferred)]
        .filter((part) => part !== '')
        .join('\n\n'),
    ).finally(made.discard);
    return { plan, isFinal, counts: plan.counts, changes, deferred, text: () => text };
  }

  private inTurn(words: () => Promise<string>): Promise<string> {
    this.words = this.words.then(this.props.withText === false ? () => '' : words);
    return this.words;
  }

  /** Whether something would be done to a stage. */
  private changes(name: string): boolean {
    return this.previews.get(name)?.proposal !== undefined || this.assumed.has(name);
  }

  /** Whether something of a stage is deployed, and stays so until it is applied. */
  private async isKept(unit: StageUnit): Promise<boolean> {
    return !this.anew.has(unit) && unit.isDeployed();
  }

  private whyUnchanged(unit: StageUnit): string {
    return unit.dependencies.some((name) => this.changes(name))
      ? 'not affected: the outputs that it reads stay as they are'
      : 'its inputs are those of its last apply';
  }
}

function ensureInitialized(unit: StageUnit): Promise<void> {
  return unit.ensureInitialized();
}

function describeCauses(changes: readonly StageChange[], { reads }: Upstream): string {
  const lines = changes.flatMap(({ address, action, causes = [] }) =>
    causes.map(({ stage, output }) => {
      const read = reads.find((other) => other.stage === stage && other.output === output);
      const move = describeMove(read?.planned, read?.now);
      return `  ${action} ${address}: output ${output} of ${stage}, ${move}`;
    }),
  );
  return lines.length === 0 ? '' : ['Because of other stages:', ...lines].join('\n');
}

function describeDeferred(addresses: readonly string[]): string {
  return addresses.length === 0
    ? ''
    : ['Cannot be planned yet:', ...addresses.map((address) => `  ${address}`)].join('\n');
}

function nameOf({ stage, output }: OutputRead): string {
  return `${stage}.${output}`;
}
