import { lastRecordIn } from '../unit/applied-record';
import { OUTPUT } from '../references/block-digests';
import { outputsRead } from '../references/remote-states';
import { type Task } from '../scheduler';
import { type StageOutcome } from '../io/run-result';
import { type RunContext } from './run-context';
import { type StageUnit } from '../unit/stage-unit';
import { shellWord, shellWords } from '../host/shell-word';

/** Outputs that a stage removes, while another stage is deployed with them. */
interface RemovedOutputs {
  readonly upstream: StageUnit;
  readonly user: StageUnit;
  readonly outputs: readonly string[];
}

/** Order in which stages are deployed, with the outputs that are removed. */
interface DeploymentOrder {
  /** Stages with the stages that precede them. */
  readonly tasks: readonly Task[];
  /** Removed outputs with which a stage is still deployed, by the stage that removes them. */
  readonly removed: ReadonlyMap<StageUnit, readonly RemovedOutputs[]>;
}

/**
 * Orders stages by their dependencies, with one exception: a stage that was applied with an output which its upstream stage no longer has is applied
 * first, where its code needs no new output of it. The upstream stage can then remove the output.
 *
 * Warns about every removed output with which a stage is deployed.
 */
export async function deploymentOrder(run: RunContext, selected: readonly StageUnit[]): Promise<readonly Task[]> {
  const dependencies = new Map(selected.map((unit) => [unit.name, new Set(unit.dependencies)]));
  const removed = new Map<StageUnit, RemovedOutputs[]>();
  for (const upstream of selected) {
    for (const use of await usesOf(run, upstream)) {
      removed.set(upstream, [...(removed.get(upstream) ?? []), use]);
      if (selected.includes(use.user) && (await needsNothingNew(use))) {
        goFirst(dependencies, use);
      }
    }
  }
  const tasks = selected.map(({ name }) => ({ name, dependencies: [...(dependencies.get(name) ?? [])] }));
  warnOfRemoved(run, { tasks, removed });
  for (const [upstream, uses] of removed) {
    const ways = uses.map((use) => `It ${describeRemoved(use)}: ${wayOut(run, use)}.`);
    run.waysOut.removed.set(upstream, ways.join('\n'));
  }
  return tasks;
}

/** Warns about each removed output with which a stage is deployed, with instructions. */
function warnOfRemoved(run: RunContext, { tasks, removed }: DeploymentOrder): void {
  for (const [upstream, uses] of removed) {
    const task = tasks.find(({ name }) => name === upstream.name);
    for (const use of uses) {
      const { user, outputs } = use;
      const isFirst = task?.dependencies.includes(user.name) === true;
      const text = `${describeRemoved(use)}; ${isFirst ? `${user.name} is deployed first` : wayOut(run, use)}`;
      run.about(upstream).say('warning', 'stage.outputs-removed', text, { user: user.name, outputs, isFirst });
    }
  }
}

/** Adds instructions to the failure of a stage that removes outputs, or replaces resources, with which others are deployed. */
export function withWayOut<T extends Pick<StageOutcome, 'result' | 'fix'>>(
  run: RunContext,
  unit: StageUnit,
  failed: T,
): T {
  const { removed, standing } = run.waysOut;
  const fixes = [removed.get(unit), standing.get(unit), failed.fix].filter((fix) => fix !== undefined);
  return fixes.length === 0 || failed.result !== 'failed' ? failed : { ...failed, fix: fixes.join('\n') };
}

/** Description of removed outputs: `removes output subnet_id, with which stage-apps was applied`. */
function describeRemoved({ user, outputs }: RemovedOutputs): string {
  return `loses ${outputs.length === 1 ? 'output' : 'outputs'} ${outputs.join(', ')}, with which ${user.name} was applied`;
}

function wayOut(run: RunContext, { upstream, user }: RemovedOutputs): string {
  const options = run.session.project.commandLineOptions;
  if (!run.units.includes(user)) {
    return `it is no longer in the code: run azstage down ${shellWord(user.name)}${options} first`;
  }
  const reads = outputsRead(user.stage).reads.filter(({ stage }) => stage === upstream.name);
  const fresh = reads.filter(({ output }) => !upstream.hasAppliedOutput(output)).map(({ output }) => output);
  return fresh.length === 0
    ? `run azstage deploy ${shellWords([user.name, upstream.name])}${options}, which takes ${user.name} first`
    : `two steps are needed, as it also needs ${fresh.join(', ')}: keep what goes in the code of ${upstream.name} and run azstage deploy ${shellWords([upstream.name, user.name])}${options}; then remove it and run azstage deploy ${shellWord(upstream.name)}${options}`;
}

/**
 * Stages that are deployed with outputs which are no longer in the code of a stage. A failed apply may have removed the outputs and left the resources:
 * the record of the last finished apply still has them. An unreadable state fails its stage later.
 *
 * The states of all other stages are read where there are such outputs, and only then.
 */
async function usesOf(run: RunContext, upstream: StageUnit): Promise<RemovedOutputs[]> {
  const state = await upstream.state().catch(() => undefined);
  const declared = upstream.stage.template.output ?? {};
  const recorded = Object.keys(lastRecordIn(state)?.blocks ?? {}).filter((address) => address.startsWith(OUTPUT));
  const had = [...Object.keys(state?.outputs ?? {}), ...recorded.map((address) => address.slice(OUTPUT.length))];
  const removed = new Set(had.filter((name) => !(name in declared)));
  const others = removed.size === 0 ? [] : [...run.units, ...(await run.orphans.all())];
  const uses: RemovedOutputs[] = [];
  for (const user of others.filter((other) => other !== upstream)) {
    const record = await user.record().catch(() => undefined);
    const prefix = `${upstream.name}.`;
    const read = Object.keys(record?.inputs.outputs ?? {}).filter((name) => name.startsWith(prefix));
    const outputs = read.map((name) => name.slice(prefix.length)).filter((name) => removed.has(name));
    if (outputs.length > 0) {
      uses.push({ upstream, user, outputs });
    }
  }
  return uses;
}

/** Whether all outputs that a stage reads of another one are in the state of that one. */
async function needsNothingNew({ upstream, user }: RemovedOutputs): Promise<boolean> {
  await upstream.state();
  return outputsRead(user.stage).reads.every(
    ({ stage, output }) => stage !== upstream.name || upstream.hasAppliedOutput(output),
  );
}

/** Moves the user before the upstream stage, unless it also depends on it through another stage. */
function goFirst(dependencies: Map<string, Set<string>>, { upstream, user }: RemovedOutputs): void {
  const [above, below] = [dependencies.get(upstream.name), dependencies.get(user.name)];
  const isDirect = below?.delete(upstream.name) === true;
  if (reaches(dependencies, user.name, upstream.name)) {
    if (isDirect) {
      below?.add(upstream.name);
    }
  } else {
    above?.add(user.name);
  }
}

/** Whether one stage depends on another one, directly or transitively. */
function reaches(dependencies: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const visited = new Set([from]);
  for (const name of visited) {
    dependencies.get(name)?.forEach((dependency) => visited.add(dependency));
  }
  return visited.has(to);
}

/** Outputs that stages read and that their upstream stages were applied without, as these were applied before their code had the outputs. */
export async function outdatedUpstream(
  unit: StageUnit,
  all: readonly StageUnit[],
): Promise<readonly { readonly upstream: StageUnit; readonly outputs: readonly string[] }[]> {
  const { reads } = outputsRead(unit.stage);
  const found: { upstream: StageUnit; outputs: string[] }[] = [];
  for (const upstream of all.filter(({ name }) => reads.some(({ stage }) => stage === name))) {
    const isDeployed = await upstream.isDeployed();
    const outputs = reads
      .filter(({ stage, output }) => stage === upstream.name && !upstream.hasAppliedOutput(output))
      .map(({ output }) => output);
    if (isDeployed && outputs.length > 0) {
      found.push({ upstream, outputs: [...new Set(outputs)].sort() });
    }
  }
  return found;
}
