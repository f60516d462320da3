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
  /** Called with files that are no longer watched, as they change with each round. */
  readonly onIgnored: (files: readonly string[]) => void;
}

/** Rounds in a row during which a file changes that the app itself writes. A user does not edit one file during each of so many. */
const OWN_ROUNDS = 3;

/**
 * Files whose contents have changed. A file that was only written again, as by an app that writes into its own sources, has not: otherwise each synth
 * would cause the next. For the same reason a file is no longer watched that has other content after each of several rounds, such as the time of a synth.
 */
export class ContentChanges {
  private readonly hashes = new Map<string, string>();
  private readonly pending = new Set<string>();
  /** Rounds in a row during which a file has changed. */
  private readonly streaks = new Map<string, number>();
  private readonly ignored = new Set<string>();
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
    // What is pending now has changed since the last call, while the caller worked.
    const meanwhile = await this.changedFiles(settle);
    const changedByUser = this.withoutOwn(meanwhile);
    if (changedByUser.length > 0 && !signal.aborted) {
      return changedByUser;
    }
    while (!signal.aborted) {
      if (this.failure !== undefined) {
        throw this.failure;
      }
      if (this.pending.size === 0) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      const changed = await this.changedFiles(settle);
      changed.forEach((file) => this.streaks.delete(file));
      if (changed.length > 0 && !signal.aborted) {
        return changed;
      }
    }
    return [];
  }

  public close(): Promise<void> {
    return this.props.source.close();
  }

  /** The files without those that the app itself writes, which are ignored from now on. */
  private withoutOwn(changed: readonly string[]): readonly string[] {
    const streaks = changed.map((file) => [file, (this.streaks.get(file) ?? 0) + 1] as const);
    const own = streaks.filter(([, rounds]) => rounds >= OWN_ROUNDS).map(([file]) => file);
    this.streaks.clear();
    streaks.forEach(([file, rounds]) => this.streaks.set(file, rounds));
    own.forEach((file) => this.ignored.add(file));
    if (own.length > 0) {
      this.props.onIgnored(own);
    }
    return changed.filter((file) => !own.includes(file));
  }

  private async changedFiles(settle: () => Promise<void>): Promise<readonly string[]> {
    const files = new Set<string>();
    for (let before = -1; before < files.size;) {
      before = files.size;
      await settle();
      [...this.pending].filter((file) => !this.ignored.has(file)).forEach((file) => files.add(file));
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
