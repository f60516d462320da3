import { isDeepStrictEqual } from 'node:util';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type RenamedResource } from '../io/run-result';
import { type RunContext } from '../run/run-context';
import { type PlanJson, type ResourceChange } from '../terraform/plan-json';
import { type StageUnit } from '../unit/stage-unit';
import { logicalId, pathOfName } from './logical-id';

/** Finds resources in a plan whose constructs seem to have been renamed. */
export function renamedResources(stage: StageArtifact, { changes }: PlanJson): RenamedResource[] {
  const created = changes.filter(({ action }) => action === 'create');
  return changes
    .filter(({ action }) => action === 'delete')
    .flatMap((deleted) => {
      const twins = created.filter((each) => isTwin(deleted, each));
      const [twin] = twins;
      return twin === undefined || twins.length > 1 ? [] : [renamed(stage, deleted, twin)];
    });
}

/** Warns of the resources in a plan whose constructs seem to have been renamed, with the code that keeps them. */
export function warnOfRenames(run: RunContext, unit: StageUnit, plan: PlanJson): void {
  const renamed = renamedResources(unit.stage, plan);
  if (renamed.length > 0) {
    const text = [
      `${renamed.length === 1 ? 'a resource is' : 'resources are'} deleted and created again under another address:`,
      ...renamed.map(({ from, to }) => `  ${from} -> ${to}`),
      'If a construct was renamed or moved, keep what is deployed with',
      ...[...new Set(renamed.map(moveToWrite))].map((line) => `  ${line}`),
    ].join('\n');
    run.about(unit).say('warning', 'stage.renamed', text, { renamed });
  }
}

/** Code that keeps a resource. */
function moveToWrite({ from, to, construct = to, earlierPath }: RenamedResource): string {
  return earlierPath === undefined
    ? `resource.moveFromId('${from}'), on the resource of ${construct}`
    : `movedFrom(construct, '${earlierPath}'), on ${construct}`;
}

/** Whether a created resource is what was deleted: by its name, or where the type has none, by all that is known of it. */
export function isTwin(deleted: ResourceChange, created: ResourceChange): boolean {
  const before = valuesOf(deleted.before);
  const after = Object.entries(valuesOf(created.after)).filter(([, value]) => value !== null);
  const isSame = ([key, value]: readonly [string, unknown]) => isDeepStrictEqual(before[key], value);
  const [name, parents] = [after.filter(([key]) => key === 'name'), after.filter(([key]) => PARENT.test(key))];
  const decisive = name.length === 0 ? after : [...name, ...parents];
  return deleted.type === created.type && decisive.length > 0 && decisive.every(isSame);
}

/** Arguments with what a resource belongs to. */
const PARENT = /(^|_)(resource_group_name|id)$/;

function valuesOf(value: unknown): Readonly<Record<string, unknown>> {
  return (value ?? {}) as Readonly<Record<string, unknown>>;
}

function renamed(
  stage: StageArtifact,
  { address: from }: ResourceChange,
  { address: to }: ResourceChange,
): RenamedResource {
  const { constructPath } = stage.originOf(to);
  const [, ...path] = constructPath?.split('/') ?? [];
  const earlier = isNamedByPath(to, path) ? pathOfName(nameIn(from), path) : undefined;
  if (earlier === undefined) {
    return { from, to, construct: constructPath };
  }
  const same = sameAtEnd(path, earlier);
  const pathTo = (ids: readonly string[]) => [stage.name, ...ids.slice(0, ids.length - same)].join('/');
  return { from, to, construct: pathTo(path), earlierPath: pathTo(earlier) };
}

/** Whether the name of a resource was made of its path. */
function isNamedByPath(address: string, path: readonly string[]): boolean {
  return path.length > 0 && logicalId(path) === nameIn(address);
}

function nameIn(address: string): string {
  return address.split('[')[0]?.split('.').at(-1) ?? '';
}

/** Number of ids that two paths end with; one id of each is left. */
function sameAtEnd(a: readonly string[], b: readonly string[]): number {
  let same = 0;
  while (same + 1 < Math.min(a.length, b.length) && a.at(-1 - same) === b.at(-1 - same)) {
    same += 1;
  }
  return same;
}
