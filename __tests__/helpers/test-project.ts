import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { type CliDeps } from '../../lib/cli/cli-deps';
import { run } from '../../lib/cli/run';
import { type IIoHost, type IoMessage } from '../../lib/toolkit/io/io-host';
import { sha256 } from '../../lib/toolkit/host/sha256';
import { Session, type SessionProps } from '../../lib/toolkit/run/session';
import { writeOutput } from '../fixtures/apps/fake';
import { COMPILED_CLI } from './compiled-cli';

const REPOSITORY = path.join(__dirname, '..', '..');
const FAKE_APP = `sh ${path.join(REPOSITORY, '__tests__/fixtures/apps/fake.sh')}`;
const STAGES = 'stages.json';
/** Directory with the output of the fake app for a context without settings, and that context. */
const PREPARED = '.prepared';
const NO_SETTINGS = {};

/** One stage of the fake app. */
export interface FakeStage {
  readonly needs?: readonly string[];
  /** By address: `{ 'terraform_data.Network': { input: 'vnet' } }`. */
  readonly resources?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly [other: string]: unknown;
}

/** The fake app: what it writes. */
export interface FakeApp {
  readonly stages: Readonly<Record<string, FakeStage>>;
  readonly [other: string]: unknown;
}

/** What a command line printed, and how it ended. */
export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** With `--json`: every message. */
  readonly messages: readonly IoMessage[];
}

/** A command line in a process of its own. */
export interface RunningCli {
  readonly pid: number;
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
  output(): string;
}

/** The parts of a state that tests look at. */
export interface FakeState {
  readonly serial: number;
  readonly lineage: string;
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
  readonly resources: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly attributes: { readonly id: string; readonly input?: { readonly value: unknown } };
    }[];
  }[];
}

/** A directory with an app, removed with {@link TestProject.removeAll}. */
export class TestProject {
  private static readonly made: string[] = [];
  private static readonly started = new Set<ChildProcess>();

  /** A project whose app writes the stages that are given, in no time. */
  public static withStages(app: FakeApp): TestProject {
    const project = new TestProject(FAKE_APP);
    project.change(app);
    return project;
  }

  /**
   * A project whose app was deployed as a whole.
   *
   * An equal app is deployed once in a run of the tests; the project that it was deployed in is copied, with its states and records. Nothing in
   * the app may name the directory of the project: commands run in `cdktf.out/stacks/<stage>`.
   */
  public static async deployed(app: FakeApp): Promise<TestProject> {
    const original = path.join(os.tmpdir(), `azstage-deployed-${sha256(JSON.stringify(app))}`);
    if (!fs.existsSync(original)) {
      await TestProject.deployTo(original, app);
    }
    const project = TestProject.withStages(app);
    fs.cpSync(original, project.directory, { recursive: true });
    return project;
  }

  private static async deployTo(directory: string, app: FakeApp): Promise<void> {
    const project = TestProject.withStages(app);
    expect(await project.azstage('deploy', '--all', '--yes')).toMatchObject({ exitCode: 0 });
    try {
      fs.renameSync(project.directory, directory);
    } catch {
      // Another test file was first.
      expect(fs.existsSync(directory)).toBe(true);
    }
  }

  /** A project whose app is run by a command; `{fixtures}` and `{repository}` in it are directories. */
  public static withApp(command: string): TestProject {
    return new TestProject(
      command
        .replaceAll('{fixtures}', path.join(REPOSITORY, '__tests__/fixtures'))
        .replaceAll('{repository}', REPOSITORY),
    );
  }

  /** An empty directory. */
  public static empty(): TestProject {
    return new TestProject(undefined);
  }

  /** A directory that is a project already. */
  public static at(directory: string): TestProject {
    return new TestProject(undefined, directory);
  }

  public static removeAll(): void {
    for (const { pid } of TestProject.started) {
      // What a test that failed has left behind would keep the test runner waiting.
      process.kill(-(pid as number), 'SIGKILL');
    }
    for (const directory of TestProject.made.splice(0)) {
      fs.rmSync(directory, { recursive: true, force: true });
    }
  }

  public readonly directory: string;
  private variables: NodeJS.ProcessEnv = {};

  private constructor(appCommand: string | undefined, directory?: string) {
    this.directory = directory ?? fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-')));
    TestProject.made.push(this.directory);
    if (appCommand !== undefined) {
      this.write('cdktf.json', { language: 'typescript', app: appCommand });
    }
  }

  /** Gives its sessions and command lines more environment variables. */
  public withEnv(variables: NodeJS.ProcessEnv): this {
    this.variables = { ...this.variables, ...variables };
    return this;
  }

  /** Another checkout of it, in which azstage never ran: the files of the project, and nothing that runs leave behind. */
  public checkout(): TestProject {
    const other = TestProject.empty().withEnv(this.variables);
    const isCommitted = (file: string) => !/^(\.azstage|cdktf\.out|barrier-.*)$/.test(path.basename(file));
    fs.cpSync(this.directory, other.directory, { recursive: true, filter: isCommitted });
    return other;
  }

  /** Takes a directory of another checkout, as an artifact that a job has uploaded. */
  public copyFrom(other: TestProject, directory: string): void {
    const [from, to] = [other, this].map((project) => path.join(project.directory, directory)) as [string, string];
    fs.rmSync(to, { recursive: true, force: true });
    fs.cpSync(from, to, { recursive: true });
  }

  /** Gives the fake app other stages. */
  public change(app: FakeApp): void {
    this.write(STAGES, app);
    if (app['fail'] === undefined) {
      fs.rmSync(path.join(this.directory, PREPARED), { recursive: true, force: true });
      writeOutput(path.join(this.directory, PREPARED, 'out'), app, NO_SETTINGS);
      this.write(path.join(PREPARED, 'context.json'), JSON.stringify(NO_SETTINGS));
      fs.copyFileSync(path.join(this.directory, STAGES), path.join(this.directory, PREPARED, STAGES));
    }
  }

  public write(file: string, content: unknown): void {
    const target = path.join(this.directory, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  }

  /** Writes a shell script, and says where it is. */
  public script(name: string, body: string): string {
    this.write(name, `#!/bin/sh\n${body}\n`);
    fs.chmodSync(path.join(this.directory, name), 0o755);
    return path.join(this.directory, name);
  }

  public read(file: string): string {
    return fs.readFileSync(path.join(this.directory, file), 'utf8');
  }

  public exists(file: string): boolean {
    return fs.existsSync(path.join(this.directory, file));
  }

  /**
   * Environment variables of a command line: the test's own, without colours, a context and the summary of the CI that runs it.
   *
   * The certificates of a machine are no use here, and Node.js reads them at each start, which takes longer than the rest of it.
   */
  public env(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const { FORCE_COLOR, CDKTF_CONTEXT_JSON, CDKTF_OUTDIR, GITHUB_STEP_SUMMARY, NODE_EXTRA_CA_CERTS, ...env } =
      process.env;
    const own = { CHECKPOINT_DISABLE: '1', NODE_PATH: path.join(REPOSITORY, 'node_modules') };
    return { ...env, ...own, ...this.variables, ...more };
  }

  /** The engine on this project, with a host of the test's own. */
  public session(ioHost: IIoHost, more: Partial<SessionProps> = {}): Session {
    return new Session({ directory: this.directory, env: this.env(), ioHost, sleep: () => Promise.resolve(), ...more });
  }

  /** The state of a stage of the fake app. */
  public state(stage: string, scope = 'shop/dev'): FakeState | undefined {
    const file = `.azstage/state/shop/${scope}/${stage}.tfstate`;
    return this.exists(file) ? (JSON.parse(this.read(file)) as FakeState) : undefined;
  }

  /** What resources of a stage are made from: `{ 'terraform_data.Network': 'vnet' }`. */
  public inputs(stage: string, scope?: string): Record<string, unknown> {
    const resources = this.state(stage, scope)?.resources ?? [];
    return Object.fromEntries(
      resources
        .filter((resource) => resource.mode === 'managed')
        .map(({ type, name, instances }) => [`${type}.${name}`, instances[0]?.attributes.input?.value]),
    );
  }

  /** A command that notes that it was reached, and waits until {@link TestProject.open} lets it go on. */
  public barrier(name: string): string {
    const file = path.join(this.directory, `barrier-${name}`);
    return `touch ${file}.reached; while [ ! -e ${file}.open ]; do sleep 0.02; done`;
  }

  /** Lets everything that waits at a barrier go on. */
  public open(name: string): void {
    this.write(`barrier-${name}.open`, '');
  }

  /** Waits until a file is there. */
  public async until(file: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!this.exists(file)) {
      if (Date.now() > deadline) {
        throw new TypeError(`${file} never came to be`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Runs a command line in this process. */
  public async azstage(...args: string[]): Promise<CliResult> {
    return this.azstageWith({}, ...args);
  }

  /** Starts a command line in a process of its own, with a process group of its own as a terminal would give it. */
  public start(...args: string[]): RunningCli {
    return this.spawn(process.execPath, [COMPILED_CLI, ...args]);
  }

  /**
   * The same by a shell script, in which the command line is a function `azstage`.
   *
   * @param within command that the shell is run by
   */
  public startShell(script: string, ...within: readonly string[]): RunningCli {
    const cli = [process.execPath, COMPILED_CLI].map((part) => `'${part}'`).join(' ');
    const [command = '', ...args] = [...within, 'sh', '-c', `azstage() { ${cli} "$@"; }\n${script}`];
    return this.spawn(command, args);
  }

  private spawn(command: string, args: readonly string[]): RunningCli {
    const child = spawn(command, args, {
      cwd: this.directory,
      env: this.env(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    TestProject.started.add(child);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const ended = once(child, 'close').then(([exitCode]) => {
      TestProject.started.delete(child);
      return exitCode as number | null;
    });
    return { pid: child.pid as number, ended, output: () => text };
  }

  /** The same at a moment that never passes. */
  public async azstageAt(moment: string, ...args: string[]): Promise<CliResult> {
    return this.runCli(args, { clock: () => new Date(moment) });
  }

  /** The same with environment variables. */
  public async azstageWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<CliResult> {
    return this.runCli(args, { env: this.env(env) });
  }

  private async runCli(args: readonly string[], deps: Partial<CliDeps>): Promise<CliResult> {
    const stdout = capture();
    const stderr = capture();
    const exitCode = await run(args, {
      stdin: new PassThrough(),
      stdout: stdout.stream,
      stderr: stderr.stream,
      env: this.env(),
      directory: this.directory,
      signals: new EventEmitter(),
      ...deps,
    });
    const messages = args.includes('--json') ? parseLines(stdout.text()) : [];
    return { exitCode, stdout: stdout.text(), stderr: stderr.text(), messages };
  }
}

/** The messages in NDJSON. */
export function parseLines(text: string): IoMessage[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as IoMessage);
}

function capture(): { readonly stream: PassThrough; text(): string } {
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  return {
    stream,
    text: () => {
      for (let rest: unknown = stream.read(); rest !== null; rest = stream.read()) {
        chunks.push(String(rest));
      }
      return chunks.join('');
    },
  };
}
