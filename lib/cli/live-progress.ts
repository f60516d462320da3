import { type IoMessage } from '../toolkit/io/io-host';
import { cellsOf } from './fitted';
import { type Output } from './output';
import { type Progress } from './progress';
import { RunProgress } from './run-progress';
import { stripped } from './style';
import { formatProgress } from './views/progress-view';

/** Interval at which the lines are redrawn, in milliseconds. */
const INTERVAL = 200;

/** Messages that the display shows, and the table at the end again. */
const COVERED: readonly string[] = ['stage.started', 'stage.progress', 'stage.waiting', 'stage.previewed'];

/** Progress for terminals: lines below the messages, which are redrawn and never take more than the screen. */
export class LiveProgress implements Progress {
  private readonly run = new RunProgress();
  private timer?: NodeJS.Timeout;
  /** Widths of the lines that are on the screen. */
  private drawn: readonly number[] = [];
  private paused = 0;
  private readonly stopFollowing: () => void;

  /**
   * @param output terminal
   * @param hasResults whether the result of the command is printed on a terminal as well
   */
  constructor(
    private readonly output: Output,
    private readonly hasResults: boolean,
  ) {
    this.stopFollowing = output.onResize(() => this.draw());
  }

  public follow(message: IoMessage): void {
    this.run.follow(message);
    if (this.timer === undefined && this.run.isActive) {
      this.timer = setInterval(() => this.draw(), INTERVAL);
      this.timer.unref();
    }
  }

  public covers(message: IoMessage): boolean {
    const { code, level } = message;
    const isInTable = code === 'stage.finished' && level === 'info' && this.hasResults;
    return COVERED.includes(code) || isInTable || this.run.isConsequence(message);
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
      this.run.answered();
    }
  }

  public close(): void {
    clearInterval(this.timer);
    this.stopFollowing();
    this.erase();
  }

  private draw(): void {
    if (this.paused > 0) {
      return;
    }
    const { columns = 80, rows = 24, style } = this.output;
    const lines = formatProgress(this.run, { columns, rows }, style);
    this.erase();
    if (lines.length > 0) {
      this.output.print(`${lines.join('\n')}\n`);
    }
    this.drawn = lines.map((line) => cellsOf(stripped(line)));
  }

  /** Erases the lines. A terminal that has become narrower since has wrapped them. */
  private erase(): void {
    const { columns = 80, rows = 24 } = this.output;
    const height = this.drawn.reduce((sum, cells) => sum + Math.max(1, Math.ceil(cells / columns)), 0);
    if (height > 0) {
      this.output.eraseLines(Math.min(height, Math.max(1, rows - 1)));
    }
    this.drawn = [];
  }
}
