import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { type CliDeps } from './cli-deps';
import { type Output } from './output';
import { rendered } from './style';

/** Properties of {@link Prompt}. */
export interface PromptProps {
  /** Text before the cursor. */
  readonly text: string;
  /** Whether what is typed is not shown. @default false */
  readonly hidden?: boolean;
  /** Reaction to Ctrl-C, which sends no signal, as the terminal is in raw mode. */
  readonly onInterrupt: () => void;
}

/** Question on a terminal, on lines of its own: whatever is printed while it waits for an answer is printed above it. */
export class Prompt {
  /** The line that was typed; undefined when the input ended, was interrupted, or the question was withdrawn. */
  public readonly answer: Promise<string | undefined>;
  private settle?: (answer: string | undefined) => void;
  private terminal?: Interface;

  constructor(
    private readonly deps: CliDeps,
    private readonly output: Output,
    private readonly props: PromptProps,
  ) {
    this.answer = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.open('');
  }

  /** Prints something above the question, and asks it again with what was typed so far. */
  public above(print: () => void): void {
    if (this.terminal === undefined) {
      print();
      return;
    }
    const { line } = this.terminal;
    this.erase();
    print();
    this.open(line);
  }

  /** Ends the question without an answer, and removes it from the screen. */
  public withdraw(): void {
    if (this.terminal !== undefined) {
      this.erase();
      this.settle?.(undefined);
    }
  }

  private get isHidden(): boolean {
    return this.props.hidden === true;
  }

  private open(typed: string): void {
    const { deps, props, output } = this;
    const text = rendered(props.text);
    const terminal = createInterface({
      input: deps.stdin,
      output: this.isHidden ? nowhere() : deps.stderr,
      terminal: true,
      historySize: 0,
    });
    this.terminal = terminal;
    const end = (answer: string | undefined, isLineOpen: boolean) => {
      if (this.terminal === terminal) {
        this.terminal = undefined;
        terminal.close();
        if (isLineOpen) {
          output.print('\n');
        }
        this.settle?.(answer);
      }
    };
    if (this.isHidden) {
      output.print(props.text);
    }
    terminal.question(text, (answer) => end(answer, this.isHidden));
    if (typed !== '') {
      terminal.write(typed);
    }
    terminal.once('SIGINT', () => {
      end(undefined, true);
      props.onInterrupt();
    });
    terminal.once('close', () => end(undefined, true));
  }

  private erase(): void {
    const { terminal, output } = this;
    this.terminal = undefined;
    if (terminal === undefined) {
      return;
    }
    const { rows } = this.isHidden ? { rows: 0 } : terminal.getCursorPos();
    terminal.close();
    if (output.canMove) {
      output.eraseLines(rows);
    } else {
      output.print('\n');
    }
  }
}

/** Output that shows nothing: readline echoes what is typed. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
