import { singleSpaced } from '../host/single-spaced';
import { blockAddress, References } from '../references/references';
import { type RunContext } from './run-context';
import { type StageUnit } from '../unit/stage-unit';
import { type Diagnostic, type PlannedChange } from '../terraform/terraform-events';

/** Terraform type of a management lock. In its scope, nothing can be deleted, role assignments and other extension resources included. */
export const MANAGEMENT_LOCK = 'azurerm_management_lock';

/** Management lock that a stage of the app has on one of its resources. */
export interface ManagementLock {
  readonly unit: StageUnit;
  /** Terraform address: `azurerm_management_lock.Data_Lock`. */
  readonly address: string;
}

/**
 * Locks that cover resources which a plan deletes or replaces: of the stage itself, and of stages that it writes to. Only locks in the states count.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
 */
export async function blockingLocks(
  run: RunContext,
  unit: StageUnit,
  changes: readonly PlannedChange[],
): Promise<readonly ManagementLock[]> {
  const deleted = new Set(
    changes
      .filter(({ action }) => action === 'delete' || action === 'replace')
      .map(({ address }) => blockAddress(address)),
  );
  const own = locksOver(unit, deleted).filter(({ address }) => !deleted.has(address));
  const writes = (unit.stage.metadata?.writesTo ?? []).filter(({ writers }) =>
    writers.some((each) => deleted.has(each)),
  );
  const others = writes.flatMap(({ stage, address }) => {
    const upstream = run.units.find(({ name }) => name === stage);
    return upstream === undefined ? [] : locksOver(upstream, new Set([address]));
  });
  return presentOnce([...own, ...others]);
}

/** Locks that Azure named when it refused a deletion, as far as a stage of the app has them. */
export async function locksNamedBy(
  run: RunContext,
  unit: StageUnit,
  diagnostics: readonly Diagnostic[],
): Promise<readonly ManagementLock[]> {
  const scopes = diagnostics.flatMap(({ summary, detail = '' }) => lockedScopes(`${summary}\n${detail}`));
  const found: ManagementLock[] = [];
  for (const other of scopes.length === 0 ? [] : new Set([unit, ...run.units])) {
    const state = await other.state().catch(() => undefined);
    const locks = state?.managementLocks ?? [];
    const named = locks.filter(({ scope }) => scopes.includes(scope.toLowerCase()));
    found.push(...named.map(({ address }) => ({ unit: other, address })));
  }
  return found;
}

/** Addresses of the locks in the code of a stage. */
export function locksOf({ stage }: StageUnit): readonly string[] {
  return Object.keys(stage.template.resource?.[MANAGEMENT_LOCK] ?? {}).map((name) => `${MANAGEMENT_LOCK}.${name}`);
}

/** Description of a lock: `azurerm_management_lock.Data_Lock of stage-data`. */
export function describeManagementLock({ unit, address }: ManagementLock): string {
  return `${address} of ${unit.name}`;
}

/** Locks of a stage that cover one of some blocks: the locked resource, and the resources in its scope on which the lock depends. */
function locksOver(unit: StageUnit, blocks: ReadonlySet<string>): ManagementLock[] {
  const { [MANAGEMENT_LOCK]: locks = {} } = unit.stage.template.resource ?? {};
  const references = References.of(unit.stage);
  return Object.entries(locks)
    .filter(([, { scope, depends_on: below }]) => {
      const { blocks: locked } = references.sourcesOfValue([scope, below], [], new Set());
      const named = new Set(Array.isArray(below) ? (below as string[]) : []);
      return [...blocks].some((address) => locked.has(address) || named.has(address));
    })
    .map(([name]) => ({ unit, address: `${MANAGEMENT_LOCK}.${name}` }));
}

async function presentOnce(locks: readonly ManagementLock[]): Promise<ManagementLock[]> {
  const found = new Map<string, ManagementLock>();
  for (const lock of locks) {
    const state = await lock.unit.state();
    if (state?.rootBlocks.has(lock.address) === true) {
      found.set(describeManagementLock(lock), lock);
    }
  }
  return [...found.values()];
}

/** Scopes in an error of Azure: `ScopeLocked ... following scope(s) are locked: '/subscriptions/...'. Please remove the lock and try again.` */
function lockedScopes(text: string): string[] {
  if (!/ScopeLocked/i.test(text)) {
    return [];
  }
  const [, after = ''] = /are locked:([^]*)/.exec(singleSpaced(text)) ?? [];
  return [...after.matchAll(/'(\/subscriptions\/[^']+)'/gi)].map(([, scope = '']) => scope.toLowerCase());
}
