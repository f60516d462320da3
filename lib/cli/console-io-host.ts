import { type IIoHost, type IoMessage, type IoRequest, type SecretRequest } from '../toolkit/io/io-host';
import { type MessageData } from '../toolkit/io/messages';
import { printableJson } from '../toolkit/io/printable';
import { type CliDeps } from './cli-deps';
import { hanging } from './layout';
import { LiveProgress } from './live-progress';
import { Output } from './output';
import { PlainProgress } from './plain-progress';
import { type Progress } from './progress';
import { Prompt, type PromptProps } from './prompt';
import { formatProposal } from './views/proposal-view';

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
  private prompt?: Prompt;

  constructor(
    private readonly deps: CliDeps,
    private readonly props: ConsoleIoHostProps = {},
  ) {
    this.out = new Output(deps.stdout, deps.env);
    this.errors = new Output(deps.stderr, deps.env);
    this.progress = this.errors.canMove
      ? new LiveProgress(this.errors, this.out.isTerminal)
      : new PlainProgress(this.errors);
  }

  public notify(message: IoMessage): void {
    const isWanted = message.level !== 'debug' || this.props.debug === true;
    if (this.props.json === true) {
      if (isWanted) {
        this.out.print(`${printableJson(message)}\n`);
      }
      return;
    }
    this.progress.follow(message);
    if (!isWanted || this.progress.covers(message)) {
      return;
    }
    const print = () => this.print(message);
    if (this.prompt === undefined) {
      this.progress.above(print);
    } else {
      this.prompt.above(print);
    }
  }

  public async requestResponse({ text, expected }: IoRequest): Promise<boolean | undefined> {
    if (!this.isInteractive) {
      return undefined;
    }
    const end = expected === undefined ? ' [y/N] ' : ': ';
    const answer = (await this.ask({ text: `${this.errors.style.bold(text)}${end}` }))?.trim() ?? '';
    return expected === undefined ? /^y(es)?$/i.test(answer) : answer === expected;
  }

  public async requestSecret({ text }: SecretRequest): Promise<string | undefined> {
    return this.isInteractive ? this.ask({ text: `${this.errors.style.bold(text)}: `, hidden: true }) : undefined;
  }

  /** Withdraws a question that nobody waits for any more, and stops the timers of the progress. */
  public close(): void {
    this.prompt?.withdraw();
    this.progress.close();
  }

  private get isInteractive(): boolean {
    return this.props.json !== true && this.deps.stdin.isTTY === true && this.errors.isTerminal;
  }

  /** Asks on lines of its own, below an empty one; a question that is still open is withdrawn. */
  private ask(props: Pick<PromptProps, 'text' | 'hidden'>): Promise<string | undefined> {
    this.prompt?.withdraw();
    return this.progress.whilePaused(async () => {
      this.errors.print('\n');
      const prompt = new Prompt(this.deps, this.errors, {
        ...props,
        onInterrupt: () => this.interruptible?.interrupt(),
      });
      this.prompt = prompt;
      try {
        return await prompt.answer;
      } finally {
        if (this.prompt === prompt) {
          this.prompt = undefined;
        }
      }
    });
  }

  private print(message: IoMessage): void {
    const { style } = this.errors;
    if (message.code === 'plan.shown') {
      const to = message.level === 'result' ? this.out : this.errors;
      to.print(`\n${to.style.bold(hanging(`Plan of ${message.stage}`))}\n${indented(message.text)}\n\n`);
    } else if (message.code === 'run.proposed') {
      this.errors.print(`\n${formatProposal(message.data as MessageData['run.proposed'], style)}\n`);
    } else if (message.level === 'result') {
      // On a terminal, a result stands apart from the question and the messages before it.
      const gap = message.code === 'run.result' && this.out.isTerminal ? '\n' : '';
      this.out.print(`${gap}${message.text}\n`);
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
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
