import path from 'node:path';
import { shellWord, shellWords } from '../host/shell-word';
import { deploymentOrder } from '../run/removed-outputs';
import { type Session } from '../run/session';
import { type StageRun } from '../run/stage-run';
import { type Task } from '../scheduler';
import { ToolkitError } from '../toolkit-error';
import { withNeighbours } from '../unit/stage-selection';
import { type StageUnit } from '../unit/stage-unit';
import { type Bundle } from './bundle';
import { type BundleManifest, type BundleStage } from './manifest';
import { type Progress, progressOf } from './progress';

/** The command that applies stages of a bundle; all of them when none is named. */
export function deployCommand({ project }: Session, { directory }: Bundle, names: readonly string[]): string {
  const shown = path.relative(project.workingDirectory, directory);
  return `azstage deploy ${names.length === 0 ? '' : `${shellWords(names)} `}--plan ${shellWord(shown)}`;
}

/** Some stages of a bundle in a run that applies them: all, or those of one job of a pipeline. */
export class BundleRun {
  /** Finds the order of the stages, and what has to be applied before them. */
  public static async of(run: StageRun, bundle: Bundle, selected: readonly StageUnit[]): Promise<BundleRun> {
    const planned = new Map(bundle.manifest.stages.map((stage) => [stage.name, stage]));
    const isMoving = (unit: StageUnit) => selected.includes(unit) || planned.get(unit.name)?.proposal !== undefined;
    const order = await deploymentOrder(run, withNeighbours(selected, run.units).filter(isMoving));
    return new BundleRun(run, bundle, selected, { planned, order });
  }

  public readonly manifest: BundleManifest;
  private readonly planned: ReadonlyMap<string, BundleStage>;
  /** Names of the stages that come right before a stage, where that may differ from its dependencies. */
  private readonly first: ReadonlyMap<string, readonly string[]>;
  private readonly byName: ReadonlyMap<string, StageUnit>;
  private readonly names: ReadonlySet<string>;

  private constructor(
    private readonly run: StageRun,
    private readonly bundle: Bundle,
    public readonly selected: readonly StageUnit[],
    { planned, order }: { readonly planned: ReadonlyMap<string, BundleStage>; readonly order: readonly Task[] },
  ) {
    this.manifest = bundle.manifest;
    this.planned = planned;
    this.first = new Map(order.map(({ name, dependencies }) => [name, dependencies]));
    this.byName = new Map(run.units.map((unit) => [unit.name, unit]));
    this.names = new Set(selected.map(({ name }) => name));
  }

  /** The selected stages, each with those of them that come before it. */
  public get tasks(): readonly Task[] {
    return this.selected.map((unit) => ({
      name: unit.name,
      dependencies: this.before(unit).flatMap(({ name }) => (this.names.has(name) ? [name] : [])),
    }));
  }

  /** The part of a stage in the bundle; undefined where it has none. */
  public plannedOf({ name }: { readonly name: string }): BundleStage | undefined {
    return this.planned.get(name);
  }

  /** Progress of the plan of a stage; undefined where the bundle changes nothing of it. */
  public async progressOf(unit: StageUnit): Promise<Progress | undefined> {
    const planned = this.plannedOf(unit);
    return planned?.proposal === undefined ? undefined : progressOf(unit, planned, this.manifest);
  }

  /** Progress of the plan of a stage, by its name. */
  public async progressOfName(name: string): Promise<Progress | undefined> {
    const unit = this.byName.get(name);
    return unit === undefined ? undefined : this.progressOf(unit);
  }

  /** The stages that have to be applied before a stage and that the run does not apply. */
  public needsOf(unit: StageUnit): readonly StageUnit[] {
    const before = new Set(this.before(unit));
    return this.run.units.filter((other) => before.has(other) && !this.names.has(other.name));
  }

  /**
   * Refuses stages whose turn has not come: what they need is not applied yet, by other jobs.
   *
   * @throws ToolkitError with the names of those that come first
   */
  public async refuseEarly(): Promise<void> {
    const reasons: string[] = [];
    const first = new Set<StageUnit>();
    for (const unit of this.selected) {
      const progress = await this.progressOf(unit);
      for (const needed of progress?.status === 'applied' ? [] : this.needsOf(unit)) {
        const why = await this.whyNotYet(unit, needed);
        if (why !== undefined) {
          reasons.push(why);
          first.add(needed);
        }
      }
    }
    if (reasons.length > 0) {
      const names = this.run.units.filter((unit) => first.has(unit)).map(({ name }) => name);
      const job = names.length === 1 ? 'its job' : 'their jobs';
      const command = deployCommand(this.run.session, this.bundle, names);
      throw new ToolkitError('REFUSED', reasons.join('\n'), `Run ${command} first, or ${job} in the pipeline.`);
    }
  }

  private async whyNotYet(unit: StageUnit, needed: StageUnit): Promise<string | undefined> {
    const progress = await this.progressOf(needed);
    if (progress === undefined) {
      return (await needed.isDeployed()) ? undefined : `${unit.name} needs ${needed.name}, which is not deployed.`;
    }
    if (progress.status === 'started') {
      return `${unit.name} needs ${needed.name}, whose apply did not finish.`;
    }
    if (progress.status === 'applied') {
      return undefined;
    }
    return this.isUpstream(needed, unit)
      ? `${unit.name} needs ${needed.name}, whose plan is not applied yet.`
      : `${unit.name} removes outputs with which ${needed.name} is deployed, and whose plan, which no longer reads them, is not applied yet.`;
  }

  private isUpstream(upstream: StageUnit, unit: StageUnit): boolean {
    return this.reached(unit, ({ dependencies }) => dependencies).includes(upstream);
  }

  /** All stages that come before a stage: those that it depends on, unless it goes before them as it no longer reads what they remove. */
  private before(unit: StageUnit): readonly StageUnit[] {
    return this.reached(unit, ({ name, dependencies }) => this.first.get(name) ?? dependencies);
  }

  private reached(from: StageUnit, next: (unit: StageUnit) => readonly string[]): readonly StageUnit[] {
    const reached = new Set([from]);
    for (const unit of reached) {
      next(unit)
        .flatMap((name) => this.byName.get(name) ?? [])
        .forEach((other) => reached.add(other));
    }
    reached.delete(from);
    return [...reached];
  }
}
