import { type IIoHost, type IoMessage, type IoRequest } from '../toolkit/io/io-host';
import { type CliDeps } from './cli-deps';
import { LiveProgress } from './live-progress';
import { PlainProgress } from './plain-progress';
import { type Progress } from './progress';
import { Style } from './style';

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
 * Results go to standard output, everything else to standard error, so that a result can be piped.
 */
export class ConsoleIoHost implements IIoHost {
  /** Target of Ctrl-C at a prompt, where the terminal is in raw mode and sends no signal. */
  public interruptible?: { interrupt(): void };
  private readonly style: Style;
  private readonly progress: Progress;

  constructor(
    private readonly deps: CliDeps,
    private readonly props: ConsoleIoHostProps = {},
  ) {
    this.style = Style.of(deps.stderr, deps.env);
    const isLive = deps.stderr.isTTY === true && deps.env['TERM'] !== 'dumb' && deps.env['CI'] === undefined;
    this.progress = isLive ? new LiveProgress(deps.stderr, this.style) : new PlainProgress(deps.stderr);
  }

  public notify(message: IoMessage): void {
    if (message.level === 'debug' && this.props.debug !== true) {
      return;
    }
    if (this.props.json === true) {
      this.deps.stdout.write(`${JSON.stringify(message)}\n`);
      return;
    }
    this.progress.follow(message);
    if (message.code !== 'stage.progress') {
      this.progress.above(() => this.print(message));
    }
  }

  public async requestResponse(request: IoRequest): Promise<boolean | undefined> {
    if (this.props.json === true || this.deps.stdin.isTTY !== true || this.deps.stderr.isTTY !== true) {
      return undefined;
    }
    const answer = await this.progress.whilePaused(() => this.question(request));
    return request.expected === undefined ? /^y(es)?$/i.test(answer) : answer === request.expected;
  }

  /** Stops the timers of the progress. */
  public close(): void {
    this.progress.close();
  }

  private print(message: IoMessage): void {
    if (message.level === 'result') {
      this.deps.stdout.write(`${message.text}\n`);
    } else if (message.code === 'plan.shown') {
      this.deps.stderr.write(`\n${this.style.bold(`Plan of ${message.stage}`)}\n${indented(message.text)}\n\n`);
    } else {
      const stage = message.stage === undefined ? '' : `${this.style.name(message.stage)}: `;
      this.deps.stderr.write(`${stage}${this.colored(message)}\n`);
    }
  }

  private colored(message: IoMessage): string {
    switch (message.level) {
      case 'error':
        return this.style.bad(message.text);
      case 'warning':
        return this.style.warn(message.text);
      case 'debug':
        return this.style.dim(message.text);
      case 'info':
      case 'result':
        return message.text;
    }
  }

  private async question({ text, expected }: IoRequest): Promise<string> {
    const { createInterface } = await import('node:readline');
    const prompt = `${this.style.bold(text)}${expected === undefined ? ' [y/N] ' : ': '}`;
    const terminal = createInterface({ input: this.deps.stdin, output: this.deps.stderr, terminal: true });
    return new Promise((resolve) => {
      const answered = (answer: string) => {
        resolve(answer.trim());
        terminal.close();
      };
      terminal.question(prompt, answered);
      terminal.once('SIGINT', () => {
        answered('');
        this.interruptible?.interrupt();
      });
      terminal.once('close', () => resolve(''));
    });
  }
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
