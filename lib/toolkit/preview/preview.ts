import { currentOutputs, reasonToDeploy } from '../run/reason-to-deploy';
import { type OutputRead, outputsRead, remoteStates } from '../references/remote-states';
import { type StageInputs } from '../unit/stage-inputs';
import { type StageChange, type StageResult } from '../io/run-result';
import { type StageWork } from '../run/each-props';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { type PlanJson, type PlannedOutput } from '../terraform/plan-json';
import { type FailedCheck } from '../terraform/terraform-state';
import {
  asRead,
  asStateOutputs,
  describeOutputChange,
  type PlannedOutputs,
  isSameOutput,
  outputsOfPlan,
  outputsOfState,
} from './planned-outputs';
import { planInPlace, planWithValues, type PreviewPlan } from './preview-plan';
import { NO_STATE } from './preview-root';
import { describeDeferred } from './deferred-text';
import { warnOfRenames } from './renamed-resources';
import { hasUnknown, References } from '../references/references';
import { type ChangeCounts } from '../terraform/change-counts';

/** An output of another stage that a stage reads. */
export interface UpstreamRead extends OutputRead {
  /** @default the other stage is not deployed, or has no such output */
  readonly now?: PlannedOutput;
  /** Value that the stage was planned with. */
  readonly planned?: PlannedOutput;
}

/** Preview of a stage before anything is applied. */
export interface StagePreview {
  readonly unit: StageUnit;
  readonly result: StageResult;
  readonly reason?: string;
  readonly reads: readonly UpstreamRead[];
  /** Inputs of the plan. */
  readonly inputs: StageInputs;
  /** Its planned outputs. */
  readonly outputs: PlannedOutputs;
  /** Changes of the stage. @default there are none */
  readonly proposal?: Proposal;
  /** Failed checks. @default none failed as far as they are known */
  readonly failedChecks?: readonly FailedCheck[];
}

/** Changes of a stage that need approval. */
export interface Proposal {
  readonly plan: PlanJson;
  readonly counts: ChangeCounts;
  readonly changes: readonly StageChange[];
  /** Whether the plan is saved and can be applied: it was made without planned outputs of other stages. */
  readonly isFinal: boolean;
  /** Deferred resources and modules. */
  readonly deferred: readonly string[];
  /** The plan as Terraform shows it, and the changes that outputs of other stages cause; empty unless `withText`. */
  readonly text: () => Promise<string>;
}

/** Options of a {@link Preview}. */
export interface PreviewProps {
  /** Reason to plan stages whose inputs did not change. @default they are not planned */
  readonly forced?: string;
  /** Prepares a stage for its plan. @default initializes it */
  readonly prepare?: (unit: StageUnit) => Promise<void>;
  /** Whether the texts of plans are rendered. @default true */
  readonly withText?: boolean;
  /** Receives the JSON of each plan with changes. @default it is not made */
  readonly keepPlan?: (stage: string, json: string) => void;
}

/** Outputs that a stage reads, all planned outputs of the stages that it reads, and the reads that change. */
interface Upstream {
  readonly reads: readonly UpstreamRead[];
  readonly plannedOutputs: ReadonlyMap<string, PlannedOutputs>;
  readonly changed: readonly UpstreamRead[];
}

/**
 * Plans stages before their upstream stages are applied: each with the planned outputs of these.
 *
 * The planned outputs of an upstream stage are in its own plan. A stage that reads no output that changes is planned in its own directory,
 * and the plan can be applied; any other is planned in a {@link PreviewRoot}, and that plan can only be shown.
 */
export class Preview {
  private readonly previews = new Map<string, StagePreview>();
  /** Outputs of stages that were planned outside of this preview. */
  private readonly assumed = new Map<string, PlannedOutputs>();
  /** States that stages will have when they are applied, with the reason: those that go down first have none. */
  private readonly states = new Map<StageUnit, { readonly state: string; readonly why: string }>();
  /** The last text: texts of plans are rendered one after another, in parallel to the planning. */
  private lastText: Promise<string> = Promise.resolve('');

  constructor(
    private readonly run: StageRun,
    private readonly props: PreviewProps = {},
  ) {}

  /** The preview of a stage, if it was previewed. */
  public of(unit: StageUnit): StagePreview | undefined {
    return this.previews.get(unit.name);
  }

  /** Uses a plan that was made outside of this preview for a stage. */
  public assume(unit: StageUnit, plan: PlanJson): void {
    this.assumed.set(unit.name, outputsOfPlan(unit.stage, plan));
  }

  /** Waits until the texts of all plans are rendered: plans and copies are in use until then. */
  public async describeAll(): Promise<void> {
    await Promise.all([...this.previews.values()].map(({ proposal }) => proposal?.text()));
  }

  /** Previews stages from now on as if they were destroyed before. */
  public previewAnew(units: readonly StageUnit[]): void {
    units.forEach((unit) => this.previewWith(unit, NO_STATE, 'it goes down first'));
  }

  /** Previews a stage from now on with a state that it does not have yet. */
  public previewWith(unit: StageUnit, state: string, why: string): void {
    this.states.set(unit, { state, why });
  }

  /**
   * Previews a stage, after those that it depends on are previewed.
   *
   * @throws ToolkitError when it cannot be planned for another reason than that upstream stages are not applied yet
   */
  public async stage(unit: StageUnit): Promise<StageWork> {
    const { run, props } = this;
    const upstream = await this.upstreamOf(unit);
    const forced = this.states.get(unit)?.why ?? props.forced;
    const { reason, inputs } = await reasonToDeploy(run, unit, forced, (name) =>
      Promise.resolve(asStateOutputs(upstream.plannedOutputs.get(name) ?? {})),
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
    const plannedOutputs = new Map<string, PlannedOutputs>();
    for (const name of names) {
      now.set(name, await this.now(name));
      plannedOutputs.set(name, this.previews.get(name)?.outputs ?? this.assumed.get(name) ?? (await this.now(name)));
    }
    const { reads } = outputsRead(unit.stage);
    const withValues = reads.map(({ stage, output }) => ({
      stage,
      output,
      now: now.get(stage)?.[output],
      planned: plannedOutputs.get(stage)?.[output],
    }));
    const changed = withValues.filter((read) => !isSameOutput(read.planned, read.now));
    return { reads: withValues, plannedOutputs, changed };
  }

  private async now(name: string): Promise<PlannedOutputs> {
    const stage = this.run.units.find((unit) => unit.name === name)?.stage;
    return outputsOfState(await currentOutputs(this.run, name), stage);
  }

  /** Whether the states of all these stages can be read. */
  private async areReadable(names: readonly string[]): Promise<boolean> {
    const units = this.run.units.filter(({ name }) => names.includes(name));
    const states = await Promise.all(units.map((unit) => unit.state()));
    return states.every((state) => state !== undefined);
  }

  private async plan(
    unit: StageUnit,
    inputs: StageInputs,
    { plannedOutputs, changed }: Upstream,
  ): Promise<PreviewPlan> {
    const { run, props } = this;
    const upstream = unit.dependencies.filter((name) => this.changes(name));
    const unknown = changed.filter(({ planned }) => hasUnknown(planned?.unknown));
    const pending = { inputs, changed, unknown, upstream, references: References.of(unit.stage) };
    const { state } = this.states.get(unit) ?? {};
    if (state === undefined && changed.length === 0 && (await this.areReadable([...plannedOutputs.keys()]))) {
      await (props.prepare ?? ensureInitialized)(unit);
      return planInPlace(run, unit, pending);
    }
    const isDeployed = await this.isKept(unit);
    const values = [...remoteStates(unit.stage)].flatMap(([name, stage]) => {
      const outputs = plannedOutputs.get(stage?.name ?? '') ?? {};
      const isUnchanged = (output: string) =>
        isDeployed && !changed.some((read) => read.stage === stage?.name && read.output === output);
      return stage === undefined ? [] : [[name, asRead(outputs, isUnchanged)] as const];
    });
    return planWithValues(run, unit, pending, { values: new Map(values), state });
  }

  private async proposalOf(unit: StageUnit, made: PreviewPlan, upstream: Upstream): Promise<Proposal> {
    const { run } = this;
    const { plan, isFinal, blocked } = made;
    const references = References.of(unit.stage);
    const changed = new Set((await this.isKept(unit)) ? upstream.changed.map(nameOf) : []);
    const { changes: all } = plan;
    const changes = all.map((change) => {
      const causes = references.causesOf(change, all, changed);
      const { address, type, action, isImported } = change;
      const origin = unit.stage.originOf(address);
      return {
        address,
        type,
        action,
        ...(isImported === true ? { isImported } : {}),
        ...origin,
        ...(causes.length === 0 ? {} : { causes }),
      } as StageChange;
    });
    const deferred = blocked?.deferred ?? [];
    warnOfRenames(run, unit, plan);
    const text = this.inTurn(async () => {
      this.props.keepPlan?.(unit.name, await made.json());
      return this.props.withText === false
        ? ''
        : [await made.text(), describeCauses(changes, upstream), describeDeferred(deferred)]
            .filter((part) => part !== '')
            .join('\n\n');
    }).finally(made.discard);
    return { plan, isFinal, counts: plan.counts, changes, deferred, text: () => text };
  }

  private inTurn(render: () => Promise<string>): Promise<string> {
    this.lastText = this.lastText.then(render);
    return this.lastText;
  }

  /** Whether a stage has planned changes. */
  private changes(name: string): boolean {
    return this.previews.get(name)?.proposal !== undefined || this.assumed.has(name);
  }

  /** Whether a stage is deployed when it is applied. */
  private async isKept(unit: StageUnit): Promise<boolean> {
    const { state } = this.states.get(unit) ?? {};
    return state === undefined ? unit.isDeployed() : state !== NO_STATE;
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
      const change = describeOutputChange(read?.planned, read?.now);
      return `  ${action} ${address}: output ${output} of ${stage}, ${change}`;
    }),
  );
  return lines.length === 0 ? '' : ['Because of other stages:', ...lines].join('\n');
}

function nameOf({ stage, output }: OutputRead): string {
  return `${stage}.${output}`;
}
