import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { openPrivateLog } from '../host/private-files';
import { signalGroup } from '../host/process-group';
import { compiledProgram } from '../host/program-file';
import { type Host, hostOf } from '../records/recorded-process';
import { FileTail } from './file-tail';
import { Secrets } from './secret-variables';
import { terraformEnvironment } from './terraform-environment';
import { parseVersion, terraformMissing } from './terraform-version';
import { wrapperHint } from './wrapper-hint';

/** Call of Terraform. */
export interface TerraformCall {
  readonly args: readonly string[];
  readonly workingDirectory: string;
  /** Terraform's data directory for the stage. */
  readonly dataDirectory: string;
  /** Additional environment variables. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it may wait for long, and so does not take a slot of the short calls. @default false */
  readonly isLong?: boolean;
}

/** Call whose output is followed line by line. */
export interface TerraformStreamCall extends TerraformCall {
  /** File for the output of Terraform; private to the user. */
  readonly logFile: string;
  readonly onLine: (line: string) => void;
  /** Called with the id of the process once it is started. */
  readonly onStart?: (pid: number) => void;
}

/** Exit of Terraform: an exit code, or a signal. */
export interface TerraformExit {
  readonly exitCode?: number;
  readonly signal?: string;
}

/** Exit of a call whose output was followed. */
export interface TerraformStreamExit extends TerraformExit {
  /** Whether the log seems complete: where the disk is full, its end is missing. */
  readonly isLogWhole: boolean;
}

/** Exit and output of a short call. */
export interface TerraformOutput extends TerraformExit {
  readonly stdout: string;
  readonly stderr: string;
}

/** Versions of compiled programs, for all sessions of this process. */
const KNOWN_VERSIONS = new Map<string, string>();

/**
 * Runner of Terraform or OpenTofu: nothing else starts it.
 *
 * Each Terraform has a process group of its own, so that Ctrl-C on a terminal reaches it once: through {@link interrupt}. The output of plans and
 * applies goes to a file that is followed. With a pipe, Terraform would die in the middle of an apply, its state unwritten, when azstage is killed.
 */
export class TerraformCli {
  /** Name or path of the binary. */
  public readonly binary: string;
  private readonly environment: NodeJS.ProcessEnv;
  private readonly running = new Set<ChildProcess>();
  private streams = 0;
  /** Limiter of concurrent short calls: a state is read for each stage, and there may be many. */
  private readonly shortCalls = pLimit(2 * availableParallelism());
  private knownVersion?: Promise<string>;
  private knownHost?: Host;

  constructor(
    private readonly env: NodeJS.ProcessEnv,
    /** Values of sensitive variables. */
    public readonly secrets = new Secrets(env),
  ) {
    this.binary = env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
    this.environment = terraformEnvironment(env);
  }

  /**
   * Version of Terraform; queried once.
   *
   * @throws ToolkitError when it is missing, too old or not Terraform
   */
  public version(): Promise<string> {
    this.knownVersion ??= this.askVersion();
    return this.knownVersion;
  }

  /** Machine, user and CI run that start it. */
  public get host(): Host {
    this.knownHost ??= hostOf(this.env);
    return this.knownHost;
  }

  /** Instruction for exit codes that contradict the result, as a sentence. */
  public get wrapperHint(): string {
    return wrapperHint(this.binary, this.env);
  }

  /** Whether a plan or an apply is running, of which work is lost when it is killed. */
  public get isAtWork(): boolean {
    return this.streams > 0;
  }

  /** Runs a short call to its end. */
  public capture(call: TerraformCall): Promise<TerraformOutput> {
    return call.isLong === true ? this.captureNow(call) : this.shortCalls(() => this.captureNow(call));
  }

  /**
   * Runs a long call and follows its output line by line.
   *
   * Once the process is started, its exit is awaited in any case, as nothing else would observe it.
   */
  public async stream(call: TerraformStreamCall): Promise<TerraformStreamExit> {
    const log = openPrivateLog(call.logFile);
    let tail: FileTail;
    let child: ChildProcess;
    try {
      tail = new FileTail(call.logFile, call.onLine);
      child = this.start(call, ['ignore', log, log]);
    } finally {
      fs.closeSync(log);
    }
    const trouble = reportStart(call, child);
    this.streams += 1;
    const [exit] = await Promise.allSettled([this.ended(child, 'exit')]);
    this.streams -= 1;
    const isWhole = await tail.finish();
    if (trouble !== undefined) {
      throw trouble;
    }
    if (exit.status === 'rejected') {
      throw exit.reason;
    }
    return { ...exit.value, isLogWhole: isWhole && hasRoom(call.logFile) };
  }

  /** Sends every running Terraform one interrupt for a graceful stop, without a time limit. */
  public interrupt(): void {
    for (const child of this.running) {
      child.kill('SIGINT');
    }
  }

  /** Kills every running Terraform with its providers. Changes may be missing from the state. */
  public kill(): void {
    for (const { pid } of this.running) {
      if (pid !== undefined) {
        signalGroup(pid, 'SIGKILL');
      }
    }
  }

  private async captureNow(call: TerraformCall): Promise<TerraformOutput> {
    const child = this.start(call, ['ignore', 'pipe', 'pipe']);
    const [stdout, stderr]: [string[], string[]] = [[], []];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => stdout.push(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
    const exit = await this.ended(child, 'close');
    return { ...exit, stdout: stdout.join(''), stderr: stderr.join('') };
  }

  private start(call: TerraformCall, stdio: ('ignore' | 'pipe' | number)[]): ChildProcess {
    const child = spawn(this.binary, call.args, {
      cwd: call.workingDirectory,
      detached: true,
      stdio,
      env: { ...this.environment, ...call.env, TF_DATA_DIR: call.dataDirectory },
    });
    this.running.add(child);
    return child;
  }

  private ended(child: ChildProcess, event: 'exit' | 'close'): Promise<TerraformExit> {
    return new Promise((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        this.running.delete(child);
        reject(error.code === 'ENOENT' || error.code === 'EACCES' ? terraformMissing(this.binary) : error);
      });
      child.once(event, (exitCode: number | null, signal: string | null) => {
        this.running.delete(child);
        resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
      });
    });
  }

  private async askVersion(): Promise<string> {
    const program = compiledProgram(this.binary, this.env);
    const known = program === undefined ? undefined : KNOWN_VERSIONS.get(program);
    if (known !== undefined) {
      return known;
    }
    const { stdout } = await this.capture({ args: ['version', '-json'], workingDirectory: '/', dataDirectory: '' });
    const version = parseVersion(this.binary, stdout);
    if (program !== undefined) {
      KNOWN_VERSIONS.set(program, version);
    }
    return version;
  }
}

/**
 * Calls the listener of the start. When it fails, as on a full disk, the process is interrupted before it has done much.
 *
 * @returns error of the listener
 */
function reportStart({ onStart }: TerraformStreamCall, child: ChildProcess): unknown {
  try {
    if (child.pid !== undefined) {
      onStart?.(child.pid);
    }
    return undefined;
  } catch (error) {
    child.kill('SIGINT');
    return error;
  }
}

function hasRoom(file: string): boolean {
  try {
    return fs.statfsSync(path.dirname(file)).bavail > 0;
  } catch {
    return true;
  }
}
