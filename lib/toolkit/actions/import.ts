import { refuseUnknownLosses } from '../deploy/data-loss';
import { importsText } from '../report/imports-text';
import { Preview } from '../preview/preview';
import { type ImportFinder, type SoughtResource } from '../run/import-finder';
import { refuseMissingUpstream } from '../run/guards';
import { withPlanCleanup } from '../run/plan-stage';
import { protectStates, readStates } from '../run/prepare-states';
import { deploymentOrder } from '../run/removed-outputs';
import { requireSecrets } from '../run/require-secrets';
import { type Session } from '../run/session';
import { StageRun } from '../run/stage-run';
import { type StageRunProps } from '../run/each-props';
import { describePlan } from '../io/outcome-text';
import { type FoundResource } from '../io/imports';
import { type RunResult, type StageOutcome } from '../io/run-result';
import { count } from '../host/count';
import { shellWords } from '../host/shell-word';
import { DEFAULT_PARALLELISM } from '../scheduler';
import { ToolkitError } from '../toolkit-error';
import { blocksOf, type ImportMapping, importMappings, withoutIndex } from '../unit/import-mapping';
import { type StageSelection } from '../unit/stage-filter';
import { selectUnits, withNeighbours, withUpstream } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { deployAll, type DeployOptions, type PlanRefusal } from './deploy';
import { withNextStep } from './next-step';

/** Options of `import`. */
export interface ImportOptions
  extends StageRunProps, StageSelection, Pick<DeployOptions, 'parallelism' | 'yes' | 'allowDataLoss'> {
  /** Import ids of resources whose names are not those of the code: `address=id`, or `stage/address=id`. @default none */
  readonly map?: readonly string[];
  /** Whether plans that change anything beside the state are refused. @default false */
  readonly importOnly?: boolean;
  /** Whether nothing is recorded. @default false */
  readonly dryRun?: boolean;
}

/** Reason with which stages are planned. */
const REASON = 'existing resources are imported';

/**
 * Imports existing resources into the states of stages: those that are in the code, not in a state, and found in Azure. The plans, which import them and
 * change what differs from the code, are shown and approved before anything is recorded, and applied as `deploy` applies them.
 *
 * @param find finder of the resources in Azure
 * @throws ToolkitError when the run is refused as a whole; the failure of a stage is in the result
 */
export function importResources(session: Session, options: ImportOptions, find: ImportFinder): Promise<RunResult> {
  const work = async (run: StageRun): Promise<readonly StageOutcome[]> => {
    const named = selectUnits(run.units, options);
    const needed = withUpstream(named, run.units);
    protectStates(run, needed);
    await readStates(needed);
    await refuseUnknownLosses(run.units, options.allowDataLoss);
    const sought = await soughtIn(run, named, options.map);
    if (sought.length > 0) {
      const text = `Looking in Azure for ${count(sought.length, 'resource')}`;
      session.report.say('info', 'import.looking', text, { resources: sought.length });
    }
    const resources = await find(run, sought);
    session.report.say('info', 'import.found', importsText(resources, run.subscription), { resources });
    refuseWrongMappings(sought, resources);
    const selected = named.filter((unit) => keepImports(unit, resources));
    const others = named.filter((unit) => !selected.includes(unit)).map((unit) => nothingToImport(unit, resources));
    const outcomes = selected.length === 0 ? [] : await importInto(run, selected, options);
    return inOrder(run, [...outcomes, ...others]);
  };
  return StageRun.perform(session, 'import', work, {
    ...options,
    complete: async (run, result) =>
      options.dryRun === true ? result : withNextStep(run, withPlanNext(session, result), { command: 'import' }),
  });
}

/** Resources of stages that are in no state; those that the code itself imports are left to it. */
async function soughtIn(
  run: StageRun,
  units: readonly StageUnit[],
  map: readonly string[] = [],
): Promise<readonly SoughtResource[]> {
  const sought: SoughtResource[] = [];
  for (const unit of units) {
    const { rootBlocks } = (await run.guardedState(unit)) ?? {};
    const inCode = new Set((unit.stage.template.import ?? []).map(({ to }) => to));
    const addresses = blocksOf(unit).filter((address) => rootBlocks?.has(address) !== true && !inCode.has(address));
    sought.push(...addresses.map((address) => ({ unit, address })));
  }
  return withMappings(sought, await importMappings(units, map));
}

/** The resources with the ids that the user gave; an instance that is mapped stands for its block. */
function withMappings(sought: readonly SoughtResource[], mappings: readonly ImportMapping[]): SoughtResource[] {
  const isMapped = ({ unit, address }: SoughtResource) =>
    mappings.some((mapping) => mapping.unit === unit && withoutIndex(mapping.address) === address);
  return [...sought.filter((each) => !isMapped(each)), ...mappings];
}

/** @throws ToolkitError when Azure has no resource of an id that the user gave */
function refuseWrongMappings(sought: readonly SoughtResource[], found: readonly FoundResource[]): void {
  const wrong = found.filter(({ status }, index) => sought[index]?.id !== undefined && status !== 'found');
  if (wrong.length > 0) {
    throw new ToolkitError(
      'USAGE',
      wrong.map(({ address, id }) => `--map: ${address}: Azure has no resource ${id ?? ''}.`).join('\n'),
      'Copy the id from the properties of the resource in the portal, or from az resource show.',
    );
  }
}

/** Notes the imports of a stage for its plans; whether there are any. */
function keepImports(unit: StageUnit, resources: readonly FoundResource[]): boolean {
  unit.imports = resources.flatMap(({ stage, status, address: to, id }) =>
    stage === unit.name && status === 'found' && id !== undefined ? [{ to, id }] : [],
  );
  return unit.imports.length > 0;
}

function nothingToImport(unit: StageUnit, resources: readonly FoundResource[]): StageOutcome {
  const own = resources.filter(({ stage }) => stage === unit.name);
  const reason = own.length === 0 ? 'all its resources are in its state' : 'none of its other resources was found';
  return { stage: unit.name, result: 'no-changes', reason, milliseconds: 0 };
}

async function importInto(
  run: StageRun,
  selected: readonly StageUnit[],
  options: ImportOptions,
): Promise<readonly StageOutcome[]> {
  await run.requireProviders(withUpstream(selected, run.units));
  await refuseMissingUpstream(selected, run.units, run.session.project.commandLineOptions);
  await run.orphans.warn(withNeighbours(selected, run.units));
  if (options.dryRun !== true) {
    await run.locks.restoreStale(withUpstream(selected, run.units));
  }
  await requireSecrets(run, selected);
  const order = await deploymentOrder(run, selected);
  const refusal = options.importOnly === true ? onlyImports : undefined;
  return withPlanCleanup(selected, () =>
    options.dryRun === true
      ? previewOnly(run, selected, { options, refusal })
      : deployAll(run, { selected, order, options, forced: REASON, refusal }),
  );
}

/** Plans stages, and shows the plans. */
async function previewOnly(
  run: StageRun,
  selected: readonly StageUnit[],
  { options, refusal }: { readonly options: ImportOptions; readonly refusal?: PlanRefusal },
): Promise<readonly StageOutcome[]> {
  const preview = new Preview(run, { forced: REASON });
  return run.each(selected, {
    parallelism: options.parallelism ?? DEFAULT_PARALLELISM,
    dependencies: await deploymentOrder(run, selected),
    work: async (unit) => {
      const outcome = await preview.stage(unit);
      const { proposal } = preview.of(unit) ?? {};
      if (proposal === undefined) {
        return outcome;
      }
      const { counts, changes } = proposal;
      run.about(unit).say('result', 'plan.shown', await proposal.text(), { counts, changes });
      const refused = refusal?.(unit, proposal);
      if (refused !== undefined) {
        throw refused;
      }
      return outcome;
    },
  });
}

const onlyImports: PlanRefusal = (unit, { changes, counts }) =>
  changes.every(({ action }) => action === 'import')
    ? undefined
    : new ToolkitError(
        'REFUSED',
        `The plan of ${unit.name} does more than to import: ${describePlan(counts)}.`,
        'Change the code until azstage import --dry-run shows imports alone, or leave out --import-only.',
      );

function inOrder({ units }: StageRun, outcomes: readonly StageOutcome[]): readonly StageOutcome[] {
  return units.flatMap(({ name }) => outcomes.filter(({ stage }) => stage === name));
}

function withPlanNext({ project }: Session, result: RunResult): RunResult {
  const imported = result.stages.filter((stage) => stage.result === 'applied').map(({ stage }) => stage);
  return imported.length === 0
    ? result
    : { ...result, next: `azstage plan ${shellWords(imported)}${project.commandLineOptions}` };
}
