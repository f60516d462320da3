import { type StageArtifact } from '../assembly/stage-artifact';
import { type PlanJson, type PlannedOutput, type Unknown } from '../terraform/plan-json';
import { type StateOutput } from '../terraform/terraform-state';
import { hasUnknown } from '../references/references';

/** Outputs of one stage by name, as they will be. */
export type PlannedOutputs = Readonly<Record<string, PlannedOutput>>;

/** The outputs of a stage that does not change. */
export function outputsOfState(outputs: Readonly<Record<string, StateOutput>>): PlannedOutputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, type, sensitive = false }]) => [
      name,
      { value, type, sensitive, unknown: false },
    ]),
  );
}

/** The outputs of a stage once its plan is applied, without those that are null: no state has them. What could not be planned is unknown. */
export function outputsOfPlan(stage: StageArtifact, plan: PlanJson): PlannedOutputs {
  const declared = Object.entries(stage.template.output ?? {}).map(([name, { sensitive }]) => [
    name,
    { value: null, unknown: true, sensitive: sensitive === true },
  ]);
  const all: PlannedOutputs = { ...(Object.fromEntries(declared) as PlannedOutputs), ...plan.outputs };
  return Object.fromEntries(
    Object.entries(all).filter(([, { value, unknown }]) => value !== null || unknown !== false),
  );
}

/** The same, with lists that are known in part unknown as a whole. */
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
 * The same, sensitive only where they do not stay as they are. What is read from a state never is sensitive, so that each resource that reads
 * it would be changed by that alone.
 */
export function asRead(outputs: PlannedOutputs, stays: (output: string) => boolean): PlannedOutputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, stays(name) ? { ...output, sensitive: false } : output]),
  );
}

/** As a state would hold them; what is unknown is like nothing that a state can hold. */
export function asStateOutputs(outputs: PlannedOutputs): Readonly<Record<string, StateOutput>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, unknown, type, sensitive }]) => [
      name,
      { value, sensitive, type: hasUnknown(unknown) ? { unknown } : type },
    ]),
  );
}

/** Whether two outputs are the same, as far as that is known: what is unknown is like nothing else. */
export function isSameOutput(a: PlannedOutput | undefined, b: PlannedOutput | undefined): boolean {
  const [one, other] = [a, b].map((output) =>
    output === undefined ? '' : JSON.stringify([output.value, hasUnknown(output.unknown) ? 'unknown' : output.type]),
  );
  return one === other;
}

/** `"a" -> "b"`, as far as it is known and not sensitive. */
export function describeMove(will: PlannedOutput | undefined, is: PlannedOutput | undefined): string {
  return `${describe(is)} -> ${describe(will)}`;
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
