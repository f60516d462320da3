import fs from 'node:fs';
import path from 'node:path';
import { create } from 'tar';
import { type BuildContext, readBuildContext } from '../images/build-context';
import { imageTag } from '../images/image-tag';
import { AzstageError } from '../errors';
import { makePrivateDirectory, temporaryName } from '../toolkit/host/private-files';
import { type RegistryImage, shortName } from '../toolkit/run/image-supply';
import { ToolkitError } from '../toolkit/toolkit-error';

type Sources = Pick<
  RegistryImage,
  'repository' | 'tag' | 'context' | 'dockerfile' | 'target' | 'args' | 'platform' | 'users'
>;

/** Directories of the sources of images. */
export interface SourcePlace {
  /** Directory that the contexts are relative to. */
  readonly directory: string;
  /** Directory for the archive. */
  readonly dataDirectory: string;
}

/**
 * Sources of an image as they are now.
 *
 * @throws ToolkitError when they are not the ones that synth has read
 */
export function sourcesOf({ directory }: Pick<SourcePlace, 'directory'>, image: Sources): BuildContext {
  const context = readSources(directory, image);
  if (imageTag(context, image) !== image.tag) {
    throw new ToolkitError(
      'STALE',
      `The sources of ${shortName(image)} in ${image.context} changed after synth.`,
      'Run the command again, without --skip-synth.',
    );
  }
  return context;
}

function readSources(projectDirectory: string, image: Sources): BuildContext {
  try {
    return readBuildContext({ projectDirectory, context: image.context, dockerfile: image.dockerfile });
  } catch (error) {
    throw error instanceof AzstageError
      ? new ToolkitError('REFUSED', `${image.users[0] ?? ''}: ${error.message}`)
      : error;
  }
}

/**
 * Packs the sources of an image as a compressed archive, calls a function with its file, and removes it.
 *
 * Its files have one owner, one time and one of two modes, so that nothing is in the image that is not in its tag.
 *
 * @throws ToolkitError when they are not the ones that synth has read
 */
export async function withArchive<T>(
  place: SourcePlace,
  image: Sources,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const { dataDirectory } = place;
  const { directory, entries } = sourcesOf(place, image);
  const executable = new Set(entries.filter(({ isExecutable }) => isExecutable).map((entry) => entry.path));
  makePrivateDirectory(dataDirectory);
  const file = temporaryName(path.join(dataDirectory, 'sources.tar.gz'));
  try {
    const options = {
      file,
      cwd: directory,
      gzip: true,
      portable: true,
      noDirRecurse: true,
      mtime: new Date(0),
      mode: 0o600,
    };
    await create(
      {
        ...options,
        filter: (entry, stat) => {
          const isExecutable = executable.has(entry.replace(/^\.\//, ''));
          // A second name of a file would be packed as a link to the first.
          Object.assign(stat, { mode: isExecutable ? 0o100755 : 0o100644, nlink: 1 });
          return true;
        },
      },
      // With ./ in front, as tar takes @ at the beginning of a name for an archive.
      entries.map((entry) => `./${entry.path}`),
    );
    sourcesOf(place, image);
    return await work(file);
  } finally {
    fs.rmSync(file, { force: true });
  }
}
