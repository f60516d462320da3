import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pLimit from 'p-limit';
import { readTextFile } from '../host/file-trouble';
import { giveWay } from '../host/give-way';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type StageFiles } from '../records/stage-files';
import { ToolkitError } from '../toolkit-error';
import { BackendRoot, terraformError } from './backend-root';
import { type TerraformCli, type TerraformOutput } from './terraform-cli';
import { TerraformState } from './terraform-state';

/** Attempts to read a state that another process is creating, and the milliseconds between them. */
const READ_ATTEMPTS = 5;
const READ_DELAY = 500;

/** Limiter that reads local states one by one, as there may be thousands. */
const oneByOne = pLimit(1);

/** State of a stage in its backend: a file, or a remote backend that only Terraform accesses. Needs neither init nor providers of the stage. */
export class StateStore {
  /** Root module with only the backend, for commands of Terraform that access the state alone. */
  public readonly backend: BackendRoot;

  constructor(
    cli: TerraformCli,
    private readonly stage: StageArtifact,
    files: StageFiles,
  ) {
    this.backend = new BackendRoot(cli, stage, files);
  }

  /** File of a local backend. */
  public get localFile(): string | undefined {
    const { backend = { local: {} }, cloud } = this.stage.template.terraform ?? {};
    const local = backend['local'];
    if (local === undefined || cloud !== undefined || local['workspace_dir'] !== undefined) {
      return undefined;
    }
    return path.resolve(this.stage.workingDirectory, String(local['path'] ?? 'terraform.tfstate'));
  }

  /**
   * Current state.
   *
   * @throws ToolkitError when the backend is unreachable, or the state is unreadable
   */
  public async read(): Promise<TerraformState | undefined> {
    const { localFile } = this;
    if (localFile !== undefined) {
      return oneByOne(() => readLocal(localFile));
    }
    const { exitCode, stdout, stderr } = await this.pull();
    if (exitCode !== 0) {
      const problem = terraformError(stderr);
      throw new ToolkitError('STATE_UNUSABLE', `The state of ${this.stage.name} cannot be read: ${problem}`);
    }
    return TerraformState.parse(stdout, `the backend of ${this.stage.name}`);
  }

  /** Describes a missing state as a clause: whether its file exists. */
  public describeMissing(): string {
    const { localFile } = this;
    return localFile !== undefined && fs.existsSync(localFile) ? `empty (${localFile})` : 'gone';
  }

  /**
   * Writes a state to the backend; Terraform refuses one that is older or of another lineage.
   *
   * @returns reason of the refusal; undefined when it was written
   */
  public async push(file: string): Promise<string | undefined> {
    const { exitCode, stderr } = await this.backend.run('state', 'push', file);
    return exitCode === 0 ? undefined : terraformError(stderr);
  }

  /** Pulls the state. The azurerm backend creates a missing one under its lock, so that one of two concurrent readers has to retry. */
  private async pull(): Promise<TerraformOutput> {
    for (let attempt = 1; ; attempt += 1) {
      const output = await this.backend.run('state', 'pull');
      if (output.exitCode === 0 || attempt === READ_ATTEMPTS || !/failed to lock/i.test(output.stderr)) {
        return output;
      }
      await setTimeout(READ_DELAY);
    }
  }
}

async function readLocal(file: string): Promise<TerraformState | undefined> {
  await giveWay();
  return TerraformState.parse(readTextFile(file) ?? '', file);
}
