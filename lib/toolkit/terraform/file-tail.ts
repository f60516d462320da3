import fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setImmediate } from 'node:timers/promises';

/** How often the file is looked at, in milliseconds. */
const INTERVAL = 50;

/** How long is read at once, in milliseconds: a process may print faster than it is understood, and signals are answered in between. */
const SLICE = 20;

/** Hands on each line that another process appends to a file. */
export class FileTail {
  private readonly file: number;
  private readonly timer: NodeJS.Timeout;
  private readonly buffer = Buffer.alloc(65_536);
  private readonly decoder = new StringDecoder('utf8');
  /** The beginning of a line that has not ended yet. */
  private open: string[] = [];
  private readonly troubles: unknown[] = [];

  constructor(
    path: string,
    private readonly onLine: (line: string) => void,
  ) {
    this.file = fs.openSync(path, 'r');
    this.timer = setInterval(() => this.readSome(), INTERVAL);
  }

  /**
   * Hands on what is left, once the other process has ended.
   *
   * @returns whether the last line has come to its end
   * @throws what reading the file, or who got a line, threw first: nobody was there to catch it before
   */
  public async finish(): Promise<boolean> {
    clearInterval(this.timer);
    while (this.readSome()) {
      await setImmediate();
    }
    const rest = this.open.join('');
    if (rest !== '') {
      this.handOn(rest);
    }
    fs.closeSync(this.file);
    if (this.troubles.length > 0) {
      throw this.troubles[0];
    }
    return rest === '';
  }

  /** Says whether there may be more. */
  private readSome(): boolean {
    try {
      for (const end = performance.now() + SLICE; performance.now() < end;) {
        const size = fs.readSync(this.file, this.buffer, 0, this.buffer.length, null);
        if (size === 0) {
          return false;
        }
        this.split(this.decoder.write(this.buffer.subarray(0, size)));
      }
      return true;
    } catch (error) {
      this.troubles.push(error);
      return false;
    }
  }

  private split(text: string): void {
    const [first = '', ...others] = text.split('\n');
    this.open.push(first);
    for (const next of others) {
      this.handOn(this.open.join(''));
      this.open = [next];
    }
  }

  private handOn(line: string): void {
    try {
      this.onLine(line);
    } catch (error) {
      this.troubles.push(error);
    }
  }
}
