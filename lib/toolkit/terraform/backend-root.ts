import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { backendOf } from '../assembly/backend-place';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readTextFile } from '../host/file-trouble';
import { readOwnJson } from '../host/json-file';
import { makePrivateDirectory, writeAtomically } from '../host/private-files';
import { sha256 } from '../host/sha256';
import { singleSpaced } from '../host/single-spaced';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type StageFiles } from '../records/stage-files';
import { ToolkitError } from '../toolkit-error';
import { initializeOnce, savedBackend } from './saved-backend';
import { type TerraformCli, type TerraformOutput } from './terraform-cli';
import { ERROR_IN_TEXT } from './terraform-failure';

/**
 * Root module with only the backend of a stage, in which its state is read and its lock is tried: this needs no providers and does not block other
 * runs.
 */
export class BackendRoot {
  constructor(
    private readonly cli: TerraformCli,
    private readonly stage: StageArtifact,
    private readonly files: StageFiles,
  ) {}

  /**
   * Runs Terraform on the state of the stage.
   *
   * @throws ToolkitError when the backend cannot be reached
   */
  public async run(...args: readonly string[]): Promise<TerraformOutput> {
    await this.initialize();
    const output = await this.call(this.files.backend, args);
    if (!NEEDS_INIT.test(output.stderr)) {
      return output;
    }
    // Another version of Terraform may store it in another format.
    fs.rmSync(this.files.backend, { recursive: true, force: true });
    await this.initialize({ isOwn: true });
    return this.call(this.files.backend, args);
  }

  /**
   * Runs Terraform on the state of the stage with additional blocks in the root module, without a limit on its duration.
   *
   * @throws ToolkitError when the backend cannot be reached
   */
  public async runBeside(more: object, ...args: readonly string[]): Promise<TerraformOutput> {
    await this.initialize();
    const { backend } = this.files;
    const directory = fs.mkdtempSync(`${backend}-`);
    try {
      writeAtomically(path.join(directory, 'main.tf.json'), JSON.stringify({ terraform: this.rootBlock, ...more }));
      const dataDirectory = path.join(backend, 'terraform');
      return await this.cli.capture({ args, workingDirectory: directory, dataDirectory, isLong: true });
    } finally {
      fs.rmSync(directory, { recursive: true, force: true });
    }
  }

  /** Initializes the root module in a temporary directory and then renames it, so that concurrent commands do not conflict. */
  private async initialize({ isOwn = false } = {}): Promise<void> {
    const { backend: directory } = this.files;
    const { backend, settings } = this;
    const fingerprint = sha256(JSON.stringify([backend, settings, this.cli.binary]));
    const done = readOwnJson(path.join(directory, FINGERPRINT), INITIALIZED);
    if (done?.fingerprint === fingerprint && savedBackend(readTextFile(savedIn(directory)) ?? '') !== undefined) {
      return;
    }
    makePrivateDirectory(this.files.directory);
    const temporary = fs.mkdtempSync(`${directory}-`);
    try {
      writeAtomically(path.join(temporary, 'main.tf.json'), JSON.stringify({ terraform: this.rootBlock }));
      const init = () => this.initializeBackend(temporary);
      if (isOwn || backend === 'cloud') {
        await init();
      } else {
        await initializeOnce(this.cli, { backend, settings, file: savedIn(temporary), init });
      }
      writeAtomically(path.join(temporary, FINGERPRINT), JSON.stringify({ fingerprint }));
      replaceDirectory(directory, temporary);
    } finally {
      fs.rmSync(temporary, { recursive: true, force: true });
    }
  }

  /**
   * Runs init with an empty plugin directory, so that it downloads no provider of the state. It fails for that after the backend is initialized, which
   * Terraform then has stored in its data directory.
   */
  private async initializeBackend(directory: string): Promise<void> {
    const nowhere = path.join(directory, 'plugins');
    makePrivateDirectory(nowhere);
    const options = ['-input=false', '-no-color', `-plugin-dir=${nowhere}`];
    if (this.backend !== 'cloud') {
      const file = path.join(directory, 'backend.json');
      writeAtomically(file, JSON.stringify(this.settings));
      options.push(`-backend-config=${file}`);
    }
    const { stderr } = await this.call(directory, ['init', ...options]);
    if (!fs.existsSync(savedIn(directory))) {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The backend of ${this.stage.name} cannot be reached: ${terraformError(stderr)}`,
        this.backend === 'azurerm'
          ? 'Make it reachable, and sign in to it; azstage bootstrap makes what is missing of it. Then run the command again.'
          : 'Make it reachable, and sign in to it; then run the command again.',
      );
    }
  }

  private call(directory: string, args: readonly string[]): Promise<TerraformOutput> {
    return this.cli.capture({ args, workingDirectory: directory, dataDirectory: path.join(directory, 'terraform') });
  }

  private get backend(): string {
    return backendOf(this.stage).backend;
  }

  /** Arguments of the backend with absolute paths, for another directory. */
  private get settings(): Readonly<Record<string, unknown>> {
    const { backend, config } = backendOf(this.stage);
    const { workingDirectory } = this.stage;
    return backend === 'local'
      ? Object.fromEntries(
          Object.entries(config).map(([name, value]) => [name, path.resolve(workingDirectory, String(value))]),
        )
      : config;
  }

  /** Block `terraform`. The arguments of a backend are passed to init, so that the block is the same for all stages. */
  private get rootBlock(): object {
    const { backend, settings } = this;
    return backend === 'cloud' ? { cloud: settings } : { backend: { [backend]: {} } };
  }
}

/** Error of Terraform, and OpenTofu, when init has to be run first. */
const NEEDS_INIT = /initialization required/i;

/** File with the backend that the directory is initialized for. */
const FINGERPRINT = 'initialized.json';

/** Format of {@link FINGERPRINT}. */
const INITIALIZED = new JsonFormat(`backend/${FINGERPRINT}`, z.object({ fingerprint: z.string() }));

/** File in which Terraform stores the backend that the directory is initialized for. */
function savedIn(directory: string): string {
  return path.join(directory, 'terraform', 'terraform.tfstate');
}

/** First error that Terraform printed, without line breaks. */
export function terraformError(text: string): string {
  const plain = stripVTControlCharacters(text);
  const [first = plain] = plain.split(ERROR_IN_TEXT).slice(1);
  return singleSpaced(first.replace(/^[│╵╷] ?/gm, ''));
}

/** Replaces a directory by rename; one that a concurrent command put there first serves as well. */
function replaceDirectory(directory: string, replacement: string): void {
  fs.rmSync(directory, { recursive: true, force: true });
  try {
    fs.renameSync(replacement, directory);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(String((error as NodeJS.ErrnoException).code))) {
      throw error;
    }
  }
}
