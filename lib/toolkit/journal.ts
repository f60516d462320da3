import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type CiRun } from './ci-run';
import { makePrivateDirectory } from './private-files';
import { type ChangeCounts } from './terraform/terraform-events';

/** How a stage ended in a run. */
export interface JournalStage {
  readonly stage: string;
  readonly result: string;
  readonly reason?: string;
  readonly counts?: ChangeCounts;
  readonly milliseconds: number;
}

/** One run, as its record tells it. */
export interface JournalRun {
  readonly id: string;
  readonly command: string;
  readonly user: string;
  readonly host: string;
  readonly started: string;
  /** The CI run that it was part of. */
  readonly ci?: CiRun;
  /** Settings by name. Parameters by name alone: their values may be secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly stages: readonly JournalStage[];
  /** Absent when the run never came to its end. */
  readonly exitCode?: number;
  readonly finished?: string;
}

type Entry =
  | ({ readonly type: 'started' } & Omit<JournalRun, 'stages' | 'exitCode' | 'finished'>)
  | ({ readonly type: 'stage' } & JournalStage)
  | { readonly type: 'finished'; readonly exitCode: number; readonly finished: string };

/**
 * The record of a run: lines of JSON that are only ever appended, so that a crash at any byte loses the last line at most.
 */
export class Journal {
  public static start(
    dataDirectory: string,
    run: Pick<JournalRun, 'command' | 'settings' | 'ci'> & { readonly now: Date },
  ): Journal {
    const started = run.now.toISOString();
    const id = `${started.slice(0, 19).replaceAll(':', '-')}-${crypto.randomBytes(3).toString('hex')}`;
    const directory = path.join(dataDirectory, 'runs');
    makePrivateDirectory(directory);
    const journal = new Journal(path.join(directory, `${id}.ndjson`));
    const { username: user } = os.userInfo();
    journal.append({
      type: 'started',
      id,
      command: run.command,
      user,
      host: os.hostname(),
      started,
      ci: run.ci,
      settings: run.settings,
    });
    return journal;
  }

  /** All runs, the latest first. */
  public static readAll(dataDirectory: string): JournalRun[] {
    const directory = path.join(dataDirectory, 'runs');
    const files = fs.existsSync(directory) ? fs.readdirSync(directory).filter((file) => file.endsWith('.ndjson')) : [];
    return files
      .map((file) => readRun(path.join(directory, file)))
      .filter((run) => run !== undefined)
      .sort((a, b) => (a.started < b.started ? 1 : -1));
  }

  private constructor(private readonly file: string) {}

  public stage(stage: JournalStage): void {
    this.append({ type: 'stage', ...stage });
  }

  public finish(exitCode: number, now: Date): void {
    this.append({ type: 'finished', exitCode, finished: now.toISOString() });
  }

  private append(entry: Entry): void {
    fs.appendFileSync(this.file, `${JSON.stringify(entry)}\n`, { mode: 0o600, flush: true } as fs.WriteFileOptions);
  }
}

function readRun(file: string): JournalRun | undefined {
  const entries = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .map(readEntry)
    .filter((entry) => entry !== undefined);
  const started = entries.find((entry) => entry.type === 'started');
  const finished = entries.find((entry) => entry.type === 'finished');
  if (started === undefined) {
    return undefined;
  }
  const { type: _, ...run } = started;
  const stages = entries.flatMap((entry) => (entry.type === 'stage' ? [withoutType(entry)] : []));
  return { ...run, stages, exitCode: finished?.exitCode, finished: finished?.finished };
}

function withoutType({ type: _, ...stage }: { readonly type: 'stage' } & JournalStage): JournalStage {
  return stage;
}

/** One line; undefined when a crash cut it short. */
function readEntry(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}
