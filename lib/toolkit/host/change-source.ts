import path from 'node:path';
import { DATA_DIRECTORY } from './private-files';

/** Source of changes to files. */
export interface ChangeSource {
  /**
   * Starts to watch, and resolves to the files that exist.
   *
   * @param changed called with the absolute path of each file that is added, changed or removed
   * @param failed called when watching fails later
   */
  start(changed: (file: string) => void, failed: (error: Error) => void): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Directories that hold no sources. */
const IGNORED_DIRECTORIES: readonly string[] = [
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.idea',
  '.vscode',
  DATA_DIRECTORY,
];

/**
 * Files that are no sources: of Terraform, and those that editors write beside a file: backups, swap files and locks of Vim and Emacs, temporary files
 * of IDEA and Kate.
 */
const IGNORED_FILES: readonly RegExp[] = [
  /\.tfstate(\.|$)/,
  /^\.terraform/,
  /~$/,
  /^\..*\.sw[a-z]$/,
  /^\.?#/,
  /^4913$/,
  /___jb_(tmp|old)___$/,
  /\.kate-swp$/,
  /^\.DS_Store$/,
];

/**
 * Whether a file of a project is no source of its app.
 *
 * @param directory directory of the project
 * @param output directory that synth writes to
 */
export function isIgnored(file: string, directory: string, output: string): boolean {
  const parts = path.relative(directory, file).split(path.sep);
  return (
    file === output ||
    file.startsWith(`${output}${path.sep}`) ||
    parts.some((part) => IGNORED_DIRECTORIES.includes(part) || IGNORED_FILES.some((pattern) => pattern.test(part)))
  );
}

/** The sources in a directory, watched by the operating system. */
export class WatchedDirectory implements ChangeSource {
  private watcher?: { close(): Promise<void> };

  constructor(
    private readonly directory: string,
    private readonly output: string,
  ) {}

  public async start(changed: (file: string) => void, failed: (error: Error) => void): Promise<readonly string[]> {
    const { watch } = await import('chokidar');
    const ignored = (file: string) => isIgnored(path.resolve(file), this.directory, this.output);
    const watcher = watch(this.directory, { ignored });
    this.watcher = watcher;
    const files: string[] = [];
    let listener = (file: string): void => void files.push(file);
    for (const event of ['add', 'change', 'unlink'] as const) {
      watcher.on(event, (file: string) => listener(file));
    }
    await new Promise<void>((resolve, reject) => {
      watcher.once('ready', resolve);
      watcher.once('error', (error) => reject(error as Error));
    });
    listener = changed;
    watcher.on('error', (error) => failed(error as Error));
    return files;
  }

  public async close(): Promise<void> {
    await this.watcher?.close();
  }
}
