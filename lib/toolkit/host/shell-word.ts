/** Text that no shell changes or splits. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * A text as one word of a POSIX shell, for commands in messages: in single quotes, unless it has only characters that mean nothing to a shell.
 *
 * Names of stages come from files that others may have written, and users paste commands.
 */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : quotedWord(text);
}

/** A text as one word of a POSIX shell, in single quotes. */
export function quotedWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Texts as words of a POSIX shell, separated by blanks. */
export function shellWords(texts: readonly string[]): string {
  return texts.map(shellWord).join(' ');
}
