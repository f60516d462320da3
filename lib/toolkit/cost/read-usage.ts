import path from 'node:path';
import { NO_USAGE, USAGE, USAGE_FILE, type UsageFile } from '../../cost/usage-file';
import { type Project } from '../assembly/project';
import { readJsonFile } from '../host/json-file';
import { ToolkitError } from '../toolkit-error';

/** Instruction in a message about a wrong usage file. */
const FIX =
  'docs/cost.md lists the quantities of each type; docs/schemas/usage.schema.json lets an editor complete them.';

/**
 * Reads the usage file of a project, or the one that is named. Without one, all defaults hold.
 *
 * @param file path relative to the directory that the user is in. @default usage.json beside cdktf.json, if it is there
 * @throws ToolkitError when it has another form, or a named one does not exist
 */
export function readUsage(project: Project, file?: string): UsageFile {
  const place =
    file === undefined ? path.join(project.directory, USAGE_FILE) : path.resolve(project.workingDirectory, file);
  const usage = readJsonFile(place, USAGE, { code: 'USAGE', fix: FIX });
  if (usage === undefined && file !== undefined) {
    throw new ToolkitError('USAGE', `--usage: ${place} does not exist.`, 'Name a file with the expected usage.');
  }
  return usage ?? NO_USAGE;
}
