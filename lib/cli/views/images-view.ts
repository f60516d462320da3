import { count } from '../../toolkit/host/count';
import { formatDuration } from '../../toolkit/host/duration';
import {
  type BuiltImageResult,
  type ImageBuildsResult,
  type ImagesResult,
  type ListedImage,
} from '../../toolkit/io/image-results';
import { shortName } from '../../toolkit/run/image-supply';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { formatHeading } from './synth-view';

const STATUS: Readonly<Record<ListedImage['status'], string>> = {
  present: 'present',
  missing: 'missing',
  'no-registry': 'no registry yet',
  unknown: 'unknown',
};

/** Formats the images of the stages for the terminal. */
export function formatImages(result: ImagesResult, style: Style): string {
  const { images } = result;
  const header = ['IMAGE', 'SOURCES', 'SIZE', 'STATUS', 'STAGES'];
  const rows = images.map((image) => [
    shortName(image),
    image.context,
    sizeText(image.size),
    STATUS[image.status],
    image.stages.join(', '),
  ]);
  const table = formatTable([header, ...rows], (cell, column, row) =>
    row === 0
      ? style.dim(cell)
      : column === 0
        ? style.name(cell)
        : column === 3
          ? colored(images[row - 1] as ListedImage, cell, style)
          : cell,
  );
  const body = rows.length === 0 ? ['No stage runs an image that is built from sources of the project.'] : table;
  const details = images.flatMap(({ why, ...image }) => (why === undefined ? [] : [`${shortName(image)}: ${why}`]));
  const next = images.some(({ status }) => status === 'missing') ? ['Next: npx azstage images push'] : [];
  return layout([formatHeading(result, style), body, details, next]);
}

/** Formats what came of images. */
export function formatBuiltImages({ action, images }: ImageBuildsResult, style: Style): string {
  if (images.length === 0) {
    return 'No stage runs an image that is built from sources of the project.';
  }
  const lines = images.map((image) => `${style.name(shortName(image))}  ${resultText(image, style)}`);
  const failed = images.filter(({ result }) => result === 'failed').length;
  const errors = images.flatMap(({ error, fix, ...image }) =>
    error === undefined ? [] : [`${style.bad(shortName(image))}: ${error}`, ...(fix === undefined ? [] : [`  ${fix}`])],
  );
  const done = images.filter(({ result }) => ['built', 'pushed', 'present'].includes(result)).length;
  const verb = action === 'push' ? 'in the registry' : 'built';
  const end = failed === 0 ? `${count(done, 'image')} ${verb}.` : `${count(failed, 'image')} failed.`;
  return layout([lines, errors, [failed === 0 ? end : style.bad(end)]]);
}

function colored({ status }: ListedImage, cell: string, style: Style): string {
  return status === 'present' ? style.good(cell) : status === 'missing' ? style.warn(cell) : style.dim(cell);
}

function resultText({ result, milliseconds }: BuiltImageResult, style: Style): string {
  const took = milliseconds === undefined ? '' : ` (${formatDuration(milliseconds)})`;
  switch (result) {
    case 'built':
    case 'pushed':
      return `${style.good(result)}${took}`;
    case 'present':
      return 'in the registry already';
    case 'failed':
      return `${style.bad(result)}${took}`;
    case 'interrupted':
      return style.warn('interrupted');
    case 'cancelled':
      return style.warn('not started');
  }
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

/** `23 B`, `1.4 MiB`. */
export function sizeText(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${power === 0 ? amount : amount.toFixed(1)} ${UNITS[power]}`;
}
