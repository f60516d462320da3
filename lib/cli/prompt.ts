import { Writable } from 'node:stream';
import { type CliDeps } from './cli-deps';

/** Properties of {@link ask}. */
export interface PromptProps {
  /** Whether nothing is shown: neither the text of the prompt nor what is typed. @default false */
  readonly hidden?: boolean;
  /** Reaction to Ctrl-C, which sends no signal, as the terminal is in raw mode. */
  readonly onInterrupt: () => void;
}

/** Reads a line from the terminal; undefined when the input ends or is interrupted. */
export async function ask(deps: CliDeps, text: string, props: PromptProps): Promise<string | undefined> {
  const { createInterface } = await import('node:readline');
  const output = props.hidden === true ? nowhere() : deps.stderr;
  const terminal = createInterface({ input: deps.stdin, output, terminal: true, historySize: 0 });
  return new Promise<string | undefined>((resolve) => {
    const ended = (answer?: string) => {
      resolve(answer);
      terminal.close();
    };
    terminal.question(text, ended);
    terminal.once('SIGINT', () => {
      ended();
      props.onInterrupt();
    });
    terminal.once('close', () => ended());
  });
}

/** Output that shows nothing: readline echoes what is typed. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
