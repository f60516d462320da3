import { Observed, reading } from './previews';
import { type FakeStage, TestProject } from './test-project';

/** What the stages of a {@link standingApp} are. */
export interface StandingAppProps {
  /** What replaces the environment when it is another. @default external */
  readonly kind?: string;
  /** What else there is, or is there in another way. */
  readonly stages?: Readonly<Record<string, FakeStage>>;
  /** Profile of the environment. @default dev */
  readonly profile?: string;
}

/**
 * A project of three stages: `env` with an environment, `apps` that has an app in it, and `settings` that has its id in a setting. As in Azure,
 * the environment is not deleted while there is an app in it.
 */
export class StandingApp {
  /** The project of an app that was deployed as it is, and whose environment is to be internal now. */
  public static async changed(of: (app: StandingApp) => StandingAppProps = () => ({})): Promise<TestProject> {
    const app = new StandingApp();
    const props = of(app);
    await app.deployed(props);
    app.change({ ...props, kind: 'internal' });
    return app.project;
  }

  public readonly project = TestProject.withStages({ stages: {} });

  constructor(props: StandingAppProps = {}) {
    this.change(props);
  }

  public change({ kind = 'external', stages = {}, profile }: StandingAppProps): void {
    const standard = { env: this.env(kind), apps: this.on('env', 'App'), settings: SETTINGS };
    this.project.change({ stages: { ...standard, ...stages }, profile });
  }

  /** Changes it, and deploys it as it is then. */
  public async deployed(props: StandingAppProps = {}): Promise<void> {
    this.change(props);
    const { result } = await Observed.deploy(this.project, () => true, { yes: true });
    expect(result.stages.flatMap(({ errors = [] }) => errors)).toEqual([]);
  }

  /** The stage with the environment. */
  public env(kind: string): FakeStage {
    const refusal = `test -z "$(ls ${this.directory})" || { echo HasContainerApps; exit 1; }`;
    const provisioner = [this.run('create', `mkdir -p ${this.directory}`), this.run('destroy', refusal)];
    return {
      resources: { 'terraform_data.Environment': { triggers_replace: kind, provisioner } },
      outputs: { id: '${terraform_data.Environment.id}' },
    };
  }

  /** A stage with a resource that is attached to what another stage has. */
  public on(stage: string, name: string): FakeStage {
    const file = `${this.directory}/${name}`;
    const provisioner = [this.run('create', `touch ${file}`), this.run('destroy', `rm -f ${file}`)];
    return {
      needs: [stage],
      resources: { [`terraform_data.${name}`]: { triggers_replace: reading(stage, 'id'), provisioner } },
      outputs: { id: `\${terraform_data.${name}.id}` },
    };
  }

  private get directory(): string {
    return `${this.project.directory}/in-environment`;
  }

  private run(when: 'create' | 'destroy', command: string): object {
    return { 'local-exec': { command, when } };
  }
}

const SETTINGS: FakeStage = {
  needs: ['env'],
  resources: { 'terraform_data.Setting': { input: reading('env', 'id') } },
};
