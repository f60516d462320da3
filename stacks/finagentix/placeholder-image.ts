/** A placeholder image: runs in a container until the image of the system exists. */
export interface PlaceholderImage {
  readonly image: string;
  readonly command: readonly string[];
}

const PYTHON = 'mcr.microsoft.com/azurelinux/base/python:3.12';

/**
 * Answers 200 on `/health` and on `/`, so that a stage can be deployed, probed and reached before its image is built.
 *
 * A registry has no image before the stage that makes it is applied, and Container Apps refuses an app whose image it cannot pull.
 */
export function placeholderServer(port: number): PlaceholderImage {
  const site = '/tmp/site';
  return {
    image: PYTHON,
    command: [
      '/bin/sh',
      '-c',
      `mkdir -p ${site} && echo ok > ${site}/health && exec python3 -m http.server ${port} --directory ${site}`,
    ],
  };
}

/** Ends at once, in place of a job. */
export function placeholderJob(): PlaceholderImage {
  return {
    image: PYTHON,
    command: ['/bin/sh', '-c', 'echo "No ingestion image yet: set the parameter ingestionImage."'],
  };
}
