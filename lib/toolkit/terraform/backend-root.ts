import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { backendOf } from '../backend-place';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readOwnJson } from '../json-file';
import { makePrivateDirectory, writeAtomically } from '../private-files';
import { type StageArtifact } from '../stage-artifact';
import { type StageFiles } from '../stage-files';
import { ToolkitError } from '../toolkit-error';
import { type TerraformCli, type TerraformOutput } from './terraform-cli';
import { ERROR_IN_TEXT } from './terraform-failure';

/**
 * A root module with the backend of a stage and nothing else. State is read and its lock is tried there: that needs no providers, and
 * stands in the way of no run.
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
    return this.call(this.files.backend, args);
  }

  /**
   * Runs Terraform on the state of the stage with more in the root module, for as long as it takes.
   *
   * @throws ToolkitError when the backend cannot be reached
   */
  public async runBeside(more: object, ...args: readonly string[]): Promise<TerraformOutput> {
    await this.initialize();
    const { backend } = this.files;
    const directory = fs.mkdtempSync(`${backend}-`);
    try {
      writeAtomically(path.join(directory, 'main.tf.json'), JSON.stringify({ terraform: this.settings(), ...more }));
      const dataDirectory = path.join(backend, 'terraform');
      return await this.cli.capture({ args, workingDirectory: directory, dataDirectory, isLong: true });
    } finally {
      fs.rmSync(directory, { recursive: true, force: true });
    }
  }

  /** Initializes it beside its place and then moves it there, so that two commands at once do not meet. */
  private async initialize(): Promise<void> {
    const { backend: directory } = this.files;
    const settings = this.settings();
    const fingerprint = crypto
      .createHash('sha256')
      .update(JSON.stringify([settings, this.cli.binary]))
      .digest('hex');
    if (readOwnJson(path.join(directory, FINGERPRINT), INITIALIZED)?.fingerprint === fingerprint) {
      return;
    }
    makePrivateDirectory(this.files.directory);
    const temporary = fs.mkdtempSync(`${directory}-`);
    try {
      writeAtomically(path.join(temporary, 'main.tf.json'), JSON.stringify({ terraform: settings }));
      await this.initializeBackend(temporary);
      writeAtomically(path.join(temporary, FINGERPRINT), JSON.stringify({ fingerprint }));
      replaceDirectory(directory, temporary);
    } finally {
      fs.rmSync(temporary, { recursive: true, force: true });
    }
  }

  /**
   * With nowhere to look for them, no provider is downloaded that the state names. This makes init fail once the backend is ready, which
   * Terraform then notes in its directory.
   */
  private async initializeBackend(directory: string): Promise<void> {
    const nowhere = path.join(directory, 'plugins');
    makePrivateDirectory(nowhere);
    const { stderr } = await this.call(directory, ['init', '-input=false', '-no-color', `-plugin-dir=${nowhere}`]);
    if (!fs.existsSync(path.join(directory, 'terraform', 'terraform.tfstate'))) {
      throw new ToolkitError(
        'STATE_UNUSABLE',
        `The backend of ${this.stage.name} cannot be reached: ${terraformError(stderr)}`,
        'Make it reachable, and sign in to it; then run the command again.',
      );
    }
  }

  private call(directory: string, args: readonly string[]): Promise<TerraformOutput> {
    return this.cli.capture({ args, workingDirectory: directory, dataDirectory: path.join(directory, 'terraform') });
  }

  /** The backend of the stage, for another directory. */
  private settings(): object {
    const { backend, config } = backendOf(this.stage);
    if (backend === 'cloud') {
      return { cloud: config };
    }
    const absolute = Object.entries(config).map(([name, value]) => [
      name,
      path.resolve(this.stage.workingDirectory, String(value)),
    ]);
    return { backend: { [backend]: backend === 'local' ? (Object.fromEntries(absolute) as object) : config } };
  }
}

/** File with the backend that the directory is initialized for. */
const FINGERPRINT = 'initialized.json';

/** What is in it. */
const INITIALIZED = new JsonFormat(`backend/${FINGERPRINT}`, z.object({ fingerprint: z.string() }));

/** The first error that Terraform printed, without the breaks of its lines. */
export function terraformError(text: string): string {
  const plain = stripVTControlCharacters(text);
  const [first = plain] = plain.split(ERROR_IN_TEXT).slice(1);
  return first
    .replace(/^[│╵╷] ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Another command may have been faster: its directory serves as well. */
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
