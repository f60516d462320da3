import { type DeploymentStatus, type GraphNode } from '../io/results';
import { oneLine } from '../io/printable';

/** Maximum length of a line, and number of lines of a name. */
const LONGEST_LINE = 30;
const MOST_LINES = 3;
const LONGEST_DETAIL = 60;
const LONGEST_TITLE = 24;

const STATUSES: readonly DeploymentStatus[] = ['deployed', 'not deployed', 'unknown'];

/** Text of a box. */
export interface BoxText {
  /** Name, wrapped into lines. */
  readonly name: readonly string[];
  /** Number of stages, title if it differs from the name, lifecycle; then status. */
  readonly details: readonly string[];
}

/** Text of a box: long names are wrapped between words; the middle of a name that is longer than three lines is left out. */
export function boxText(node: GraphNode): BoxText {
  const count = stageCount(node);
  const counted = count === 1 ? undefined : `${count} stages`;
  const status = statusText(node);
  const facts = [counted, newTitle(node), node.lifecycle, count === 1 ? status : undefined]
    .filter((text) => text !== undefined)
    .map(oneLine)
    .join(' · ');
  const details = [facts, ...(count === 1 || status === undefined ? [] : [status])].filter((line) => line !== '');
  return {
    name: wrapped(oneLine(counted === undefined ? node.name : node.name.replace(` (${counted})`, ''))),
    details: details.map((line) => shortened(line, LONGEST_DETAIL)),
  };
}

/** Number of stages in a box. */
export function stageCount({ stages }: GraphNode): number {
  return stages?.length ?? 1;
}

/** Status of a stage: `deployed`; of a group with several: `90 deployed, 10 not deployed`. */
export function statusText({ statuses = {} }: GraphNode): string | undefined {
  const counts = STATUSES.flatMap((status) =>
    statuses[status] === undefined ? [] : [{ status, count: statuses[status] }],
  );
  if (counts.length === 1) {
    return counts[0]?.status;
  }
  return counts.length === 0 ? undefined : counts.map(({ status, count }) => `${count} ${status}`).join(', ');
}

function newTitle({ name, title }: GraphNode): string | undefined {
  return title === undefined || !saysMore(title, name) ? undefined : shortened(title, LONGEST_TITLE);
}

/** Whether a title says more than a name. */
export function saysMore(title: string, name: string): boolean {
  const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return !letters(name).includes(letters(title));
}

function wrapped(name: string): readonly string[] {
  const lines: string[] = [];
  // Lines break after separators, and within words that are longer than a line.
  for (const part of shortened(name, LONGEST_LINE * MOST_LINES * 2).match(
    /[\p{L}\p{N}*.]{1,30}[^\p{L}\p{N}*.]{0,2}|./gu,
  ) ?? []) {
    const line = lines.at(-1);
    if (line === undefined || line.length + part.trimEnd().length > LONGEST_LINE) {
      lines.push(part);
    } else {
      lines[lines.length - 1] = line + part;
    }
  }
  const all = lines.map((line) => line.trim());
  return all.length <= MOST_LINES ? all : [...all.slice(0, MOST_LINES - 1), `…${all.at(-1)}`];
}

/** The text with its middle left out where it is too long. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  const half = Math.floor((most - 1) / 2);
  return characters.length <= most ? text : `${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`;
}

/** Widths of bold characters relative to the font size, from DejaVu Sans: the widest font that a browser is likely to use. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;|'·]/, 0.41],
  [/[ frtI()[\]*/!-]/, 0.53],
  [/[mwMWOQGD%@&…]/, 1.11],
  [/[A-Z#+<=>^~]/, 0.84],
  [/[\u0000-\u024f]/, 0.73],
];
const WIDEST = 1.15;

/** Upper bound of the width of a text in bold, whatever font is used. */
export function textWidth(text: string, fontSize: number): number {
  const widths = [...text].map((character) => WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? WIDEST);
  return widths.reduce((sum, width) => sum + width, 0) * fontSize;
}
