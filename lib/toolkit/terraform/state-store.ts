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

/** Attempts to read a state that somebody else is making, and the milliseconds between them. */
const READ_ATTEMPTS = 5;
const READ_DELAY = 500;

/** Local states are read one by one: there may be thousands. */
const oneByOne = pLimit(1);

/** The place where the state of a stage is kept: a file, or a backend that only Terraform reaches. Needs neither init nor providers. */
export class StateStore {
  /** The backend, for commands of Terraform that work on the state alone. */
  public readonly backend: BackendRoot;

  constructor(
    cli: TerraformCli,
    private readonly stage: StageArtifact,
    files: StageFiles,
  ) {
    this.backend = new BackendRoot(cli, stage, files);
  }

  /** The file of a local backend. */
  public get localFile(): string | undefined {
    const { backend = { local: {} }, cloud } = this.stage.template.terraform ?? {};
    const local = backend['local'];
    if (local === undefined || cloud !== undefined || local['workspace_dir'] !== undefined) {
      return undefined;
    }
    return path.resolve(this.stage.workingDirectory, String(local['path'] ?? 'terraform.tfstate'));
  }

  /**
   * The state as it is now.
   *
   * @throws ToolkitError when it cannot be reached or read
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

  /** Says of a state that cannot be found, as the rest of a sentence, whether its file is there. */
  public describeMissing(): string {
    const { localFile } = this;
    return localFile !== undefined && fs.existsSync(localFile) ? `empty (${localFile})` : 'gone';
  }

  /**
   * Writes a state to the backend; Terraform refuses one that is older or of another lineage.
   *
   * @returns why it was refused
   */
  public async push(file: string): Promise<string | undefined> {
    const { exitCode, stderr } = await this.backend.run('state', 'push', file);
    return exitCode === 0 ? undefined : terraformError(stderr);
  }

  /** The azurerm backend makes a state where there is none, and locks it for that: of two who read at once, one has to wait. */
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
