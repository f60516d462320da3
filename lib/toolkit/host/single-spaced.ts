/**
 * Text with one space for each run of white space, and none at its ends. Split and joined, as a quantifier of a regular expression overflows on runs of
 * megabytes.
 */
export function singleSpaced(text: string): string {
  return text
    .split(/\s/)
    .filter((part) => part !== '')
    .join(' ');
}
