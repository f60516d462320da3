import path from 'node:path';

/** Entry of a core: `/project/node_modules/cdktf/lib/index.js`. */
const ENTRY = /^(.*[\\/]node_modules[\\/]cdkt[fn])[\\/]lib[\\/]index\.js$/;

/**
 * The copies of cdktf and cdktn that the process has loaded, sorted: directories relative to that of the project, with `/` on every system.
 *
 * A construct of one copy is none of another's, although both have the same name.
 */
export function loadedCores(projectDirectory: string): string[] {
  return Object.keys(require.cache)
    .flatMap((file) => ENTRY.exec(file)?.[1] ?? [])
    .map((directory) => path.relative(projectDirectory, directory).replaceAll(path.sep, '/'))
    .sort();
}
