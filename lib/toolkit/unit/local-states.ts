import fs from 'node:fs';
import path from 'node:path';
import { linkRefused, makePrivateDirectory } from '../host/private-files';
import { type StageUnit } from './stage-unit';

/**
 * Makes the directories of local states private: they hold secrets in clear, and Terraform makes directories that all can look into.
 *
 * Those of an app that knows nothing of azstage are left as they are: cdktf keeps such states beside cdktf.json.
 *
 * @throws ToolkitError when one is a link, a file, or another user's
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

/** The directory that the settings name, or the one of the system in it where the project is in there as well. */
function outermost(directory: string, key: string, projectDirectory: string): string {
  const isAround = !path.relative(directory, projectDirectory).startsWith('..');
  return isAround ? path.join(directory, key.split('/')[0] ?? '') : directory;
}
