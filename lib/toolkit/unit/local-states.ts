import fs from 'node:fs';
import path from 'node:path';
import { linkRefused, makePrivateDirectory } from '../host/private-files';
import { type StageUnit } from './stage-unit';

/**
 * Makes the directories of local states private: states contain secrets in plain text, and Terraform creates directories that all users can read.
 *
 * Those of an app that was not made with azstage are not changed, as cdktf keeps such states next to cdktf.json.
 *
 * @throws ToolkitError when one is a link, a file, or owned by another user
 */
export function makeLocalStatesPrivate(units: readonly StageUnit[], projectDirectory: string): void {
  for (const { stage, store } of units) {
    const file = store.localFile;
    const key = stage.metadata?.stateKey;
    if (file !== undefined && key !== undefined && file.endsWith(`${path.sep}${path.normalize(key)}`)) {
      makePrivateDirectory(path.dirname(file), outermost(file.slice(0, -key.length - 1), key, projectDirectory));
      if (fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
        throw linkRefused(file);
      }
    }
  }
}

/** Directory of the settings; that of the system in it, where it contains the project as well. */
function outermost(directory: string, key: string, projectDirectory: string): string {
  const isAround = !path.relative(directory, projectDirectory).startsWith('..');
  return isAround ? path.join(directory, key.split('/')[0] ?? '') : directory;
}
