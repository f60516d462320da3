import { shellWord, shellWords } from '../toolkit/host/shell-word';
import { type CommandStep, type Pipeline, type Word } from './pipeline';

/** Width of a command in a file, after which it goes on in the next line. */
const WIDTH = 100;

/** Start of the comment at the top of every file: only files that start with it are overwritten. */
export const WRITTEN = 'Written by azstage pipeline';

/** Lines of the comment at the top of a file. */
export function headerOf({ command }: Pipeline, about: string): readonly string[] {
  return [
    `${WRITTEN} from the stages of the app; a job of pull requests compares it with them. Do not edit it, but run:`,
    `  ${shellWords(command)}`,
    about,
  ];
}

/** Script of a step, for a POSIX shell. */
export function scriptOf({ words }: CommandStep): string {
  const command = wrapped(words.map(wordText));
  const hasInputs = words.some((word) => typeof word !== 'string');
  // Inputs are split into words, and nothing else: brackets in them are no patterns.
  return hasInputs ? `set -f\n${command}` : command;
}

/** Names of the inputs of a step. */
export function inputsOf({ words }: CommandStep): readonly ('STAGES' | 'ALLOW_DATA_LOSS')[] {
  return words.flatMap((word) => (typeof word === 'string' ? [] : [word.input]));
}

function wordText(word: Word): string {
  if (typeof word === 'string') {
    return shellWord(word);
  }
  const { input, option, otherwise = [] } = word;
  return option === undefined ? `\${${input}:-${shellWords(otherwise)}}` : `\${${input}:+${option} $${input}}`;
}

/** Words in lines that go on in the next one, each option with its values in one line. */
function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const part of parts(words)) {
    if (line !== '' && line.length + part.length >= WIDTH) {
      lines.push(`${line} \\`);
      line = `  ${part}`;
    } else {
      line = line === '' ? part : `${line} ${part}`;
    }
  }
  return [...lines, line].join('\n');
}

/** Words, an option and its values together. */
function parts(words: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const word of words) {
    const last = found.at(-1);
    if (last?.startsWith('--') === true && !/^(--|\$)/.test(word)) {
      found[found.length - 1] = `${last} ${word}`;
    } else {
      found.push(word);
    }
  }
  return found;
}
