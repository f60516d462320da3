import path from 'node:path';
import { readTextFile } from '../../toolkit/host/file-trouble';
import { ToolkitError } from '../../toolkit/toolkit-error';

/** The file that `npm run build` makes of {@link runJob}, below the compiled library. */
const FILE = 'lib/verify/from-job/job.bundle.txt';

/**
 * The program of the job, compressed.
 *
 * @throws ToolkitError in a checkout that was not built
 */
export function builtProgram(root = path.join(__dirname, '../../..')): string {
  const text = readTextFile(path.join(root, FILE)) ?? readTextFile(path.join(root, 'dist', FILE));
  if (text === undefined) {
    throw new ToolkitError('FILE_UNUSABLE', 'The program of the job is not built.', 'Run npm run build.');
  }
  return text;
}
