import path from 'node:path';
import { AzstageError } from '../../errors';
import { type ChangeSource, WatchedDirectory } from '../host/change-source';
import { fileTrouble } from '../host/file-trouble';
import { type WatchRound } from '../io/results';
import { describeRound } from '../report/watch-line';
import { ContentChanges } from '../run/content-changes';
import { type Session } from '../run/session';
import { ToolkitError } from '../toolkit-error';
import { plan, type PlanOptions } from './plan';

/** Time without a change after which a plan starts, in seconds: editors write several files at once. */
const QUIET = 0.2;

/** Options of `watch`. */
export interface WatchOptions extends Pick<
  PlanOptions,
  'stages' | 'exclude' | 'lifecycles' | 'tags' | 'directory' | 'parallelism' | 'refresh' | 'force'
> {
  /** Source of the changes. @default the files of the project, without its output and what packages, Git, Terraform and editors write */
  readonly source?: ChangeSource;
}

/**
 * Synthesizes and plans now and after each change of the sources, until it is interrupted. Nothing is applied. A plan that fails is reported, and the
 * next change is waited for.
 *
 * @throws ToolkitError when the sources cannot be watched
 */
export async function watch(session: Session, options: WatchOptions = {}): Promise<void> {
  const { project, interruption, report } = session;
  const { source = new WatchedDirectory(project.directory, project.outputDirectory), ...planOptions } = options;
  const { signal } = interruption;
  const settle = () => session.sleep(QUIET, signal);
  const shown = (files: readonly string[]) => files.map((file) => path.relative(project.directory, file));
  const onIgnored = (files: readonly string[]) => report.say('warning', 'watch.ignored', ...ignored(shown(files)));
  const changes = new ContentChanges({ source, signal, settle, onIgnored });
  try {
    await changes.start();
    const text = `Watching ${project.directory}: each change is planned, nothing is applied. Stop with Ctrl-C.`;
    report.say('info', 'watch.started', text, { directory: project.directory });
    for (let changed: readonly string[] = []; !interruption.happened; changed = await changes.next()) {
      const round = await planChanged(session, shown(changed), planOptions);
      if (!interruption.happened) {
        const isBad = round.error !== undefined || round.result?.exitCode !== 0;
        report.say(isBad ? 'error' : 'result', 'watch.round', describeRound(round), round);
      }
    }
  } catch (error) {
    throw unwatchable(error, project.directory);
  } finally {
    await changes.close();
  }
}

/** Warning about files that change with each synth. */
function ignored(files: readonly string[]): [text: string, data: { readonly files: readonly string[] }] {
  const [they, are, them] = files.length === 1 ? ['It', 'is', 'it'] : ['They', 'are', 'them'];
  const text = `The app writes ${files.join(', ')} with other content at each synth. ${they} ${are} no longer watched: start azstage watch again after you edit ${them}.`;
  return [text, { files }];
}

/** Plans once, in a session of its own: cdktf.json may have changed as well. */
async function planChanged(session: Session, changed: readonly string[], options: PlanOptions): Promise<WatchRound> {
  const elapsed = session.stopwatch();
  try {
    const result = await plan(session.renewed(QUIET_HOST), { ...options, summary: true });
    return { changed, result, milliseconds: elapsed() };
  } catch (error) {
    if (!(error instanceof AzstageError)) {
      throw error;
    }
    const { code, message } = error;
    const fix = error instanceof ToolkitError ? error.fix : undefined;
    return { changed, error: { code, message, ...(fix === undefined ? {} : { fix }) }, milliseconds: elapsed() };
  }
}

/** Host of a plan of which only the result matters. */
const QUIET_HOST = { notify: () => undefined, requestResponse: () => Promise.resolve(undefined) };

/** Error of the operating system as one of azstage: the number of files that it can watch is limited. */
function unwatchable(error: unknown, directory: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EMFILE'
    ? new ToolkitError(
        'FILE_UNUSABLE',
        `${directory} has more files than the operating system can watch.`,
        'Raise the limit: on Linux, sysctl fs.inotify.max_user_watches, and ulimit -n.',
      )
    : (fileTrouble(error) ?? error);
}
