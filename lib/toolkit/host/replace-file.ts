import fs from 'node:fs';
import { onFile } from './file-trouble';
import { temporaryName } from './private-files';

/**
 * Replaces a file of the project, or creates it: a crash leaves the old content or the new one. Its permissions stay, and a link stays a link.
 *
 * @throws ToolkitError when it cannot be written; no temporary file remains then
 */
export function replaceFile(file: string, content: string): void {
  onFile(file, () => {
    const target = fs.existsSync(file) ? fs.realpathSync(file) : file;
    const mode = fs.statSync(target, { throwIfNoEntry: false })?.mode;
    const temporary = temporaryName(target);
    try {
      const handle = fs.openSync(temporary, 'wx');
      try {
        fs.writeFileSync(handle, content);
        if (mode !== undefined) {
          fs.fchmodSync(handle, mode & 0o777);
        }
        fs.fsyncSync(handle);
      } finally {
        fs.closeSync(handle);
      }
      fs.renameSync(temporary, target);
    } finally {
      fs.rmSync(temporary, { force: true });
    }
  });
}
