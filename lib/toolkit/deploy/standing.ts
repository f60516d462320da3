import { AzstageError } from '../../errors';
import { isSameOutput, outputsOfPlan, outputsOfState } from '../preview/planned-outputs';
import { type Preview, type StagePreview } from '../preview/preview';
import { blockAddress, References } from '../references/references';
import { outputsRead } from '../references/remote-states';
import { type StageRun } from '../run/stage-run';
import { withDownstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { type PlanJson, type ResourceChange } from '../terraform/plan-json';
import { type PlannedChange } from '../terraform/terraform-events';
import { type DownFirst, type Standing } from './down-first';
import { wayOutOfReaders } from './down-first-text';

/**
 * Types of azurerm that grant access to a resource, or monitor it. Azure deletes their target all the same, and keeps them or deletes
 * them with it: learn.microsoft.com/azure/role-based-access-control/troubleshooting (assignments whose principal is gone) and
 * learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings (settings of a resource that was deleted).
 */
const NEVER_BLOCKING: ReadonlySet<string> = new Set([
  'azurerm_cosmosdb_sql_role_assignment',
  'azurerm_federated_identity_credential',
  'azurerm_key_vault_access_policy',
  'azurerm_managed_redis_access_policy_assignment',
  'azurerm_monitor_diagnostic_setting',
  'azurerm_monitor_metric_alert',
  'azurerm_postgresql_flexible_server_active_directory_administrator',
  'azurerm_redis_cache_access_policy_assignment',
  'azurerm_role_assignment',
]);

/**
 * Finds the stages that have to go down before others can be applied, grouped by the stage that waits for them.
 *
 * @param units previewed stages; one that has to go down itself waits for no other, as it is created again
 */
export async function findAllDownFirst(
  run: StageRun,
  units: readonly StageUnit[],
  preview: Preview,
): Promise<readonly DownFirst[]> {
  const found: DownFirst[] = [];
  for (const unit of run.session.interruption.happened ? [] : units) {
    const { proposal } = preview.of(unit) ?? {};
    const downFirst = proposal === undefined ? undefined : await findDownFirst(run, unit, proposal.plan, preview);
    if (downFirst !== undefined) {
      found.push(downFirst);
    }
  }
  return found.filter(({ upstream }) => !found.some(({ down }) => down.includes(upstream)));
}

/**
 * Finds the stages that have to go down before a plan can be applied: those that were applied with an output of what is replaced or
 * deleted, and of which a resource that reads that output is replaced or deleted because of it. A resource that is updated in place
 * does not block the deletion.
 *
 * Records a fix for the case that the plan fails because of other readers.
 *
 * @param preview has the planned outputs of the stage
 */
export async function findDownFirst(
  run: StageRun,
  unit: StageUnit,
  plan: PlanJson,
  preview: Preview,
): Promise<DownFirst | undefined> {
  const lost = await lostOutputs(unit, plan);
  if (lost.size === 0) {
    return undefined;
  }
  const all = [...run.units, ...(await run.orphans.all())];
  const standing: Standing[] = [];
  const readers: StageUnit[] = [];
  for (const user of all.filter((other) => other !== unit)) {
    const read = (await appliedWith(user, unit)).filter((output) => lost.has(output));
    if (read.length > 0) {
      readers.push(user);
      const held = await heldBy(run, user, unit, { outputs: read, preview });
      if (held.length > 0) {
        const on = [...new Set(held.flatMap((output) => lost.get(output) ?? []))];
        standing.push({ unit: user, on, down: await deployedOf(withDownstream([user], all)) });
      }
    }
  }
  if (readers.length > 0) {
    run.waysOut.standing.set(unit, wayOutOfReaders(run, unit, readers));
  }
  const down = all.filter((other) => standing.some((each) => each.down.includes(other))).reverse();
  return standing.length === 0 ? undefined : { upstream: unit, standing, down };
}

/** Outputs that change because their sources are replaced or deleted, with these changes. */
async function lostOutputs(unit: StageUnit, plan: PlanJson): Promise<ReadonlyMap<string, readonly PlannedChange[]>> {
  const gone = plan.changes.filter(({ action }) => action === 'replace' || action === 'delete');
  const lost = new Map<string, readonly PlannedChange[]>();
  if (gone.length === 0) {
    return lost;
  }
  const references = References.of(unit.stage);
  const [now, planned] = [outputsOfState((await unit.state())?.outputs ?? {}), outputsOfPlan(unit.stage, plan)];
  for (const [name, output] of Object.entries(now)) {
    if (!isSameOutput(output, planned[name])) {
      const { blocks } = references.sourcesOfValue(unit.stage.template.output?.[name], [], new Set());
      const from = gone.filter((change) => blocks.has(blockAddress(change.address)) || isIdOf(output.value, change));
      if (from.length > 0) {
        lost.set(name, from as readonly PlannedChange[]);
      }
    }
  }
  return lost;
}

/** Whether a value contains the id of the resource before the change: its block may have another name now. */
function isIdOf(value: unknown, { before }: ResourceChange): boolean {
  const { id } = (before ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' && id !== '' && JSON.stringify(value).includes(JSON.stringify(id).slice(1, -1));
}

/** The outputs of a stage that another one was applied with. */
async function appliedWith(user: StageUnit, { name }: StageUnit): Promise<string[]> {
  const record = await user.record().catch(() => undefined);
  const prefix = `${name}.`;
  const read = Object.keys(record?.inputs.outputs ?? {}).filter((output) => output.startsWith(prefix));
  return read.map((output) => output.slice(prefix.length));
}

/** The outputs whose readers block the deletion, by the preview of the reading stage; else by its code. */
async function heldBy(
  run: StageRun,
  user: StageUnit,
  upstream: StageUnit,
  { outputs, preview }: { readonly outputs: readonly string[]; readonly preview: Preview },
): Promise<string[]> {
  const isOne = (read: { readonly stage: string; readonly output: string }) =>
    read.stage === upstream.name && outputs.includes(read.output);
  if (!outputsRead(user.stage).reads.some(isOne)) {
    return [];
  }
  const found = run.units.includes(user) ? (preview.of(user) ?? (await previewed(preview, user))) : undefined;
  const references = References.of(user.stage);
  const replaced = (found?.proposal?.changes ?? [])
    .filter(({ action, type }) => (action === 'replace' || action === 'delete') && !NEVER_BLOCKING.has(type))
    .flatMap(({ causes = [] }) => causes);
  const unknown = found === undefined ? resourcesOf(user) : (found.proposal?.deferred ?? []);
  return [...replaced, ...references.outputsOf(unknown)].filter(isOne).map(({ output }) => output);
}

async function previewed(preview: Preview, user: StageUnit): Promise<StagePreview | undefined> {
  try {
    await preview.stage(user);
  } catch (error) {
    if (!(error instanceof AzstageError)) {
      throw error;
    }
  }
  const found = preview.of(user);
  // The copy that it was planned in is in use until the text of the plan is rendered.
  await found?.proposal?.text();
  return found;
}

function resourcesOf({ stage }: StageUnit): string[] {
  const { resource = {}, module = {} } = stage.template;
  return [
    ...Object.entries(resource)
      .filter(([type]) => !NEVER_BLOCKING.has(type))
      .flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`)),
    ...Object.keys(module).map((name) => `module.${name}`),
  ];
}

/** The deployed ones of these stages, downstream first. */
async function deployedOf(units: readonly StageUnit[]): Promise<readonly StageUnit[]> {
  const there: StageUnit[] = [];
  for (const unit of units) {
    // A state that cannot be read is reported by the guards of the destruction.
    if (await unit.isDeployed().catch(() => true)) {
      there.unshift(unit);
    }
  }
  return there;
}
