import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import pLimit from 'p-limit';
import { openPrivateLog } from '../host/private-files';
import { type Host, hostOf } from '../records/recorded-process';
import { FileTail } from './file-tail';
import { terraformEnvironment } from './terraform-environment';
import { parseVersion, terraformMissing } from './terraform-version';
import { wrapperHint } from './wrapper-hint';

/** One call of Terraform. */
export interface TerraformCall {
  readonly args: readonly string[];
  readonly workingDirectory: string;
  /** Terraform's own directory for the stage. */
  readonly dataDirectory: string;
  /** Environment variables beside those of the command line. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it waits for something, so that it must not keep short calls from running. @default false */
  readonly isLong?: boolean;
}

/** A call whose output is followed line by line. */
export interface TerraformStreamCall extends TerraformCall {
  /** Gets everything that Terraform prints; private to the user. */
  readonly logFile: string;
  readonly onLine: (line: string) => void;
  /** Told the id of the process as soon as it has one. */
  readonly onStart?: (pid: number) => void;
}

/** How Terraform ended: with an exit code, or killed by a signal. */
export interface TerraformExit {
  readonly exitCode?: number;
  readonly signal?: string;
}

/** How a call ended whose output was followed. */
export interface TerraformStreamExit extends TerraformExit {
  /** Whether all that it printed is in the file, as far as can be told: where the disk is full, the end is missing. */
  readonly isLogWhole: boolean;
}

/** What a short call printed. */
export interface TerraformOutput extends TerraformExit {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The only place that starts Terraform or OpenTofu.
 *
 * Each Terraform has a process group of its own, so that Ctrl-C on a terminal reaches it once: through {@link interrupt}. What plans
 * and applies print goes to a file that is read along. A pipe would kill Terraform in the middle of an apply, with its state
 * unwritten, when the command line dies.
 */
export class TerraformCli {
  /** Name or path of the binary. */
  public readonly binary: string;
  private readonly environment: NodeJS.ProcessEnv;
  private readonly running = new Set<ChildProcess>();
  private streams = 0;
  /** Short calls at once: a state is read for each stage, and there may be many. */
  private readonly shortCalls = pLimit(2 * availableParallelism());
  private knownVersion?: Promise<string>;
  private knownHost?: Host;

  constructor(private readonly env: NodeJS.ProcessEnv) {
    this.binary = env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
    this.environment = terraformEnvironment(env);
  }

  /**
   * Its version, asked for once.
   *
   * @throws ToolkitError when it is missing, too old or something else
   */
  public version(): Promise<string> {
    this.knownVersion ??= this.askVersion();
    return this.knownVersion;
  }

  /** Where it is started. */
  public get host(): Host {
    this.knownHost ??= hostOf(this.env);
    return this.knownHost;
  }

  /** What to do when its exit codes are not what it did: as a sentence. */
  public get wrapperHint(): string {
    return wrapperHint(this.binary, this.env);
  }

  /** Processes that it has started and that have not ended. */
  public get processes(): readonly number[] {
    return [...this.running].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** Whether something runs that may take long, and of which something is lost when it is killed. */
  public get isAtWork(): boolean {
    return this.streams > 0;
  }

  /** Runs a short call to its end. */
  public capture(call: TerraformCall): Promise<TerraformOutput> {
    return call.isLong === true ? this.captureNow(call) : this.shortCalls(() => this.captureNow(call));
  }

  /**
   * Runs a call that may take long, and hands on each line that it prints.
   *
   * Once it is started it is waited for, come what may: nobody else would see how it ends.
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
    const trouble = tellOfStart(call, child);
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

  /** Asks every running Terraform, once, to stop in an orderly way. It may take as long as it needs. */
  public interrupt(): void {
    for (const child of this.running) {
      child.kill('SIGINT');
    }
  }

  /** Kills every running Terraform with its providers. State may be lost. */
  public kill(): void {
    for (const { pid } of this.running) {
      if (pid !== undefined) {
        process.kill(-pid, 'SIGKILL');
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
    const { stdout } = await this.capture({ args: ['version', '-json'], workingDirectory: '/', dataDirectory: '' });
    return parseVersion(this.binary, stdout);
  }
}

/**
 * What cannot be written down of a process, for want of room, is nothing to start with: it is asked to stop before it has done much.
 *
 * @returns why it could not
 */
function tellOfStart({ onStart }: TerraformStreamCall, child: ChildProcess): unknown {
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
