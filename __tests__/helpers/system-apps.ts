import path from 'node:path';
import { type SettingsInput } from '../../lib/stage/settings';
import { type Stage } from '../../lib/stage/stage';
import { type StagedApp } from '../../lib/stage/staged-app';
import { RenderedStage } from '../../lib/testing';
import { type System } from '../../stacks';
import { systemProject } from './system-project';

/** What the app of a system is made for. */
interface Settings extends Omit<SettingsInput, 'today'> {
  readonly environment?: string;
}

/**
 * The apps of a system as on a day, for tests that look at them and change nothing.
 *
 * Each is made once for its environment and settings, prepared once, and each stage of it rendered once; cdktf would visit all stages for
 * each that is rendered. A test file makes one of them: `const apps = new SystemApps(findSystem('shop'), '2026-11-01')`, then
 * `apps.rendered(apps.with({ environment: 'prod' }), 'stage-network')`.
 */
export class SystemApps {
  private readonly made = new Map<string, StagedApp>();
  private readonly prepared = new WeakSet<StagedApp>();
  private readonly renderings = new Map<Stage, RenderedStage>();

  /**
   * @param environments those of `environments/` that it takes along; others of a checkout are its owner's
   * @param tenants directory with files of tenants that it takes along
   */
  constructor(
    private readonly system: System,
    private readonly today: string,
    private readonly environments: readonly string[] = [],
    private readonly tenants?: string,
  ) {}

  /** The app with some settings. */
  public with(settings: Settings = {}): StagedApp {
    const key = JSON.stringify(settings);
    const app = this.made.get(key) ?? this.make(settings);
    this.made.set(key, app);
    return app;
  }

  /** A stage by its name. */
  public stage(app: StagedApp, name: string): Stage {
    return app.node.findChild(name) as Stage;
  }

  /** The Terraform JSON of a stage. */
  public rendered(app: StagedApp, name: string): RenderedStage {
    this.prepare(app);
    const stage = this.stage(app, name);
    const rendering = this.renderings.get(stage) ?? RenderedStage.of(stage);
    this.renderings.set(stage, rendering);
    return rendering;
  }

  /** Makes the references between the stages; nothing comes to an app after that, so that it need not be done again. */
  private prepare(app: StagedApp): void {
    if (this.prepared.has(app)) {
      return;
    }
    this.prepared.add(app);
    const stages = app.node.children as Stage[];
    stages.forEach((stage) => stage.prepareStack());
    stages.forEach((stage) => jest.spyOn(stage, 'prepareStack').mockReturnValue());
  }

  private make({ environment, ...settings }: Settings): StagedApp {
    const projectDirectory = systemProject(this.environments, this.tenants);
    return this.system.createApp({
      environment,
      overrides: { today: this.today, ...settings },
      projectDirectory,
      outdir: path.join(projectDirectory, 'cdktf.out'),
    });
  }
}
