import { isDeepStrictEqual } from 'node:util';
import { type AppliedRecord } from '../unit/applied-record';
import { blockDigests, differingBlocks, OUTPUT } from '../references/block-digests';
import { blockAddress, changedAttributes, hasUnknown, References, type Sources } from '../references/references';
import { type OutputRead, outputsRead } from '../references/remote-states';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type StageInputs } from '../unit/stage-inputs';
import { type PlanJson, type PlannedOutput, type ResourceChange, type Unknown } from '../terraform/plan-json';
import { type StateOutput } from '../terraform/terraform-state';

/** Properties of a search for the causes of drift. */
export interface DriftCausesProps {
  readonly stage: StageArtifact;
  readonly plan: PlanJson;
  /** Current inputs of the stage. */
  readonly inputs: StageInputs;
  /** Outputs in its state. */
  readonly outputs: Readonly<Record<string, StateOutput>>;
  /** Record of its last apply. @default not known: something other than azstage applied it, or the apply did not finish */
  readonly applied?: Pick<AppliedRecord, 'inputs' | 'blocks'>;
}

/** Change that the next apply would make, with its causes. A change without a cause comes from something that is read outside of the app. */
export interface ExplainedChange {
  readonly change: ResourceChange;
  /** Causing resources that were changed outside of Terraform. */
  readonly outside: readonly ResourceChange[];
  /** Causing outputs of other stages that changed. */
  readonly upstream: readonly OutputRead[];
  /** Whether the code differs from what was applied. */
  readonly isCode: boolean;
}

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Search for the causes of the changes in a plan.
 *
 * The part of a change that does not undo an outside change is caused by the targets of references in its changed arguments: changed outputs of other
 * stages, other resources that were changed outside, blocks of the code that differ from what was applied. The record of the last apply identifies
 * these outputs and blocks. Without a record, every output may have changed, and a change without another cause comes from the code.
 */
export class DriftCauses {
  /** Resources that were changed outside of Terraform, according to the plan. */
  public readonly outside: readonly ResourceChange[];
  /** Outputs of other stages that changed, or may have changed. */
  public readonly changedOutputs: readonly OutputRead[];
  private readonly references: References;
  private readonly changedNames: ReadonlySet<string>;
  /** Whether the code may differ from what was applied. */
  private readonly codeMayDiffer: boolean;
  /** Addresses of blocks that differ from what was applied. */
  private readonly newBlocks: ReadonlySet<string>;
  /** Changes of the plan; always the same list, as {@link References} caches by it. */
  private readonly changes: readonly ResourceChange[];
  /** Resources that were changed outside, by the address of the block. */
  private readonly outsideByBlock: ReadonlyMap<string, readonly ResourceChange[]>;

  constructor(private readonly props: DriftCausesProps) {
    const { stage, plan, inputs, applied } = props;
    this.outside = plan.drift.filter(({ action }) => action === 'update' || action === 'delete');
    this.changes = plan.changes;
    this.outsideByBlock = byBlock(this.outside);
    this.changedOutputs = changedOutputs(props);
    this.changedNames = new Set(this.changedOutputs.map(nameOf));
    this.references = References.of(stage);
    this.codeMayDiffer = applied === undefined || !isSameCode(applied.inputs, inputs);
    this.newBlocks =
      this.codeMayDiffer && applied !== undefined
        ? differingBlocks(applied.blocks, blockDigests(stage.template))
        : new Set();
  }

  /** All changes of resources, and the changes of outputs that no changed resource explains. */
  public explained(): readonly ExplainedChange[] {
    return [...this.changes.map((change) => this.resource(change)), ...this.outputs()];
  }

  private resource(change: ResourceChange): ExplainedChange {
    const own = this.outsideOf(change.address).filter(({ address }) => address === change.address);
    const rest = own[0] === undefined ? change : this.besideUndoing(own[0], change);
    if (rest === undefined) {
      return { change, outside: own, upstream: [], isCode: false };
    }
    const sources = this.references.sourcesOf(rest, this.changes, this.changedNames);
    return this.explain(change, sources, own);
  }

  private outputs(): ExplainedChange[] {
    const { stage, plan, outputs } = this.props;
    const changing = new Set([...this.changes, ...this.outside].map(({ address }) => blockAddress(address)));
    return outputChanges(outputs, plan.outputs).flatMap((change) => {
      const { [change.address.slice(OUTPUT.length)]: block } = stage.template.output ?? {};
      const sources = this.references.sourcesOfValue(block, this.changes, this.changedNames);
      return [...sources.blocks].some((address) => changing.has(address)) ? [] : [this.explain(change, sources, [])];
    });
  }

  private explain(change: ResourceChange, sources: Sources, own: readonly ResourceChange[]): ExplainedChange {
    const others = [...sources.blocks]
      .flatMap((address) => this.outsideOf(address))
      .filter((drift) => !own.includes(drift))
      .sort((a, b) => (a.address < b.address ? -1 : 1));
    const isNew = [blockAddress(change.address), ...sources.blocks].some((address) => this.newBlocks.has(address));
    const isUnexplained = others.length === 0 && sources.outputs.length === 0;
    return {
      change,
      outside: [...own, ...others],
      upstream: sources.outputs,
      isCode: isNew || (this.codeMayDiffer && isUnexplained),
    };
  }

  private outsideOf(address: string): readonly ResourceChange[] {
    return this.outsideByBlock.get(blockAddress(address)) ?? [];
  }

  /** Change without the part that undoes an outside change; undefined when nothing remains. */
  private besideUndoing(drift: ResourceChange, change: ResourceChange): ResourceChange | undefined {
    const [applied, will] = [attributes(drift.before), attributes(change.after)];
    const [, type = '', name = ''] = /^([\w-]+)\.([\w-]+)/.exec(change.address) ?? [];
    const written = this.props.stage.template.resource?.[type]?.[name] ?? {};
    const unknown = attributes(change.afterUnknown) as Readonly<Record<string, Unknown>>;
    const more = changedAttributes({ ...change, before: change.before ?? drift.before }).filter((attribute) =>
      hasUnknown(unknown[attribute]) ? attribute in written : !isDeepStrictEqual(applied[attribute], will[attribute]),
    );
    const before = { ...will, ...Object.fromEntries(more.map((attribute) => [attribute, applied[attribute]])) };
    const action = change.action === 'create' ? 'update' : change.action;
    return more.length === 0 ? undefined : { ...change, before, action };
  }
}

function attributes(value: unknown): Attributes {
  return typeof value === 'object' && value !== null ? (value as Attributes) : {};
}

function byBlock(changes: readonly ResourceChange[]): ReadonlyMap<string, readonly ResourceChange[]> {
  const blocks = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const address = blockAddress(change.address);
    const same = blocks.get(address) ?? [];
    same.push(change);
    blocks.set(address, same);
  }
  return blocks;
}

function nameOf({ stage, output }: OutputRead): string {
  return `${stage}.${output}`;
}

/** Outputs whose values differ from the last apply; all outputs that are read, where that is not known. */
function changedOutputs({ stage, inputs, applied }: DriftCausesProps): readonly OutputRead[] {
  const reads = new Map(outputsRead(stage).reads.map((read) => [nameOf(read), read]));
  return [...reads]
    .filter(([name]) => {
      const before = applied?.inputs.outputs[name];
      return applied === undefined || (before !== undefined && before !== inputs.outputs[name]);
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, read]) => read);
}

function isSameCode(before: StageInputs, now: StageInputs): boolean {
  return before.files === now.files && before.providers === now.providers && before.variables === now.variables;
}

/** Changes of outputs, represented as changes of resources. */
function outputChanges(
  before: Readonly<Record<string, StateOutput>>,
  after: Readonly<Record<string, PlannedOutput>>,
): ResourceChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const { [name]: was } = before;
    const { [name]: will } = after;
    const isUnknown = hasUnknown(will?.unknown);
    if (!isUnknown && isDeepStrictEqual(was?.value ?? null, will?.value ?? null)) {
      return [];
    }
    return [
      {
        address: `${OUTPUT}${name}`,
        type: 'output',
        isData: false,
        action: was === undefined ? 'create' : will === undefined ? 'delete' : 'update',
        before: { value: was?.value },
        after: { value: will?.value },
        afterUnknown: { value: isUnknown },
        beforeSensitive: false,
        afterSensitive: false,
      },
    ];
  });
}
