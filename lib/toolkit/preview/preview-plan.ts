import { planned } from '../run-terraform';
import { type OutputRead } from '../remote-states';
import { type StageRun } from '../stage-run';
import { type StageUnit } from '../stage-unit';
import { PlanJson } from '../terraform/plan-json';
import { type Diagnostic } from '../terraform/terraform-events';
import { TerraformFailure } from '../terraform/terraform-failure';
import { type StageTerraform } from '../terraform/stage-terraform';
import { withUnknownLists } from './future-outputs';
import { PreviewRoot } from './preview-root';
import { type UpstreamValues } from './preview-template';
import { type References } from './references';

/** A plan that was made before what the stage needs is applied. */
export interface PreviewPlan {
  readonly plan: PlanJson;
  /** Whether applying it would do anything, be it to outputs alone. */
  readonly hasChanges: boolean;
  /** Whether it is saved and can be applied as it is. */
  readonly isFinal: boolean;
  /** Why a part of the stage cannot be planned yet. @default all of it is planned */
  readonly blocked?: Blocked;
  /** The plan as Terraform shows it. */
  readonly text: () => Promise<string>;
  /** Removes what is of no use once it was looked at: a plan that can be applied stays. */
  readonly discard: () => void;
}

/** Why a part of a stage cannot be planned yet. */
export interface Blocked {
  /** In words: `until stage-a is deployed: ...`. */
  readonly reason: string;
  /** Resources and modules that cannot be planned, without an index. */
  readonly notPlanned: readonly string[];
}

/** What a stage waits for. */
export interface Pending {
  readonly references: References;
  /** Outputs that it reads and that will not be what they are now. */
  readonly moved: readonly OutputRead[];
  /** Stages that it needs and that are still to be applied. */
  readonly upstream: readonly string[];
}

/** Plans a stage as it is. */
export async function planInPlace(run: StageRun, unit: StageUnit, pending: Pending): Promise<PreviewPlan> {
  const { terraform } = unit;
  const { hasChanges, blocked } = await planPart(run, unit, terraform, pending);
  if (!hasChanges) {
    terraform.dropPlan();
  }
  const plan = hasChanges ? await terraform.planJson() : PlanJson.NOTHING;
  const isFinal = blocked === undefined;
  const discard = () => (isFinal ? undefined : terraform.dropPlan());
  return { plan, hasChanges, blocked, isFinal, text: () => terraform.showPlan(), discard };
}

/**
 * Plans a stage with values that other stages will put out.
 *
 * Of a list that is known in part, a plan does not tell whether it is a set. Where it is used as one, Terraform refuses the whole stage;
 * it is planned once more then, with such lists unknown.
 */
export async function planWithValues(
  run: StageRun,
  unit: StageUnit,
  pending: Pending,
  values: UpstreamValues,
): Promise<PreviewPlan> {
  const looser = new Map([...values].map(([name, outputs]) => [name, withUnknownLists(outputs)]));
  try {
    return await planCopy(run, unit, pending, values);
  } catch (error) {
    const isAboutInstances =
      error instanceof TerraformFailure && error.diagnostics.some(({ summary }) => INSTANCES.test(summary));
    if (!isAboutInstances || JSON.stringify([...looser]) === JSON.stringify([...values])) {
      throw error;
    }
    return planCopy(run, unit, pending, looser);
  }
}

async function planCopy(
  run: StageRun,
  unit: StageUnit,
  pending: Pending,
  values: UpstreamValues,
): Promise<PreviewPlan> {
  const root = await PreviewRoot.create(unit, values);
  try {
    const { hasChanges, blocked } = await planPart(run, unit, root.terraform, pending);
    const plan = await root.terraform.planJson();
    const text = () => root.terraform.showPlan();
    return { plan, hasChanges, blocked, isFinal: false, text, discard: () => root.remove() };
  } catch (error) {
    root.remove();
    throw inWordsOfTheStage(error, root);
  }
}

/** Plans; where a part cannot be planned because other stages are not applied, the rest of it. */
async function planPart(
  run: StageRun,
  unit: StageUnit,
  terraform: StageTerraform,
  pending: Pending,
): Promise<Pick<PreviewPlan, 'hasChanges' | 'blocked'>> {
  try {
    return await planned(run, unit, { keepPart: true, terraform });
  } catch (error) {
    const blocked = blockedBy(error, pending);
    if (blocked === undefined || !terraform.hasPlan) {
      terraform.dropPlan();
      throw error;
    }
    return { hasChanges: true, blocked };
  }
}

/** Errors of Terraform that go away once values are known. */
const UNKNOWN_VALUE = /cannot be determined until apply|known only after apply|will be known only after|unknown value/i;

/** Errors of Terraform about values that have to be known while it plans. */
const INSTANCES = /^Invalid (for_each|count) argument$/;

/** Addresses of what is read, not made. */
const DATA_SOURCE = /(^|\.)data\./;

/** Errors of providers about what is not there. */
const NOT_THERE = /not (be )?found|does not exist|no .* found|\b404\b/i;

function blockedBy(error: unknown, { references, moved, upstream }: Pending): Blocked | undefined {
  if (!(error instanceof TerraformFailure) || error.diagnostics.length === 0 || upstream.length === 0) {
    return undefined;
  }
  const isMoved = (read: OutputRead) =>
    moved.some(({ stage, output }) => stage === read.stage && output === read.output);
  const because = error.diagnostics.map((diagnostic) => {
    const outputs = references.outputsOf(addressesOf([diagnostic])).filter(isMoved);
    return { diagnostic, outputs };
  });
  if (!because.every(({ diagnostic, outputs }) => waits(diagnostic, outputs))) {
    return undefined;
  }
  const stages = [...new Set(because.flatMap(({ outputs }) => outputs.map(({ stage }) => stage)))].sort();
  const until = stages.length === 0 ? upstream : stages;
  const needs = because.map(({ diagnostic, outputs }) => describe(diagnostic, outputs));
  return {
    reason: `until ${until.join(', ')} ${until.length === 1 ? 'is' : 'are'} deployed: ${needs.join('; ')}`,
    notPlanned: references.dependentsOf(addressesOf(error.diagnostics)),
  };
}

function waits({ summary, detail = '', address = '' }: Diagnostic, outputs: readonly OutputRead[]): boolean {
  const text = `${summary} ${detail}`;
  return (
    UNKNOWN_VALUE.test(text) ||
    (INSTANCES.test(summary) && outputs.length > 0) ||
    (DATA_SOURCE.test(address) && NOT_THERE.test(text))
  );
}

function describe({ summary, address = 'its configuration' }: Diagnostic, outputs: readonly OutputRead[]): string {
  return outputs.length === 0
    ? `${address}: ${summary}`
    : `${address} needs ${outputs.map(({ stage, output }) => `output ${output} of ${stage}`).join(', ')}`;
}

function addressesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.flatMap(({ address }) => address ?? []);
}

function inWordsOfTheStage(error: unknown, root: PreviewRoot): unknown {
  if (!(error instanceof TerraformFailure)) {
    return error;
  }
  const diagnostics = error.diagnostics.map(({ detail, ...diagnostic }) => ({
    ...diagnostic,
    detail: detail === undefined ? undefined : root.inWordsOfTheStage(detail),
  }));
  return new TerraformFailure(
    error.kind,
    root.inWordsOfTheStage(error.message),
    diagnostics,
    error.fix,
    error.wasKilled,
  );
}
