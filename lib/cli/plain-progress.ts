import { formatDuration } from '../toolkit/host/duration';
import { type IoMessage } from '../toolkit/io/io-host';
import { type Output } from './output';
import { type Progress } from './progress';
import { RunProgress } from './run-progress';

/** Time without output after which a line shows that the run is alive, in milliseconds. */
const KEEP_ALIVE = 30_000;

/** Number of running stages that a keep-alive names. */
const MOST_LINES = 8;

/** Progress for logs: prints only the messages, and keep-alive lines after a long silence. */
export class PlainProgress implements Progress {
  private readonly run = new RunProgress();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly output: Output,
    private readonly interval = KEEP_ALIVE,
  ) {}

  public follow(message: IoMessage): void {
    this.run.follow(message);
  }

  public covers(message: IoMessage): boolean {
    return message.code === 'stage.progress' || this.run.isConsequence(message);
  }

  public above(print: () => void): void {
    print();
    clearInterval(this.timer);
    this.timer = setInterval(() => this.printKeepAlive(), this.interval);
    this.timer.unref();
  }

  public whilePaused<T>(ask: () => Promise<T>): Promise<T> {
    return ask().finally(() => this.run.answered());
  }

  public close(): void {
    clearInterval(this.timer);
  }

  private printKeepAlive(): void {
    const { running } = this.run;
    for (const { name, text, elapsed = () => 0 } of running.slice(0, MOST_LINES)) {
      this.output.print(`${name}: still ${text} (${formatDuration(elapsed())})\n`);
    }
    if (running.length > MOST_LINES) {
      this.output.print(`... and ${running.length - MOST_LINES} more running\n`);
    }
  }
}
