import fs from 'node:fs';
import path from 'node:path';
import { ToolkitError } from '../toolkit-error';
import { CONFIGURATION_FILE } from './project';
import { shellWord } from '../host/shell-word';

/**
 * Directory of the project that a directory is in: the nearest one with cdktf.json, from there upward. Without one, that directory itself.
 *
 * Its command will be run. Like a repository of git, a project further up is used only where its owner is the user, the owner of the directory that
 * the user is in, or root: in a directory that all can write to, such as /tmp, others could place one.
 *
 * @throws ToolkitError when the project that is found belongs to someone else
 */
export function findProjectDirectory(from: string): string {
  const start = path.resolve(from);
  for (let directory = start; ; directory = path.dirname(directory)) {
    const file = path.join(directory, CONFIGURATION_FILE);
    if (fs.existsSync(file)) {
      refuseForeign(file, start);
      return directory;
    }
    if (path.dirname(directory) === directory) {
      return start;
    }
  }
}

function refuseForeign(file: string, start: string): void {
  const directory = path.dirname(file);
  if (directory === start) {
    return;
  }
  const trusted = [0, process.getuid?.(), fs.statSync(start).uid];
  if (!trusted.includes(fs.statSync(file).uid)) {
    throw new ToolkitError(
      'NO_APP',
      `There is no ${CONFIGURATION_FILE} in ${start}. ${file} belongs to another user, and its command is not run from a subdirectory.`,
      `If you trust it: cd ${shellWord(directory)}`,
    );
  }
}
