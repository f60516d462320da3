import { formatDuration } from '../toolkit/host/duration';
import { type IoMessage } from '../toolkit/io/io-host';
import { type Output } from './output';
import { Activities, type Progress } from './progress';

/** Interval at which the lines are redrawn, in milliseconds. */
const INTERVAL = 200;

/** Progress for terminals: one line for each running stage, redrawn below the messages. */
export class LiveProgress implements Progress {
  private readonly activities = new Activities();
  private timer?: NodeJS.Timeout;
  private drawn = 0;
  private paused = 0;

  constructor(private readonly output: Output) {}

  public follow(message: IoMessage): void {
    this.activities.follow(message);
    if (this.timer === undefined && this.activities.all.length > 0) {
      this.timer = setInterval(() => this.draw(), INTERVAL);
      this.timer.unref();
    }
  }

  public above(print: () => void): void {
    this.erase();
    print();
    this.draw();
  }

  public async whilePaused<T>(ask: () => Promise<T>): Promise<T> {
    this.erase();
    this.paused += 1;
    try {
      return await ask();
    } finally {
      this.paused -= 1;
      this.activities.answered();
    }
  }

  public close(): void {
    clearInterval(this.timer);
    this.erase();
  }

  private draw(): void {
    if (this.paused > 0) {
      return;
    }
    const width = this.output.columns ?? 80;
    const lines = this.activities.all.map(([stage, { doing, elapsed }]) => {
      const duration = formatDuration(elapsed());
      const text = [...`${stage}  ${doing}`].slice(0, Math.max(0, width - duration.length - 4)).join('');
      return `${this.output.style.dim(`${text}  ${duration}`)}\n`;
    });
    this.erase();
    this.output.print(lines.join(''));
    this.drawn = lines.length;
  }

  private erase(): void {
    if (this.drawn > 0) {
      this.output.eraseLines(this.drawn);
      this.drawn = 0;
    }
  }
}
