import { type IoMessage } from '../toolkit/io/io-host';

/** Display of the running stages between messages. */
export interface Progress {
  /** Updates the running stages from a message. */
  follow(message: IoMessage): void;
  /** Whether a message is not printed, as the display shows it. */
  covers(message: IoMessage): boolean;
  /** Prints permanent output above the progress. */
  above(print: () => void): void;
  /** Pauses the display during a prompt. */
  whilePaused<T>(ask: () => Promise<T>): Promise<T>;
  close(): void;
}
