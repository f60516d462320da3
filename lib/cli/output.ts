import { type CliDeps } from './cli-deps';
import { rendered, Style } from './style';

/** Stream of the process. All text of a command goes through here: no text of others reaches a terminal or a log unless it is harmless. */
export class Output {
  /** Colors of the stream. */
  public readonly style: Style;

  constructor(
    private readonly stream: CliDeps['stdout'],
    env: NodeJS.ProcessEnv,
  ) {
    this.style = Style.of(stream, env);
  }

  public get isTerminal(): boolean {
    return this.stream.isTTY === true;
  }

  /** Width; undefined for a file, a pipe and a terminal of unknown width, which reports 0 columns. */
  public get columns(): number | undefined {
    return this.stream.columns === 0 ? undefined : this.stream.columns;
  }

  /** Prints text with the colors of {@link Style}. */
  public print(text: string): void {
    this.stream.write(rendered(text));
  }

  /** Moves to the beginning of a line above, and erases all below. */
  public eraseLines(count: number): void {
    this.stream.write(`\u001b[${count}A\r\u001b[0J`);
  }
}
