import { shellWords } from '../host/shell-word';
import { type Preview } from '../preview/preview';
import { isTwin } from '../preview/renamed-resources';
import { type StageRun } from '../run/stage-run';
import { type ResourceChange } from '../terraform/plan-json';
import { type StageUnit } from '../unit/stage-unit';

/** A stage that creates what another one has deployed. */
interface MovedBetween {
  readonly from: StageUnit;
  readonly to: StageUnit;
  /** Addresses of what is created. */
  readonly addresses: readonly string[];
}

/**
 * Warns of stages that create what other stages delete, or what stages that are no longer in the code have: most likely constructs were put into another
 * stage, or a stage was renamed.
 */
export async function warnOfMoved(run: StageRun, selected: readonly StageUnit[], preview: Preview): Promise<void> {
  const { commandLineOptions } = run.session.project;
  for (const { from, to, addresses } of await movedBetween(run, selected, preview)) {
    const text = [
      `creates what ${from.name} has deployed:`,
      ...addresses.map((address) => `  ${address}`),
      'If it was moved here in the code, keep what is deployed with',
      `  azstage move ${shellWords(['--from', from.name, '--to', to.name])}${commandLineOptions}`,
    ].join('\n');
    run.about(to).say('warning', 'stage.moved', text, { from: from.name, addresses });
  }
}

async function movedBetween(run: StageRun, selected: readonly StageUnit[], preview: Preview): Promise<MovedBetween[]> {
  const gone = [
    ...selected.map((unit) => ({ unit, has: deletesIn(changesOf(unit, preview)) })),
    ...(await Promise.all(run.orphans.found.map(async (unit) => ({ unit, has: await standsIn(unit) })))),
  ];
  return selected.flatMap((to) => {
    const created = changesOf(to, preview).filter(({ action }) => action === 'create');
    return gone
      .filter(({ unit }) => unit !== to)
      .map(({ unit, has }) => ({ from: unit, to, addresses: created.filter(has).map(({ address }) => address) }))
      .filter(({ addresses }) => addresses.length > 0);
  });
}

/** Whether a created resource is one that a stage has. */
type Has = (created: ResourceChange) => boolean;

function deletesIn(changes: readonly ResourceChange[]): Has {
  const deleted = changes.filter(({ action }) => action === 'delete');
  return (created) => deleted.some((each) => isTwin(each, created));
}

async function standsIn(unit: StageUnit): Promise<Has> {
  const blocks = (await unit.state())?.rootBlocks;
  return ({ address }) => blocks?.has(address) === true;
}

function changesOf(unit: StageUnit, preview: Preview): readonly ResourceChange[] {
  return preview.of(unit)?.proposal?.plan.changes ?? [];
}
