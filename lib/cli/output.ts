import { type CliDeps } from './cli-deps';
import { rendered, Style } from './style';

/** Stream of the process. All text of a command goes through here: no text of others reaches a terminal or a log unless it is harmless. */
export class Output {
  /** Colors of the stream. */
  public readonly style: Style;

  constructor(
    private readonly stream: CliDeps['stdout'],
    private readonly env: NodeJS.ProcessEnv,
  ) {
    this.style = Style.of(stream, env);
  }

  public get isTerminal(): boolean {
    return this.stream.isTTY === true;
  }

  /** Whether it is a terminal that can move its cursor, watched by somebody. */
  public get canMove(): boolean {
    return this.isTerminal && this.env['TERM'] !== 'dumb' && this.env['CI'] === undefined;
  }

  /** Width; undefined for a file, a pipe and a terminal of unknown width, which reports 0 columns. */
  public get columns(): number | undefined {
    return this.stream.columns === 0 ? undefined : this.stream.columns;
  }

  /** Height; undefined where {@link columns} is. */
  public get rows(): number | undefined {
    return this.stream.rows === 0 ? undefined : this.stream.rows;
  }

  /** Calls a function each time the terminal was resized. @returns function that ends it */
  public onResize(listener: () => void): () => void {
    this.stream.on('resize', listener);
    return () => this.stream.off('resize', listener);
  }

  /** Prints text with the colors of {@link Style}. */
  public print(text: string): void {
    this.stream.write(rendered(text));
  }

  /** Moves to the beginning of a line above, or of the current one, and erases all below. */
  public eraseLines(count: number): void {
    const up = count === 0 ? '' : `\u001b[${count}A`;
    this.stream.write(`${up}\r\u001b[0J`);
  }
}
