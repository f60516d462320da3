import fs from 'node:fs';
import path from 'node:path';
import { makeDirectory, onFile, readTextFile } from '../toolkit/host/file-trouble';
import { type PipelineFileResult } from '../toolkit/io/pipeline-result';
import { ToolkitError } from '../toolkit/toolkit-error';
import { WRITTEN } from './command-text';
import { type CiSystem, type PipelineFile } from './pipeline';

/** Where files of a pipeline are, and what their names are like. */
const PLACES: Readonly<Record<CiSystem, readonly (readonly [directory: string, name: RegExp])[]>> = {
  github: [
    ['.github/workflows', /^azstage-.*\.yml$/],
    ['.github/actions/azstage-setup', /^action\.yml$/],
  ],
  'azure-devops': [['', /^azure-pipelines.*\.yml$/]],
  gitlab: [['', /^\.gitlab-ci.*\.yml$/]],
};

/** Files of a pipeline in a directory: compared, written, and removed where an earlier run wrote them. */
export class PipelineFiles {
  private readonly existing: ReadonlyMap<string, string>;

  /**
   * @param directory absolute path
   * @throws ToolkitError when a file cannot be read
   */
  constructor(
    private readonly directory: string,
    private readonly system: CiSystem,
    private readonly files: readonly PipelineFile[],
  ) {
    const known = [...this.written(), ...files.map((file) => file.path)];
    this.existing = new Map(
      known.flatMap((name) => {
        const text = readTextFile(path.join(directory, name));
        return text === undefined ? [] : [[name, text] as const];
      }),
    );
  }

  /** Compares the files with those of the directory. */
  public compare(): readonly PipelineFileResult[] {
    return [
      ...this.files.map(({ path: name, content }): PipelineFileResult => {
        const found = this.existing.get(name);
        if (found === undefined) {
          return { path: name, status: 'missing' };
        }
        const difference = firstDifference(found, content);
        return difference === undefined
          ? { path: name, status: 'unchanged' }
          : { path: name, status: 'outdated', difference };
      }),
      ...this.unneeded.map((name): PipelineFileResult => ({ path: name, status: 'unneeded' })),
    ];
  }

  /**
   * Writes the files that differ, and removes those that an earlier run wrote and that are no longer needed.
   *
   * @param force whether files that azstage did not write are overwritten
   * @throws ToolkitError before anything is written
   */
  public write(force: boolean): readonly PipelineFileResult[] {
    const results = this.compare();
    const foreign = results.filter(({ path: name, status }) => status === 'outdated' && !this.isOwn(name));
    if (foreign.length > 0 && !force) {
      throw new ToolkitError(
        'REFUSED',
        `These files were not written by azstage: ${foreign.map(({ path: name }) => name).join(', ')}. Nothing was written.`,
        'Move them away, name another directory with --out, or overwrite them with --force.',
      );
    }
    return results.map((result) => this.applied(result));
  }

  private applied(result: PipelineFileResult): PipelineFileResult {
    const { path: name, status } = result;
    const target = path.join(this.directory, name);
    if (status === 'unneeded') {
      onFile(target, () => fs.rmSync(target));
      return { path: name, status: 'removed' };
    }
    if (status === 'unchanged') {
      return result;
    }
    const content = this.files.find((file) => file.path === name)?.content ?? '';
    makeDirectory(path.dirname(target));
    onFile(target, () => fs.writeFileSync(target, content));
    return { path: name, status: 'written' };
  }

  private get unneeded(): readonly string[] {
    const needed = new Set(this.files.map((file) => file.path));
    return [...this.existing.keys()].filter((name) => !needed.has(name));
  }

  private isOwn(name: string): boolean {
    return isWritten(this.existing.get(name) ?? '');
  }

  /** Files of an earlier run. */
  private written(): readonly string[] {
    return PLACES[this.system].flatMap(([place, pattern]) => {
      const directory = path.join(this.directory, place);
      const names = fs.existsSync(directory) ? onFile(directory, () => fs.readdirSync(directory)) : [];
      return names
        .filter((name) => pattern.test(name) && isWritten(readTextFile(path.join(directory, name)) ?? ''))
        .map((name) => (place === '' ? name : `${place}/${name}`))
        .sort();
    });
  }
}

function isWritten(content: string): boolean {
  return content.startsWith(`# ${WRITTEN}`);
}

/** First line that differs: below the comment at the top, which names the command and is another one in every file, where there is one. */
function firstDifference(found: string, expected: string): PipelineFileResult['difference'] {
  // Git on Windows may check text files out with other line ends.
  const [is, should] = [found.replaceAll('\r\n', '\n').split('\n'), expected.split('\n')];
  const lines = Array.from({ length: Math.max(is.length, should.length) }, (_, index) => index);
  const differing = lines.filter((index) => is[index] !== should[index]);
  const isHeader = (index: number) => should[index]?.startsWith('#') === true && index < HEADER;
  const first = differing.find((index) => !isHeader(index)) ?? differing[0];
  return first === undefined ? undefined : { line: first + 1, found: is[first] ?? '', expected: should[first] ?? '' };
}

/** Number of lines of the comment at the top. */
const HEADER = 3;
