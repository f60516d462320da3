import { Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { type CliDeps } from './cli-deps';

/** Reads a line from the terminal without showing it; undefined when the input ends or is interrupted. */
export async function askHidden({ stdin }: CliDeps, onInterrupt: () => void): Promise<string | undefined> {
  // readline would echo what is typed.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  return new Promise<string | undefined>((resolve) => {
    const ended = (answer?: string) => {
      resolve(answer);
      terminal.close();
    };
    terminal.once('line', ended);
    terminal.once('SIGINT', () => {
      ended();
      onInterrupt();
    });
    terminal.once('close', () => ended());
  });
}
