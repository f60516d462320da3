import { canonicalJson } from '../host/canonical-json';
import { type Difference } from '../io/run-result';
import { type PlanJson, type PlannedOutput, type ResourceChange, type Unknown } from '../terraform/plan-json';
import { blockAddress, hasUnknown } from '../references/references';

/** Value and its unknown parts, for a comparison. */
interface Compared {
  readonly value: unknown;
  readonly unknown: Unknown | undefined;
}

/** Actions in the order of their extent: a planned action may turn into a lesser one, never into a greater one. */
const RANKS: readonly ResourceChange['action'][] = ['no-op', 'update', 'replace'];

/** The longest value that is shown. */
const LONGEST = 80;

/** Actions that may be left of an approved one after an apply of it that did not finish; `no-op`: it is done. */
const REMAINING: Readonly<Partial<Record<ResourceChange['action'], readonly ResourceChange['action'][]>>> = {
  create: ['create', 'no-op'],
  update: ['update', 'no-op'],
  // With create_before_destroy, the old one may be left to be deleted; without, the new one to be created.
  replace: ['replace', 'create', 'delete', 'update', 'no-op'],
  delete: ['delete'],
  import: ['import', 'update', 'no-op'],
  move: ['move', 'no-op'],
  remove: ['remove'],
};

/** Circumstances of a comparison with an approved plan. */
export interface ApprovalProps {
  /** Resources and modules that were deferred when the rest was approved, without an index. @default none */
  readonly deferred?: readonly string[];
  /** Whether an apply of the approved plan was started, and did not finish: a part of the changes may be done. @default false */
  readonly isStarted?: boolean;
}

/**
 * The differences that make a plan more than a refinement of the approved one. A refinement has the same addresses, actions and known
 * values; unknown values may have become known. A change that turns out not to be needed is no difference if the result is the approved one.
 */
export function differences(
  approved: PlanJson,
  actual: PlanJson,
  { deferred = [], isStarted = false }: ApprovalProps = {},
): Difference[] {
  const was = new Map(approved.changes.map((change) => [change.address, change]));
  const is = new Map(actual.resources.map((change) => [change.address, change]));
  const unapproved = actual.changes
    .filter(({ address }) => !was.has(address))
    .map(({ address, action }) => {
      const why = deferred.includes(blockAddress(address)) ? 'was deferred' : 'was not approved';
      return { address, text: `${address}: ${action} ${why}` };
    });
  return [
    ...unapproved,
    ...[...was.values()].flatMap((change) => resourceDifferences(change, is.get(change.address), isStarted)),
    ...(isStarted ? leftovers(actual, { was, is }) : []),
    ...Object.entries(approved.outputs).flatMap(([name, output]) =>
      outputDifferences(name, output, actual.outputs[name]),
    ),
    ...(deferred.length === 0 ? unapprovedOutputs(approved, actual) : []),
  ];
}

/** Changes by address: the last one where an address has several, as of an old object that create_before_destroy has left. */
type ByAddress = ReadonlyMap<string, ResourceChange>;

/** Deletions of old objects of resources whose replacement was not approved; those that {@link resourceDifferences} sees are left out. */
function leftovers(actual: PlanJson, { was, is }: { readonly was: ByAddress; readonly is: ByAddress }): Difference[] {
  return actual.changes
    .filter((change) => change.action === 'delete' && is.get(change.address) !== change)
    .filter(({ address }) => was.has(address) && was.get(address)?.action !== 'replace')
    .map(({ address }) => ({ address, text: `${address}: delete was not approved` }));
}

/** Changes of outputs that are not in the approved plan; only without deferred changes, which leave outputs out. */
function unapprovedOutputs(approved: PlanJson, actual: PlanJson): Difference[] {
  return Object.entries(actual.outputs)
    .filter(([output, { isChanged }]) => isChanged === true && approved.outputs[output] === undefined)
    .map(([output]) => ({ output, text: `output ${output}: its change was not approved` }));
}

function resourceDifferences(
  approved: ResourceChange,
  actual: ResourceChange | undefined,
  isStarted: boolean,
): Difference[] {
  const { address } = approved;
  const action = actual?.action ?? 'no-op';
  const isAllowed = isStarted ? isLeft(approved, actual) : isNoMore(approved, action);
  if (!isAllowed) {
    return [{ address, text: `${address}: approved ${approved.action}, now ${describeAction(action)}` }];
  }
  if (isStarted && action === 'delete') {
    return [];
  }
  const names = [...new Set([...keysOf(approved.after), ...keysOf(approved.afterUnknown), ...keysOf(actual?.after)])];
  return names.sort().flatMap((name) => {
    const [was, is] = [approved, actual].map((change) => ({
      value: part(change?.after, name) ?? null,
      unknown: part(change?.afterUnknown, name) as Unknown | undefined,
    })) as [Compared, Compared];
    const isSensitive = [approved.afterSensitive, actual?.afterSensitive].some((marks) =>
      marks === true ? true : hasUnknown(part(marks, name) as Unknown | undefined),
    );
    return refines(was, is)
      ? []
      : [{ address, text: `${address}: ${name} ${describeDifference(was, is, isSensitive)}` }];
  });
}

function outputDifferences(name: string, approved: PlannedOutput, actual: PlannedOutput | undefined): Difference[] {
  const is = { value: actual?.value ?? null, unknown: actual?.unknown };
  return refines(approved, is)
    ? []
    : [
        {
          output: name,
          text: `output ${name} ${describeDifference(approved, is, approved.sensitive || actual?.sensitive === true)}`,
        },
      ];
}

function isNoMore({ action, isImported }: ResourceChange, actual: ResourceChange['action']): boolean {
  // What is imported and no longer updated is an import alone.
  const rank = RANKS.indexOf(actual === 'import' && isImported === true ? 'no-op' : actual);
  return action === actual || (rank !== -1 && rank < RANKS.indexOf(action));
}

/**
 * Whether a change is what an apply of the approved one may have left: done, or a part of it. What it has created and not finished is replaced, and
 * what it has deleted is not in the plan.
 */
function isLeft(approved: ResourceChange, actual: ResourceChange | undefined): boolean {
  if (actual === undefined) {
    return approved.action === 'delete' || approved.action === 'remove';
  }
  const isCreatedAgain = approved.action === 'create' && actual.action === 'replace' && actual.isTainted === true;
  return isCreatedAgain || REMAINING[approved.action as keyof typeof REMAINING]?.includes(actual.action) === true;
}

/** Whether a value equals the approved one wherever that was known. */
function refines(approved: Compared, actual: Compared): boolean {
  if (approved.unknown === true) {
    return true;
  }
  if (actual.unknown === true) {
    return false;
  }
  const [was, is] = [approved.value, actual.value];
  if (Array.isArray(was) && Array.isArray(is)) {
    return listRefines(parts(approved), parts(actual), hasUnknown(approved.unknown));
  }
  if (isObject(was) && isObject(is)) {
    const keys = new Set([
      ...Object.keys(was),
      ...Object.keys(is),
      ...keysOf(approved.unknown),
      ...keysOf(actual.unknown),
    ]);
    return [...keys].every((key) => refines(member(approved, key), member(actual, key)));
  }
  return JSON.stringify(was) === JSON.stringify(is);
}

/** Whether a list refines another; elements of a set may change their order, or become equal, once they are known. */
function listRefines(approved: readonly Compared[], actual: readonly Compared[], mayBeSet: boolean): boolean {
  const inOrder =
    approved.length === actual.length && approved.every((was, index) => refines(was, actual[index] ?? was));
  if (inOrder || !mayBeSet || actual.length > approved.length) {
    return inOrder;
  }
  const left = new Map<string, number>();
  for (const is of actual.filter(isKnown).map(canonical)) {
    left.set(is, (left.get(is) ?? 0) + 1);
  }
  return approved
    .filter(isKnown)
    .map(canonical)
    .every((was) => {
      const others = left.get(was) ?? 0;
      left.set(was, others - 1);
      return others > 0;
    });
}

function isKnown({ unknown }: Compared): boolean {
  return !hasUnknown(unknown);
}

/** A text that is equal for known values that refine each other: independent of the order of keys and of null members. */
function canonical({ value }: Compared): string {
  return canonicalJson(value, (member) => member !== null);
}

function parts({ value, unknown }: Compared): Compared[] {
  const marks = Array.isArray(unknown) ? (unknown as readonly Unknown[]) : [];
  return (value as readonly unknown[]).map((item, index) => ({ value: item, unknown: marks[index] }));
}

function member({ value, unknown }: Compared, key: string): Compared {
  return { value: part(value, key) ?? null, unknown: part(unknown, key) as Unknown | undefined };
}

function part(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function keysOf(value: unknown): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeDifference(was: Compared, is: Compared, isSensitive: boolean): string {
  return isSensitive
    ? 'is not the value that was approved (sensitive)'
    : `was approved as ${shown(was)}, and is now ${shown(is)}`;
}

function shown({ value, unknown }: Compared): string {
  if (unknown === true) {
    return '(known after apply)';
  }
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

function describeAction(action: ResourceChange['action']): string {
  return action === 'no-op' ? 'no change' : action;
}
