import { count } from '../host/count';
import { applyPlan } from '../run/apply-plan';
import {
  type ImageSupplier,
  type ImageSupply,
  imagesOfStage,
  type RegistryImage,
  shortName,
} from '../run/image-supply';
import { planStage, refuseAfterInterruption } from '../run/plan-stage';
import { type StageRun } from '../run/stage-run';
import { type Slot } from '../scheduler';
import { type StageApply } from '../terraform/stage-plan';
import { type PlannedChange } from '../terraform/terraform-events';
import { ToolkitError } from '../toolkit-error';
import { newApplyId, partModule } from '../unit/applied-record';
import { type StageUnit } from '../unit/stage-unit';

/** Types of what a build in a private registry needs besides the registry. */
const AROUND_REGISTRIES = ['azurerm_container_registry_agent_pool', 'azurerm_private_endpoint'];

/** Images of the stages of a run: what is missing is built and pushed after its registry is there, and before what runs it. */
export class RunImages {
  private opened?: Promise<ImageSupply>;

  /**
   * @param supplier makes what builds images. @default images are not built
   */
  constructor(
    private readonly run: StageRun,
    private readonly supplier?: ImageSupplier,
  ) {}

  /**
   * Reports which images a deployment would build.
   *
   * @param changesOf planned changes of a stage; without any, nothing is built for it
   */
  public async describe(
    units: readonly StageUnit[],
    changesOf: (unit: StageUnit) => readonly PlannedChange[] | undefined,
  ): Promise<void> {
    for (const unit of units.filter((each) => this.hasImages(each))) {
      const changes = changesOf(unit) ?? [];
      if (changes.length > 0) {
        await this.describeStage(unit, new Set(registriesIn(unit, changes)));
      }
    }
  }

  /**
   * Makes the images of a stage be in their registries, once its plan was approved. A registry that the stage itself creates or replaces is applied first,
   * without anything that does not belong to it.
   *
   * @returns what was applied, where a part of the stage was, so that its plan is out of date
   * @throws ToolkitError when an image cannot be built or pushed
   */
  public async supply(unit: StageUnit, slot: Slot, changes: readonly PlannedChange[]): Promise<StageApply | undefined> {
    if (!this.hasImages(unit)) {
      return undefined;
    }
    const registries = registriesIn(unit, changes);
    const part = registries.length === 0 ? undefined : await this.applyRegistries(unit, slot, registries, changes);
    const { ready, waiting } = await imagesOfStage(this.run.units, unit);
    const [lost] = waiting;
    if (lost !== undefined) {
      throw new ToolkitError(
        'REFUSED',
        `${shortName(lost.image)} is pushed to ${lost.registry.address} of ${lost.registry.stage}, which is not deployed.`,
        `Run azstage deploy ${lost.registry.stage} first, or leave out the images with --no-build-images.`,
      );
    }
    await slot.pause(this.pushAll(unit, ready));
    refuseAfterInterruption(this.run);
    return part;
  }

  private hasImages(unit: StageUnit): boolean {
    return this.supplier !== undefined && (unit.stage.metadata?.images ?? []).length > 0;
  }

  private get supplyOfRun(): Promise<ImageSupply> {
    const { session, assembly } = this.run;
    this.opened ??= (this.supplier as ImageSupplier)(session, assembly);
    return this.opened;
  }

  private async describeStage(unit: StageUnit, created: ReadonlySet<string>): Promise<void> {
    const report = this.run.about(unit);
    const { ready, waiting } = await imagesOfStage(this.run.units, unit);
    for (const { image, registry } of waiting) {
      const text = `builds ${shortName(image)} once ${registry.address} of ${registry.stage} is there`;
      report.say('info', 'image.planned', text, { image: shortName(image), status: 'no-registry' });
    }
    for (const image of ready) {
      const isReplaced = image.registryAddress !== undefined && created.has(image.registryAddress);
      const { status, why } = isReplaced ? { status: 'missing', why: undefined } : await this.statusOf(image);
      const text =
        status === 'present'
          ? `${shortName(image)} is in ${image.loginServer} already`
          : `builds ${shortName(image)} and pushes it to ${image.loginServer}${why === undefined ? '' : `, as ${why}`}`;
      report.say(status === 'present' ? 'debug' : 'info', 'image.planned', text, { image: image.name, status });
    }
  }

  /** Presence of an image, as far as it is known: a plan needs no sign-in for it. */
  private async statusOf(image: RegistryImage) {
    try {
      return await (await this.supplyOfRun).statusOf(image);
    } catch (error) {
      if (!(error instanceof ToolkitError) || error.code === 'INTERRUPTED') {
        throw error;
      }
      return { status: 'unknown', why: `it is not known whether it is there: ${error.message}` };
    }
  }

  /**
   * Applies the registries of a stage with what they need. The rest is planned anew afterwards. A run that is killed in between leaves a state with the id of an
   * apply that did not finish, so that the next one plans the stage again.
   */
  private async applyRegistries(
    unit: StageUnit,
    slot: Slot,
    registries: readonly string[],
    approved: readonly PlannedChange[],
  ): Promise<StageApply> {
    const { run } = this;
    refuseAfterInterruption(run);
    const what = registries.length === 1 ? (registries[0] ?? '') : count(registries.length, 'registry');
    const text = `apply: ${what} first, to push images to it`;
    run.about(unit).say('info', 'stage.started', text, { doing: 'apply' });
    await unit.ensureInitialized();
    const targets = [...registries, ...aroundRegistries(unit, registries)];
    const replan = () => planStage(run, unit, { targets, record: partModule(newApplyId(run.bundle), registries) });
    const apply = await applyPlan(run, unit, slot, { approved, replan, isStale: true, isPart: true });
    await unit.noteSeen(true);
    return apply;
  }

  private async pushAll(unit: StageUnit, images: readonly RegistryImage[]): Promise<void> {
    const supply = await this.supplyOfRun;
    const report = this.run.about(unit);
    const pushed = await Promise.allSettled(
      images.map(async (image) => {
        if ((await supply.statusOf(image)).status !== 'present') {
          await supply.push(image, report);
        }
      }),
    );
    const failed = pushed.find((each) => each.status === 'rejected');
    if (failed !== undefined) {
      throw failed.reason as Error;
    }
  }
}

/** Addresses of the registries of images that a stage is about to create or replace itself. */
function registriesIn({ name, stage }: StageUnit, changes: readonly PlannedChange[]): readonly string[] {
  const made = new Set(
    changes.filter(({ action }) => action === 'create' || action === 'replace').map(({ address }) => address),
  );
  const own = (stage.metadata?.images ?? []).flatMap(({ registry }) =>
    'address' in registry && registry.stage === name && made.has(registry.address) ? [registry.address] : [],
  );
  return [...new Set(own)].sort();
}

/** Addresses of what the machines that build need to reach private registries, in the same stage. */
function aroundRegistries({ stage }: StageUnit, registries: readonly string[]): readonly string[] {
  const { resource = {} } = stage.template;
  return AROUND_REGISTRIES.flatMap((type) =>
    Object.entries(resource[type] ?? {})
      .filter(([, block]) => registries.some((address) => JSON.stringify(block).includes(`\${${address}.`)))
      .map(([id]) => `${type}.${id}`),
  );
}
