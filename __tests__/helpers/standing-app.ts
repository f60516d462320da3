import { reading } from './previews';
import { type FakeApp, type FakeStage, TestProject } from './test-project';

/** What the stages of a {@link StandingApp} are. */
export interface StandingAppProps {
  /** What replaces the environment when it is another. @default external */
  readonly kind?: string;
  /** What else there is, or is there in another way. */
  readonly stages?: Readonly<Record<string, FakeStage>>;
  /** Profile of the environment. @default dev */
  readonly profile?: string;
}

/** Directory that is the environment, from where Terraform runs. */
const DIRECTORY = '../../../in-environment';

/**
 * An app of three stages: `env` with an environment, `apps` that has an app in it, and `settings` that has its id in a setting. As in Azure, the
 * environment is not deleted while there is an app in it.
 */
export class StandingApp {
  /** The project of an app that was deployed as it is, and whose environment is to be internal now. */
  public static async changed(props: StandingAppProps = {}): Promise<TestProject> {
    const project = await StandingApp.deployed(props);
    project.change(StandingApp.with({ ...props, kind: 'internal' }));
    return project;
  }

  /** The project of an app that was deployed as it is. */
  public static deployed(props: StandingAppProps = {}): Promise<TestProject> {
    return TestProject.deployed(StandingApp.with(props));
  }

  public static with({ kind = 'external', stages = {}, profile }: StandingAppProps): FakeApp {
    const standard = { env: StandingApp.env(kind), apps: StandingApp.on('env', 'App'), settings: SETTINGS };
    return { stages: { ...standard, ...stages }, profile };
  }

  /** The stage with the environment. */
  public static env(kind: string): FakeStage {
    const refusal = `test -z "$(ls ${DIRECTORY})" || { echo HasContainerApps; exit 1; }`;
    const provisioner = [run('create', `mkdir -p ${DIRECTORY}`), run('destroy', refusal)];
    return {
      resources: { 'terraform_data.Environment': { triggers_replace: kind, provisioner } },
      outputs: { id: '${terraform_data.Environment.id}' },
    };
  }

  /** A stage with a resource that is attached to what another stage has. */
  public static on(stage: string, name: string): FakeStage {
    const file = `${DIRECTORY}/${name}`;
    const provisioner = [run('create', `touch ${file}`), run('destroy', `rm -f ${file}`)];
    return {
      needs: [stage],
      resources: { [`terraform_data.${name}`]: { triggers_replace: reading(stage, 'id'), provisioner } },
      outputs: { id: `\${terraform_data.${name}.id}` },
    };
  }
}

function run(when: 'create' | 'destroy', command: string): object {
  return { 'local-exec': { command, when } };
}

const SETTINGS: FakeStage = {
  needs: ['env'],
  resources: { 'terraform_data.Setting': { input: reading('env', 'id') } },
};
