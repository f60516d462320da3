import { oneLine } from '../toolkit/io/printable';
import { type IoMessage } from '../toolkit/io/io-host';
import { stopwatch } from '../toolkit/host/stopwatch';

/** Display of the running stages between messages. */
export interface Progress {
  /** Updates the running stages from a message. */
  follow(message: IoMessage): void;
  /** Prints permanent output above the progress. */
  above(print: () => void): void;
  /** Pauses the display during a prompt. */
  whilePaused<T>(ask: () => Promise<T>): Promise<T>;
  close(): void;
}

/** Current activity of a stage. */
export interface Activity {
  readonly doing: string;
  /** Milliseconds since the stage was started. */
  readonly elapsed: () => number;
}

const WAITING = 'waiting for approval';

/** Codes of messages whose text is the current activity of a stage. */
const ACTIVITY_CODES: readonly string[] = ['stage.started', 'stage.waiting', 'stage.progress', 'stage.retried'];

/** Running stages, tracked by the messages about them. */
export class Activities {
  private readonly byStage = new Map<string, Activity>();

  /** Running stages, sorted by name, as text of one line. */
  public get all(): readonly (readonly [string, Activity])[] {
    return [...this.byStage].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  public follow({ code, stage: name, text }: IoMessage): void {
    if (name === undefined) {
      return;
    }
    const stage = oneLine(name);
    const elapsed = this.byStage.get(stage)?.elapsed ?? stopwatch();
    if (ACTIVITY_CODES.includes(code)) {
      this.byStage.set(stage, { doing: oneLine(text), elapsed });
    } else if (code === 'stage.finished' || code === 'stage.previewed') {
      this.byStage.delete(stage);
    } else if (code === 'plan.shown') {
      this.byStage.set(stage, { doing: WAITING, elapsed });
    }
  }

  /** Removes the stages that waited for approval: those that are approved are queued, not running. */
  public answered(): void {
    for (const [stage, { doing }] of this.all) {
      if (doing === WAITING) {
        this.byStage.delete(stage);
      }
    }
  }
}
