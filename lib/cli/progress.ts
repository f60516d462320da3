import { type IoMessage } from '../toolkit/io/io-host';
import { stopwatch } from '../toolkit/host/stopwatch';

/** Shows what is going on between the messages. */
export interface Progress {
  /** Takes note of a message. */
  follow(message: IoMessage): void;
  /** Prints something that stays. */
  above(print: () => void): void;
  /** Keeps still while somebody is asked. */
  whilePaused<T>(ask: () => Promise<T>): Promise<T>;
  close(): void;
}

/** What one stage is at. */
export interface Activity {
  readonly doing: string;
  /** Milliseconds since the stage was started. */
  readonly elapsed: () => number;
}

const WAITS = 'waits for approval';

/** Messages whose text says what a stage is at. */
const DOING: readonly string[] = ['stage.started', 'stage.waiting', 'stage.progress', 'stage.retried'];

/** The stages that are at work, from the messages about them. */
export class Activities {
  private readonly byStage = new Map<string, Activity>();

  /** In the order of their names. */
  public get all(): readonly (readonly [string, Activity])[] {
    return [...this.byStage].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  public follow({ code, stage, text }: IoMessage): void {
    if (stage === undefined) {
      return;
    }
    const elapsed = this.byStage.get(stage)?.elapsed ?? stopwatch();
    if (DOING.includes(code)) {
      this.byStage.set(stage, { doing: text, elapsed });
    } else if (code === 'stage.finished' || code === 'stage.previewed') {
      this.byStage.delete(stage);
    } else if (code === 'plan.shown') {
      this.byStage.set(stage, { doing: WAITS, elapsed });
    }
  }

  /** Once somebody was asked, nothing waits for an answer: what is approved waits for its turn. */
  public answered(): void {
    for (const [stage, { doing }] of this.all) {
      if (doing === WAITS) {
        this.byStage.delete(stage);
      }
    }
  }
}
