import { type IIoHost, type IoMessage, type IoRequest, type SecretRequest } from '../toolkit/io/io-host';
import { printableJson } from '../toolkit/io/printable';
import { type CliDeps } from './cli-deps';
import { hanging } from './layout';
import { LiveProgress } from './live-progress';
import { Output } from './output';
import { PlainProgress } from './plain-progress';
import { type Progress } from './progress';
import { ask } from './prompt';
import { rendered } from './style';

/** Properties of {@link ConsoleIoHost}. */
export interface ConsoleIoHostProps {
  /** Whether every message is a line of JSON on standard output. @default false */
  readonly json?: boolean;
  /** Whether debug messages are printed. @default false */
  readonly debug?: boolean;
}

/**
 * Host that prints messages to standard output and standard error; nothing else of a command writes to them.
 *
 * Results go to standard output, everything else to standard error, so that a result can be piped. Both are an {@link Output}: whatever text of others a
 * message has, nothing of it acts on a terminal or a CI system. With `--json` it is escaped, and exact.
 */
export class ConsoleIoHost implements IIoHost {
  /** Target of Ctrl-C at a prompt, where the terminal is in raw mode and sends no signal. */
  public interruptible?: { interrupt(): void };
  private readonly out: Output;
  private readonly errors: Output;
  private readonly progress: Progress;

  constructor(
    private readonly deps: CliDeps,
    private readonly props: ConsoleIoHostProps = {},
  ) {
    this.out = new Output(deps.stdout, deps.env);
    this.errors = new Output(deps.stderr, deps.env);
    const isLive = this.errors.isTerminal && deps.env['TERM'] !== 'dumb' && deps.env['CI'] === undefined;
    this.progress = isLive ? new LiveProgress(this.errors) : new PlainProgress(this.errors);
  }

  public notify(message: IoMessage): void {
    if (message.level === 'debug' && this.props.debug !== true) {
      return;
    }
    if (this.props.json === true) {
      this.out.print(`${printableJson(message)}\n`);
      return;
    }
    this.progress.follow(message);
    if (message.code !== 'stage.progress') {
      this.progress.above(() => this.print(message));
    }
  }

  public async requestResponse(request: IoRequest): Promise<boolean | undefined> {
    if (this.props.json === true || this.deps.stdin.isTTY !== true || !this.errors.isTerminal) {
      return undefined;
    }
    const answer = await this.progress.whilePaused(() => this.question(request));
    return request.expected === undefined ? /^y(es)?$/i.test(answer) : answer === request.expected;
  }

  public async requestSecret({ text }: SecretRequest): Promise<string | undefined> {
    if (this.props.json === true || this.deps.stdin.isTTY !== true || !this.errors.isTerminal) {
      return undefined;
    }
    return this.progress.whilePaused(async () => {
      this.errors.print(`${this.errors.style.bold(text)}: `);
      const answer = await ask(this.deps, '', {
        hidden: true,
        onInterrupt: () => this.interruptible?.interrupt(),
      });
      this.errors.print('\n');
      return answer;
    });
  }

  /** Stops the timers of the progress. */
  public close(): void {
    this.progress.close();
  }

  private print(message: IoMessage): void {
    const { style } = this.errors;
    if (message.level === 'result') {
      this.out.print(`${message.text}\n`);
    } else if (message.code === 'plan.shown') {
      this.errors.print(`\n${style.bold(hanging(`Plan of ${message.stage}`))}\n${indented(message.text)}\n\n`);
    } else if (message.stage === undefined) {
      this.errors.print(`${this.colored(message)}\n`);
    } else {
      this.errors.print(`${hanging(`${style.name(message.stage)}: ${this.colored(message)}`)}\n`);
    }
  }

  private colored(message: IoMessage): string {
    const { style } = this.errors;
    switch (message.level) {
      case 'error':
        return style.bad(message.text);
      case 'warning':
        return style.warn(message.text);
      case 'debug':
        return style.dim(message.text);
      case 'info':
      case 'result':
        return message.text;
    }
  }

  private async question({ text, expected }: IoRequest): Promise<string> {
    const prompt = rendered(`${this.errors.style.bold(text)}${expected === undefined ? ' [y/N] ' : ': '}`);
    const answer = await ask(this.deps, prompt, { onInterrupt: () => this.interruptible?.interrupt() });
    return answer?.trim() ?? '';
  }
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
