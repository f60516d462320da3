import { type StageArtifact } from '../assembly/stage-artifact';
import { type PlanJson, type PlannedOutput, type Unknown } from '../terraform/plan-json';
import { type StateOutput } from '../terraform/terraform-state';
import { hasUnknown } from '../references/references';

/** Planned outputs of one stage by name. */
export type PlannedOutputs = Readonly<Record<string, PlannedOutput>>;

/**
 * The outputs of a stage that does not change.
 *
 * @param stage stage whose metadata says which of its outputs are not secret, although they are marked as sensitive. @default none
 */
export function outputsOfState(
  outputs: Readonly<Record<string, StateOutput>>,
  stage?: Pick<StageArtifact, 'metadata'>,
): PlannedOutputs {
  return withOpen(
    stage,
    Object.fromEntries(
      Object.entries(outputs).map(([name, { value, type, sensitive = false }]) => [
        name,
        { value, type, sensitive, unknown: false },
      ]),
    ),
  );
}

/** The outputs, of which those are not sensitive that cdktf marked alone because another stage reads them. */
function withOpen(stage: Pick<StageArtifact, 'metadata'> | undefined, outputs: PlannedOutputs): PlannedOutputs {
  const open = new Set(stage?.metadata?.openOutputs ?? []);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, open.has(name) ? { ...output, sensitive: false } : output]),
  );
}

/** The outputs of a stage after its plan is applied, without null ones, which no state has. Deferred outputs are unknown. */
export function outputsOfPlan(stage: StageArtifact, plan: PlanJson): PlannedOutputs {
  const declared = Object.entries(stage.template.output ?? {}).map(([name, { sensitive }]) => [
    name,
    { value: null, unknown: true, sensitive: sensitive === true },
  ]);
  const all: PlannedOutputs = { ...(Object.fromEntries(declared) as PlannedOutputs), ...plan.outputs };
  const there = Object.entries(all).filter(([, { value, unknown }]) => value !== null || unknown !== false);
  return withOpen(stage, Object.fromEntries(there));
}

/** The outputs with partially unknown lists replaced by unknown ones. */
export function withUnknownLists(outputs: PlannedOutputs): PlannedOutputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, { ...output, unknown: listsWhole(output.unknown) }]),
  );
}

function listsWhole(unknown: Unknown): Unknown {
  if (typeof unknown !== 'object') {
    return unknown;
  }
  return Array.isArray(unknown)
    ? hasUnknown(unknown)
    : Object.fromEntries(Object.entries(unknown).map(([key, part]: [string, Unknown]) => [key, listsWhole(part)]));
}

/**
 * The outputs, sensitive only if they change. A value that is read from a state is never sensitive, so that sensitivity alone would change
 * each resource that reads it.
 */
export function asRead(outputs: PlannedOutputs, isUnchanged: (output: string) => boolean): PlannedOutputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [
      name,
      isUnchanged(name) ? { ...output, sensitive: false } : output,
    ]),
  );
}

/** The outputs in the form of a state; unknown ones differ from every value of a state. */
export function asStateOutputs(outputs: PlannedOutputs): Readonly<Record<string, StateOutput>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, unknown, type, sensitive }]) => [
      name,
      { value, sensitive, type: hasUnknown(unknown) ? { unknown } : type },
    ]),
  );
}

/** Whether two outputs have the same value and type; an unknown one differs from every known one. */
export function isSameOutput(a: PlannedOutput | undefined, b: PlannedOutput | undefined): boolean {
  const [one, other] = [a, b].map((output) =>
    output === undefined ? '' : JSON.stringify([output.value, hasUnknown(output.unknown) ? 'unknown' : output.type]),
  );
  return one === other;
}

/** The change of an output, `"a" -> "b"`, without unknown and sensitive values. */
export function describeOutputChange(planned: PlannedOutput | undefined, now: PlannedOutput | undefined): string {
  return `${describe(now)} -> ${describe(planned)}`;
}

/** The longest value that is shown. */
const LONGEST = 60;

function describe(output: PlannedOutput | undefined): string {
  if (output === undefined) {
    return '(none)';
  }
  if (output.sensitive) {
    return '(sensitive value)';
  }
  if (hasUnknown(output.unknown)) {
    return '(known after apply)';
  }
  const text = JSON.stringify(output.value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
