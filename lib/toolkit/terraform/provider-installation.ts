import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { onFile, readTextFile } from '../host/file-trouble';
import { readOwnJson } from '../host/json-file';
import { makePrivateDirectory, writeAtomically } from '../host/private-files';
import { sha256 } from '../host/sha256';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type TerraformCli } from './terraform-cli';
import { parseEvent } from './terraform-events';
import { terraformFailure } from './terraform-failure';
import { isProvider, ProviderLock } from './provider-lock';

/** Name of Terraform's dependency lock file; the one next to cdktf.json belongs in version control. */
export const LOCK_FILE = '.terraform.lock.hcl';

/** Providers that are part of Terraform. */
const BUILT_IN = /(^|\/)builtin\//;

/** Format of the file with the fingerprint of the installation. */
const FORMAT = new JsonFormat('installed.json', z.object({ installed: z.string() }));

/** Properties of a provider installation. */
export interface ProviderInstallationProps {
  readonly cli: TerraformCli;
  readonly projectDirectory: string;
  /** azstage's data directory. */
  readonly dataDirectory: string;
  /** Addresses of providers that are already running and need no installation. @default none */
  readonly attached?: readonly string[];
}

/**
 * Installs every provider once for all stages.
 *
 * A single init, of a root module with the requirements of all stages, locks the versions in the project's lock file and installs the packages into a
 * directory that serves as a filesystem mirror. The stages then link to it, so that concurrent inits never write where another one reads; the shared
 * plugin cache of Terraform does not guarantee that (https://github.com/hashicorp/terraform/issues/31964).
 */
export class ProviderInstallation {
  private readonly directory: string;
  private required?: () => Promise<void>;

  constructor(private readonly props: ProviderInstallationProps) {
    this.directory = path.join(props.dataDirectory, 'providers');
  }

  /**
   * Declares the stages whose providers may be needed. Installation is deferred to {@link ready}, as a run in which no stage changed needs none. Where
   * some versions are not locked yet, all are installed immediately, as the versions are inputs of a stage.
   *
   * @param onInstall called when providers are downloaded
   * @throws TerraformFailure
   */
  public async require(
    stages: readonly StageArtifact[],
    onInstall: (sources: readonly string[]) => void,
  ): Promise<void> {
    let installed: Promise<void> | undefined;
    this.required = () => (installed ??= this.ensure(stages, onInstall));
    const lock = ProviderLock.parse(this.lock);
    const isLocked = [...this.requirements(stages).keys()].every((source) => lock.has(source));
    if (!isLocked || stages.some(hasModules)) {
      await this.ready();
    }
  }

  /**
   * Waits until the required providers are installed.
   *
   * @throws TerraformFailure
   */
  public async ready(): Promise<void> {
    await this.required?.();
  }

  /**
   * Installs the providers of the stages, unless they are installed.
   *
   * @param onInstall called when providers are downloaded
   * @throws TerraformFailure
   */
  public async ensure(
    stages: readonly StageArtifact[],
    onInstall: (sources: readonly string[]) => void,
  ): Promise<void> {
    const required = this.requirements(stages);
    if (required.size === 0 || this.isInstalled(required)) {
      return;
    }
    onInstall([...required.keys()]);
    await this.install(required);
    fs.copyFileSync(path.join(this.root, LOCK_FILE), this.lockFile);
    writeAtomically(this.record, JSON.stringify({ installed: this.fingerprint(required) }));
  }

  /** Lock file entries of a stage, as text. */
  public lockOf(stage: StageArtifact): string {
    const { lock } = this;
    return hasModules(stage) ? lock : ProviderLock.parse(lock).textFor([...this.requirements([stage]).keys()]);
  }

  /**
   * Writes the lock file of a stage and returns the options of its init.
   *
   * @param directory working directory of the init
   */
  public prepare(stage: StageArtifact, directory = stage.workingDirectory): readonly string[] {
    const lock = this.lockOf(stage);
    const file = path.join(directory, LOCK_FILE);
    if (lock !== '' && readTextFile(file) !== lock) {
      onFile(file, () => fs.writeFileSync(file, lock));
    }
    const usesMirror = this.requirements([stage]).size > 0 && !hasModules(stage);
    return usesMirror ? [`-plugin-dir=${path.join(this.root, 'terraform', 'providers')}`] : [];
  }

  private get root(): string {
    return path.join(this.directory, 'root');
  }

  private get record(): string {
    return path.join(this.directory, 'installed.json');
  }

  private get lockFile(): string {
    return path.join(this.props.projectDirectory, LOCK_FILE);
  }

  /** Lock file of the project, as text. */
  private get lock(): string {
    return readTextFile(this.lockFile) ?? '';
  }

  /** Version constraints by source, without attached providers. */
  private requirements(stages: readonly StageArtifact[]): ReadonlyMap<string, string> {
    const { attached = [] } = this.props;
    const isAttached = (source: string) => attached.some((address) => isProvider(address, source));
    return new Map([...requirements(stages)].filter(([source]) => !isAttached(source)));
  }

  private isInstalled(required: ReadonlyMap<string, string>): boolean {
    const record = readOwnJson(this.record, FORMAT);
    return (
      record?.installed === this.fingerprint(required) && fs.existsSync(path.join(this.root, 'terraform', 'providers'))
    );
  }

  private fingerprint(required: ReadonlyMap<string, string>): string {
    return sha256(JSON.stringify([[...required], this.lock]));
  }

  private async install(required: ReadonlyMap<string, string>): Promise<void> {
    makePrivateDirectory(this.root);
    const providers = [...required].map(([source, version], index) => [
      `provider-${index}`,
      version === '' ? { source } : { source, version },
    ]);
    const configuration = { terraform: { required_providers: Object.fromEntries(providers) as object } };
    fs.writeFileSync(path.join(this.root, 'main.tf.json'), JSON.stringify(configuration, undefined, 2));
    const own = path.join(this.root, LOCK_FILE);
    fs.rmSync(own, { force: true });
    if (fs.existsSync(this.lockFile)) {
      fs.copyFileSync(this.lockFile, own);
    }
    const lines: string[] = [];
    const logFile = path.join(this.directory, 'init.log');
    const exit = await this.props.cli.stream({
      args: ['init', '-backend=false', '-input=false', '-no-color'],
      workingDirectory: this.root,
      dataDirectory: path.join(this.root, 'terraform'),
      logFile,
      onLine: (line) => lines.push(line),
    });
    if (exit.exitCode !== 0) {
      const text = lines.flatMap((line) => (parseEvent(line)?.type === 'text' ? [line] : []));
      throw terraformFailure({ command: 'the installation of providers', exit, diagnostics: [], text, logFile });
    }
  }
}

/** Version constraints by source, all stages together. */
function requirements(stages: readonly StageArtifact[]): ReadonlyMap<string, string> {
  const required = new Map<string, Set<string>>();
  for (const stage of stages) {
    for (const [name, entry] of Object.entries(stage.template.terraform?.required_providers ?? {})) {
      const source = entry.source ?? name;
      if (!BUILT_IN.test(source)) {
        const constraints = required.get(source) ?? new Set();
        required.set(source, entry.version === undefined ? constraints : constraints.add(entry.version));
      }
    }
  }
  return new Map(
    [...required]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([source, constraints]) => [source, [...constraints].sort().join(', ')]),
  );
}

/** Whether a stage has modules, which may require providers that only Terraform resolves. */
function hasModules(stage: StageArtifact): boolean {
  return Object.keys(stage.template.module ?? {}).length > 0;
}
