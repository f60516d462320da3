import { formatDuration } from '../toolkit/host/duration';
import { type IoMessage } from '../toolkit/io/io-host';
import { type CliDeps } from './cli-deps';
import { Activities, type Progress } from './progress';
import { type Style } from './style';

/** Interval at which the lines are redrawn, in milliseconds. */
const INTERVAL = 200;

const ERASE_BELOW = '\u001b[0J';

/** Progress for terminals: one line for each running stage, redrawn below the messages. */
export class LiveProgress implements Progress {
  private readonly activities = new Activities();
  private timer?: NodeJS.Timeout;
  private drawn = 0;
  private paused = 0;

  constructor(
    private readonly stream: CliDeps['stderr'],
    private readonly style: Style,
  ) {}

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
    // A terminal of unknown width reports 0 columns.
    const width = this.stream.columns || 80;
    const lines = this.activities.all.map(([stage, { doing, elapsed }]) => {
      const duration = formatDuration(elapsed());
      const text = `${stage}  ${doing}`.slice(0, Math.max(0, width - duration.length - 4));
      return `${this.style.dim(`${text}  ${duration}`)}\n`;
    });
    this.erase();
    this.stream.write(lines.join(''));
    this.drawn = lines.length;
  }

  private erase(): void {
    if (this.drawn > 0) {
      this.stream.write(`\u001b[${this.drawn}A\r${ERASE_BELOW}`);
      this.drawn = 0;
    }
  }
}
