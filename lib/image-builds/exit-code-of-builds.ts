import { ExitCode } from '../toolkit/exit-code';
import { type ImageBuildsResult } from '../toolkit/io/image-results';

/** Exit code of a command that built images. */
export function exitCodeOfBuilds({ images }: ImageBuildsResult): ExitCode {
  const results = new Set(images.map(({ result }) => result));
  if (results.has('interrupted') || results.has('cancelled')) {
    return ExitCode.INTERRUPTED;
  }
  return results.has('failed') ? ExitCode.FAILED : ExitCode.DONE;
}
