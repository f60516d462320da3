import fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** How often the file is looked at, in milliseconds. */
const INTERVAL = 50;

/** Hands on each line that another process appends to a file. */
export class FileTail {
  private readonly file: number;
  private readonly timer: NodeJS.Timeout;
  private readonly buffer = Buffer.alloc(65_536);
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  constructor(
    path: string,
    private readonly onLine: (line: string) => void,
  ) {
    this.file = fs.openSync(path, 'r');
    this.timer = setInterval(() => this.read(), INTERVAL);
  }

  /** Hands on what is left, once the other process has ended. */
  public finish(): void {
    clearInterval(this.timer);
    this.read();
    if (this.rest !== '') {
      this.onLine(this.rest);
    }
    fs.closeSync(this.file);
  }

  private read(): void {
    for (let size = this.chunk(); size > 0; size = this.chunk()) {
      const lines = (this.rest + this.decoder.write(this.buffer.subarray(0, size))).split('\n');
      this.rest = lines.pop() ?? '';
      lines.forEach((line) => this.onLine(line));
    }
  }

  private chunk(): number {
    return fs.readSync(this.file, this.buffer, 0, this.buffer.length, null);
  }
}
