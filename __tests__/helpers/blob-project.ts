import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BlobBackend } from './blob-backend';
import { type FakeApp, type FakeStage, TestProject } from './test-project';

/** The app with the states of its stages as blobs. */
export function asBlobs(
  blobs: Pick<BlobBackend, 'backend'>,
  stages: FakeApp['stages'],
  more: Omit<FakeApp, 'stages'> = {},
): FakeApp {
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

/** What a test file has deployed, by app. */
const DEPLOYED = new Map<string, { readonly original: TestProject; readonly restore: () => Promise<void> }>();

/**
 * A project of that app that was deployed as a whole.
 *
 * An equal app is deployed once in a test file; its project and its blobs are copied. The backend goes on with the container that they are in,
 * as the states of the project name it.
 *
 * @param prepare called before the deployment
 */
export async function deployedBlobProject(
  blobs: BlobBackend,
  stages: FakeApp['stages'],
  more: Omit<FakeApp, 'stages'> = {},
  prepare: (project: TestProject) => void = () => undefined,
): Promise<TestProject> {
  const key = JSON.stringify([stages, more]);
  const known = DEPLOYED.get(key);
  await known?.restore();
  const project = blobProject(blobs, stages, more);
  if (known !== undefined) {
    fs.cpSync(known.original.directory, project.directory, { recursive: true });
    return project;
  }
  prepare(project);
  expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
  const original = TestProject.empty();
  fs.cpSync(project.directory, original.directory, { recursive: true });
  DEPLOYED.set(key, { original, restore: await blobs.remember() });
  return project;
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

/**
 * Starts a backend for the tests of a file, renews it before each, and removes all projects at the end.
 *
 * @param keep is given the backend once it has started
 */
export function useBlobBackend(keep: (blobs: BlobBackend) => void): void {
  let blobs: BlobBackend;
  beforeAll(async () => {
    blobs = await BlobBackend.start();
    keep(blobs);
  });
  beforeEach(() => blobs.renew());
  afterAll(async () => {
    await blobs.stop();
    TestProject.removeAll();
  });
}
