import fs from 'node:fs';
import path from 'node:path';
import { reading } from './previews';
import { type CliResult, type FakeStage, type FakeState, TestProject } from './test-project';

/** A backend that all checkouts share. */
export interface SharedBackend {
  /** The `terraform` block of a stage. */
  backend(stage: string): object;
  state(stage: string): Promise<FakeState | undefined>;
}

/** A directory with states that all checkouts share, as a backend is: much faster than one. */
export class SharedDirectory implements SharedBackend {
  private readonly directory = TestProject.empty().directory;

  public backend(stage: string): object {
    return { backend: { local: { path: this.fileOf(stage) } } };
  }

  public state(stage: string): Promise<FakeState | undefined> {
    const file = this.fileOf(stage);
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    return Promise.resolve(text === '' ? undefined : (JSON.parse(text) as FakeState));
  }

  private fileOf(stage: string): string {
    return path.join(this.directory, `shop/shop/dev/${stage}.tfstate`);
  }
}

/** A stage with one resource, which is made from ids of the stages that it needs. */
export function stageOf(input: string, needs: readonly string[] = [], more: FakeStage = {}): FakeStage {
  const { resources = {}, ...rest } = more;
  return {
    needs,
    resources: {
      'terraform_data.Own': { input: [input, ...needs.map((need) => reading(need, 'id'))].join(' ') },
      ...resources,
    },
    outputs: { id: '${terraform_data.Own.id}', input: '${terraform_data.Own.input}' },
    ...rest,
  };
}

/** Three stages, each of which needs the one before it. */
export function chainOf(b = 'b'): Readonly<Record<string, FakeStage>> {
  return { a: stageOf('a'), b: stageOf(b, ['a']), c: stageOf('c', ['b']) };
}

/** A resource whose creation fails until a file is there. */
export function waitingFor(file: string): object {
  return {
    input: 'late',
    depends_on: ['terraform_data.Own'],
    provisioner: [{ 'local-exec': { command: `test -e ${file}` } }],
  };
}

/** Attributes of the resources of a stage, by name. */
export async function resourcesIn(states: SharedBackend, stage: string) {
  const { resources = [] } = (await states.state(stage)) ?? {};
  return Object.fromEntries(
    resources
      .filter(({ mode }) => mode === 'managed')
      .map(({ name, instances }) => [name, instances[0]?.attributes] as const),
  );
}

/** What the resource of a stage is made from. */
export async function inputIn(states: SharedBackend, stage: string): Promise<unknown> {
  return (await resourcesIn(states, stage))['Own']?.input?.value;
}

/** What a secret store of a CI system gives every job. */
export const PASSPHRASE = { AZSTAGE_PASSPHRASE: 'correct horse battery staple' };

/** The jobs of a pipeline: each runs in a checkout of its own, in which azstage never ran, with the plans as its only artifact. */
export class PipelineJobs {
  /** Plans in a checkout, and keeps the bundle as an artifact: not encrypted, as deriving a key takes longer than most jobs. */
  public static plan(repository: TestProject, ...args: readonly string[]): Promise<PipelineJobs> {
    return PipelineJobs.planned(repository, args, {});
  }

  /** The same with a bundle that is encrypted with the passphrase. */
  public static planEncrypted(repository: TestProject): Promise<PipelineJobs> {
    return PipelineJobs.planned(repository, ['--encrypt'], PASSPHRASE);
  }

  private static async planned(
    repository: TestProject,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ): Promise<PipelineJobs> {
    const checkout = repository.checkout();
    const { exitCode, stdout, stderr } = await checkout.azstageWith(env, 'plan', ...args, '--out', 'plans');
    if (checkout.exists('plans')) {
      repository.copyFrom(checkout, 'plans');
    }
    expect({ exitCode, stderr: exitCode === 0 ? '' : stdout + stderr }).toEqual({ exitCode: 0, stderr: '' });
    return new PipelineJobs(repository, env);
  }

  private constructor(
    private readonly repository: TestProject,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Runs the job of some stages. */
  public async run(...stages: readonly string[]): Promise<CliResult> {
    return this.runWith({}, ...stages);
  }

  /** The same with more environment variables. */
  public async runWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<CliResult> {
    const checkout = this.repository.checkout();
    return checkout.azstageWith({ ...this.env, ...env }, 'deploy', ...args, '--plan', 'plans');
  }
}
