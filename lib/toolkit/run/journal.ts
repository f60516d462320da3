import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { ciRunSchema } from '../records/ci-run';
import { onFile, readTextFile } from '../host/file-trouble';
import { appendPrivately, makePrivateDirectory } from '../host/private-files';
import { userName } from '../records/recorded-process';
import { ToolkitError } from '../toolkit-error';
import { type JournalRun, type JournalStage } from '../io/run-result';

type Entry =
  | ({ readonly type: 'started' } & Omit<JournalRun, 'stages' | 'exitCode' | 'finished'>)
  | ({ readonly type: 'stage' } & JournalStage)
  | { readonly type: 'finished'; readonly exitCode: number; readonly finished: string };

const FORMAT = new JsonFormat<Entry>(
  'line of a journal',
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('started'),
      id: z.string(),
      command: z.string(),
      user: z.string(),
      host: z.string(),
      started: z.string(),
      ci: ciRunSchema.optional().catch(undefined),
      settings: z.record(z.string(), z.unknown()),
    }),
    z.object({
      type: z.literal('stage'),
      stage: z.string(),
      result: z.string(),
      reason: z.string().optional(),
      counts: z
        .object({ added: z.number(), changed: z.number(), destroyed: z.number(), imported: z.number().optional() })
        .optional(),
      milliseconds: z.number(),
    }),
    z.object({ type: z.literal('finished'), exitCode: z.number(), finished: z.string() }),
  ]),
);

/**
 * Journal of a run: lines of JSON that are only appended, so that a crash loses at most the last line.
 */
export class Journal {
  /**
   * Starts the journal of a run.
   *
   * @throws ToolkitError when it cannot be written
   */
  public static start(
    dataDirectory: string,
    run: Pick<JournalRun, 'command' | 'settings' | 'ci'> & { readonly now: Date },
  ): Journal {
    const started = run.now.toISOString();
    const id = `${started.slice(0, 19).replaceAll(':', '-')}-${crypto.randomBytes(3).toString('hex')}`;
    const directory = path.join(dataDirectory, 'runs');
    makePrivateDirectory(directory);
    const journal = new Journal(path.join(directory, `${id}.ndjson`));
    journal.append({
      type: 'started',
      id,
      command: run.command,
      user: userName(),
      host: os.hostname(),
      started,
      ci: run.ci,
      settings: run.settings,
    });
    return journal;
  }

  /** Runs, latest first. */
  public static readAll(dataDirectory: string): JournalRun[] {
    const directory = path.join(dataDirectory, 'runs');
    const files = namesIn(directory).filter((file) => file.endsWith('.ndjson'));
    return files
      .map((file) => readRun(path.join(directory, file)))
      .filter((run) => run !== undefined)
      .sort((a, b) => (a.started < b.started ? 1 : -1));
  }

  private knownProblem?: string;

  private constructor(private readonly file: string) {}

  /** Reason why the journal is incomplete. The run continues without it. */
  public get problem(): string | undefined {
    return this.knownProblem;
  }

  public stage(stage: JournalStage): void {
    this.tryAppend({ type: 'stage', ...stage });
  }

  public finish(exitCode: number, now: Date): void {
    this.tryAppend({ type: 'finished', exitCode, finished: now.toISOString() });
  }

  private tryAppend(entry: Entry): void {
    try {
      this.append(entry);
    } catch (error) {
      if (!(error instanceof ToolkitError)) {
        throw error;
      }
      this.knownProblem ??= error.message;
    }
  }

  private append(entry: Entry): void {
    appendPrivately(this.file, `${JSON.stringify(entry)}\n`);
  }
}

function namesIn(directory: string): string[] {
  return onFile(directory, () => (fs.existsSync(directory) ? fs.readdirSync(directory) : []));
}

/** Run from its journal, without a line that a crash truncated; undefined when that was the first one. */
function readRun(file: string): JournalRun | undefined {
  const entries = (readTextFile(file) ?? '')
    .split('\n')
    .map((line) => FORMAT.tryParse(line))
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
