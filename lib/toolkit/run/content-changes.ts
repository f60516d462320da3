import fs from 'node:fs';
import { type ChangeSource } from '../host/change-source';
import { fileHash } from '../host/directory-hash';

/** Options of {@link ContentChanges}. */
export interface ContentChangesProps {
  readonly source: ChangeSource;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Waits until a burst of changes may have ended. */
  readonly settle: () => Promise<void>;
}

/**
 * Files whose contents have changed. A file that was only written again, as by an app that writes into its own sources, has not: otherwise each synth
 * would cause the next.
 */
export class ContentChanges {
  private readonly hashes = new Map<string, string>();
  private readonly pending = new Set<string>();
  private failure?: Error;
  private wake?: () => void;

  constructor(private readonly props: ContentChangesProps) {}

  /**
   * Starts to watch.
   *
   * @throws Error when the directory cannot be watched
   */
  public async start(): Promise<void> {
    const { source, signal } = this.props;
    signal.addEventListener('abort', () => this.wake?.());
    const files = await source.start(
      (file) => {
        this.pending.add(file);
        this.wake?.();
      },
      (error) => {
        this.failure = error;
        this.wake?.();
      },
    );
    for (const file of files) {
      this.hashes.set(file, await hashOf(file));
    }
  }

  /**
   * Waits for changes, and returns the files in order; none after an interruption.
   *
   * @throws Error when the directory can no longer be watched
   */
  public async next(): Promise<readonly string[]> {
    const { signal, settle } = this.props;
    while (!signal.aborted) {
      if (this.failure !== undefined) {
        throw this.failure;
      }
      if (this.pending.size === 0) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      const changed = await this.changedFiles(settle);
      if (changed.length > 0 && !signal.aborted) {
        return changed;
      }
    }
    return [];
  }

  public close(): Promise<void> {
    return this.props.source.close();
  }

  private async changedFiles(settle: () => Promise<void>): Promise<readonly string[]> {
    const files = new Set<string>();
    for (let before = -1; before < files.size;) {
      before = files.size;
      await settle();
      this.pending.forEach((file) => files.add(file));
      this.pending.clear();
    }
    const changed: string[] = [];
    for (const file of [...files].sort()) {
      const hash = await hashOf(file);
      if (this.hashes.get(file) !== hash) {
        this.hashes.set(file, hash);
        changed.push(file);
      }
    }
    return changed;
  }
}

/** Hash of the content of a file; `missing` where it does not exist, or cannot be read at the moment. */
async function hashOf(file: string): Promise<string> {
  try {
    return fs.existsSync(file) ? await fileHash(file) : 'missing';
  } catch {
    return 'missing';
  }
}
