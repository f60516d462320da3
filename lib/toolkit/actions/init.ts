import fs from 'node:fs';
import path from 'node:path';
import { makeDirectory, onFile } from '../host/file-trouble';
import { ToolkitError } from '../toolkit-error';
import { projectTemplate, type ProjectTemplateProps } from '../assembly/project-template';
import { type InitResult } from '../io/results';

/**
 * Writes a new project that imports azstage. Existing files are never overwritten.
 *
 * @param directory created when it does not exist
 * @throws ToolkitError when one of the files exists, or the name is not valid
 */
export function init(directory: string, props: ProjectTemplateProps): InitResult {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(props.name)) {
    throw new ToolkitError(
      'USAGE',
      `"${props.name}" is not a valid name of a system.`,
      'Use lower-case letters, digits and single hyphens, a letter first: azstage init --name my-platform.',
    );
  }
  const files = Object.entries(projectTemplate(props));
  const there = files.map(([file]) => file).filter((file) => fs.existsSync(path.join(directory, file)));
  if (there.length > 0) {
    throw new ToolkitError('REFUSED', `${directory} has ${there.join(', ')} already.`, 'Choose an empty directory.');
  }
  for (const [file, content] of files) {
    const target = path.join(directory, file);
    makeDirectory(path.dirname(target));
    onFile(target, () => fs.writeFileSync(target, content));
  }
  return { directory, files: files.map(([file]) => file) };
}
