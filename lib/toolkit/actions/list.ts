import { deploymentOf } from '../unit/deployment';
import { type ListedStage, type ListResult } from '../io/results';
import { inTurn } from '../host/give-way';
import { findOrphans } from '../run/orphans';
import { type Session } from '../run/session';
import { type StageSelection } from '../unit/stage-filter';
import { selectsByName, selectUnits } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';

/**
 * The selected stages of the app, upstream first, with the deployments that their states describe, and stages that are deployed and no longer in the
 * code. Works while another run is active.
 */
export async function list(session: Session, selection: StageSelection = {}): Promise<ListResult> {
  const assembly = await session.synthesizeOrRead('list');
  const units = session.unitsOf(assembly);
  const orphans = new Set(selectsByName(units, selection) ? [] : await findOrphans(session, assembly, units));
  const selected = selectUnits([...units, ...orphans], selection);
  return {
    ...session.describe(assembly),
    stages: await inTurn(selected, (unit) =>
      orphans.has(unit) ? listedOrphan(unit, units) : listedStage(unit, units),
    ),
  };
}

async function listedStage(unit: StageUnit, all: readonly StageUnit[]): Promise<ListedStage> {
  const { metadata, resourceCount } = unit.stage;
  return {
    name: unit.name,
    title: metadata?.title,
    purpose: metadata?.purpose,
    sharing: metadata?.sharing,
    resources: resourceCount,
    dependencies: unit.dependencies,
    ...(await deploymentOf(unit, all)),
  };
}

async function listedOrphan(unit: StageUnit, all: readonly StageUnit[]): Promise<ListedStage> {
  const resources = (await unit.state())?.addresses.length ?? 0;
  return { ...(await listedStage(unit, all)), resources, isOrphaned: true };
}
