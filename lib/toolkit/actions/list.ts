import { deploymentOf } from '../unit/deployment';
import { type ListedStage, type ListResult } from '../io/results';
import { inTurn } from '../host/give-way';
import { findOrphans } from '../run/orphans';
import { type Session } from '../run/session';
import { type StageUnit } from '../unit/stage-unit';
import { describeApp } from '../assembly/assembly';

/**
 * The stages of the app, upstream first, with the deployments that their states describe, and stages that are deployed and no longer in the
 * code. Works while another run is active.
 */
export async function list(session: Session): Promise<ListResult> {
  const assembly = await session.synthesizeOrRead('list');
  const units = session.unitsOf(assembly);
  const stages = await inTurn(units, (unit) => listedStage(unit, units));
  const orphans = await findOrphans(session, assembly, units);
  return {
    ...describeApp(assembly),
    stages: [...stages, ...(await Promise.all(orphans.map((unit) => listedOrphan(unit, units))))],
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
