import { sha256 } from './sha256';

/** Identifier that follows from names: the same in every run. */
export function uuidOf(...names: readonly string[]): string {
  const hex = sha256(names.join('\n').toLowerCase()).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
