import { formatDuration } from '../toolkit/host/duration';
import { type IoMessage } from '../toolkit/io/io-host';
import { type Output } from './output';
import { Activities, type Progress } from './progress';

/** Time without output after which a line shows that the run is alive, in milliseconds. */
const KEEP_ALIVE = 30_000;

/** Progress for logs: prints only the messages, and a keep-alive line after a long silence. */
export class PlainProgress implements Progress {
  private readonly activities = new Activities();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly output: Output,
    private readonly interval = KEEP_ALIVE,
  ) {}

  public follow(message: IoMessage): void {
    this.activities.follow(message);
  }

  public above(print: () => void): void {
    print();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.printKeepAlive(), this.interval);
    this.timer.unref();
  }

  public whilePaused<T>(ask: () => Promise<T>): Promise<T> {
    return ask().finally(() => this.activities.answered());
  }

  public close(): void {
    clearInterval(this.timer);
  }

  private printKeepAlive(): void {
    for (const [stage, { doing, elapsed }] of this.activities.all) {
      this.output.print(`${stage}: still ${doing} (${formatDuration(elapsed())})\n`);
    }
  }
}
