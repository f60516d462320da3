import fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setImmediate } from 'node:timers/promises';

/** Polling interval, in milliseconds. */
const INTERVAL = 50;

/** Longest time of reading before it yields to the event loop, in milliseconds: a process may print faster than its lines are parsed. */
const SLICE = 20;

/** Follows a file that another process appends to, line by line. */
export class FileTail {
  private readonly file: number;
  private readonly timer: NodeJS.Timeout;
  private readonly buffer = Buffer.alloc(65_536);
  private readonly decoder = new StringDecoder('utf8');
  /** Beginning of an incomplete line. */
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
   * Reads the remaining lines, once the other process has ended.
   *
   * @returns whether the last line is complete
   * @throws the first error of reading the file or of the listener, which could not be thrown earlier
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

  /** Reads for at most {@link SLICE}; returns whether there may be more. */
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
