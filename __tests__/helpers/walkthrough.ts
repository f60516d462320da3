/** Step of a page that a reader follows: commands in a shell, or a file to save. */
export type Step =
  | { readonly kind: 'commands'; readonly text: string; readonly place?: string }
  | { readonly kind: 'file'; readonly file: string; readonly text: string };

/**
 * Steps of a page in their order: blocks of shell commands, and blocks before which the page says "Save this as `file`:".
 *
 * A word after `sh` says where the commands work, unless in any directory: `needs-azure`, `in-checkout`.
 */
export function stepsOf(page: string): Step[] {
  const blocks = page.matchAll(/(?:Save this as `([^`]+)`:\n\n)?^```(\S+)(?: (\S+))?\n([^]*?)^```$/gm);
  return [...blocks].flatMap(([, file, language, place, text = '']): Step[] => {
    if (file !== undefined) {
      return [{ kind: 'file', file, text }];
    }
    return language === 'sh' ? [{ kind: 'commands', text, place }] : [];
  });
}
