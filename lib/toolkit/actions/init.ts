import fs from 'node:fs';
import path from 'node:path';
import { makeDirectory, onFile, readTextFile } from '../host/file-trouble';
import { ToolkitError } from '../toolkit-error';
import { PackageFile } from '../assembly/package-json';
import { type Core, IGNORED, type ProjectTemplate, projectTemplate, toJson } from '../assembly/project-template';
import { type InitResult } from '../io/results';

/** Properties of {@link init}. */
export interface InitProps {
  /** Name of the system. @default that of package.json, or of the directory */
  readonly name?: string;
  /** Version of azstage that the project depends on. */
  readonly version: string;
  /** Package with the classes of apps and stacks. @default cdktf */
  readonly core?: Core;
}

/** Configuration files of jest, which accepts one only: https://jestjs.io/docs/configuration */
const JEST_CONFIGURATION = /^jest\.config\.(?:js|ts|mjs|cjs|mts|cts|json)$/;

/**
 * Writes a new project that imports azstage. Existing files are never overwritten: package.json gets scripts and dependencies, and files that a directory
 * may have for other purposes, such as README.md, are kept.
 *
 * @param directory created when it does not exist
 * @throws ToolkitError before anything is written when a file of the project exists, or the name is not valid
 */
export function init(directory: string, props: InitProps): InitResult {
  const existing = PackageFile.tryRead(directory);
  const name = nameOf(directory, props.name, existing);
  const template = projectTemplate({ name, version: props.version, core: props.core });
  refuseExisting(directory, template);
  const additions = existing?.with(template.packageJson);
  const kept = Object.keys(template.commonFiles).filter((file) => isKept(directory, file, existing));
  const packageText = additions?.text ?? toJson({ name, private: true, version: '0.1.0', ...template.packageJson });
  const files = { ...template.files, ...template.commonFiles };
  const written = Object.entries(files).filter(([file]) => !kept.includes(file));
  for (const [file, content] of [['package.json', packageText] as const, ...written]) {
    const target = path.join(directory, file);
    makeDirectory(path.dirname(target));
    onFile(target, () => fs.writeFileSync(target, content));
  }
  return {
    directory,
    name,
    files: [...(additions === undefined ? ['package.json'] : []), ...written.map(([file]) => file)],
    kept,
    added: additions?.added,
    keptEntries: additions?.kept ?? [],
    unignored: unignored(directory),
  };
}

function nameOf(directory: string, given: string | undefined, existing: PackageFile | undefined): string {
  const derived = (existing?.name ?? path.basename(directory)).toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const name = given ?? derived.replace(/^-|-$/g, '');
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new ToolkitError(
      'USAGE',
      `"${name}" is not a valid name of a system.`,
      'Use lower-case letters, digits and single hyphens, a letter first: azstage init --name my-platform.',
    );
  }
  return name;
}

function refuseExisting(directory: string, { files }: ProjectTemplate): void {
  const there = Object.keys(files).filter((file) => fs.existsSync(path.join(directory, file)));
  if (there.length > 0) {
    throw new ToolkitError(
      'REFUSED',
      `${directory} has files that would be overwritten: ${there.join(', ')}. Nothing was written.`,
      'Move them away, or create the project in a directory of its own: azstage init infrastructure.',
    );
  }
}

function isKept(directory: string, file: string, existing: PackageFile | undefined): boolean {
  const isThere = fs.existsSync(path.join(directory, file));
  return isThere || (file === 'jest.config.js' && configuresJest(directory, existing));
}

function configuresJest(directory: string, existing: PackageFile | undefined): boolean {
  const names = fs.existsSync(directory) ? fs.readdirSync(directory) : [];
  return existing?.configuresJest === true || names.some((name) => JEST_CONFIGURATION.test(name));
}

/** Lines that are missing in .gitignore, with or without a slash around them. */
function unignored(directory: string): readonly string[] {
  const bare = (line: string) => line.trim().replace(/^\/|\/$/g, '');
  const lines = new Set((readTextFile(path.join(directory, '.gitignore')) ?? '').split('\n').map(bare));
  return IGNORED.filter((line) => !lines.has(bare(line)));
}
