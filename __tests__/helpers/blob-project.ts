import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type BlobBackend } from './blob-backend';
import { type FakeApp, type FakeStage, TestProject } from './test-project';

/** The app with the states of its stages as blobs. */
export function asBlobs(blobs: BlobBackend, stages: FakeApp['stages'], more: Omit<FakeApp, 'stages'> = {}): FakeApp {
  const own = Object.entries(stages).map(([name, stage]): [string, FakeStage] => [
    name,
    { ...stage, terraform: { ...(stage['terraform'] as object | undefined), ...blobs.backend(name) } },
  ]);
  return { ...more, stages: Object.fromEntries(own) };
}

/** A project of that app. */
export function blobProject(blobs: BlobBackend, ...app: [FakeApp['stages'], Omit<FakeApp, 'stages'>?]): TestProject {
  return TestProject.withStages(asBlobs(blobs, ...app)).withEnv(blobs.env);
}

/** A Terraform that notes what it is run for. */
export class NotedTerraform {
  public readonly env: NodeJS.ProcessEnv;

  constructor(private readonly project: TestProject) {
    const file = `${project.directory}/terraform.calls`;
    const binary = project.script('noted-terraform', `echo "$1 $2" >> ${file}\nexec terraform "$@"`);
    this.env = { TERRAFORM_BINARY_NAME: binary };
  }

  /** `plan`, `apply`, `state pull` and so on, in order. */
  public get commands(): string[] {
    const lines = this.project.exists('terraform.calls') ? this.project.read('terraform.calls').split('\n') : [];
    return lines.map((line) => line.replace(/ (-.*)?$/, '')).filter((command) => command !== '');
  }
}

/** Runs Terraform, without azstage, on what was synthesized for a stage. */
export async function stockTerraform(project: TestProject, stage: string, ...args: string[]): Promise<string> {
  const cwd = path.join(project.directory, 'cdktf.out/stacks', stage);
  return (await promisify(execFile)('terraform', args, { cwd, env: project.env() })).stdout;
}
