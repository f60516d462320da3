import { Command } from 'commander';
import { appOptions } from './common-options';

const VERSION = ['-V', '--version'];

/**
 * Arguments with the options before the command moved behind its name: `-e prod deploy` becomes `deploy -e prod`.
 *
 * Without a command, common options are left out, so that the help is shown.
 */
export function commandFirst(args: readonly string[]): readonly string[] {
  const { options } = appOptions(new Command());
  const leading: string[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-')) {
      return [arg, ...leading, ...args.slice(at + 1)];
    }
    const option = options.find(({ short, long }) => [short, long].includes(arg));
    if (option === undefined) {
      // With the value in the same word, or of the command alone.
      unknown.push(arg);
      leading.push(arg);
    } else if (option.variadic) {
      // Attached, as the option would take the arguments of the command too.
      for (; args[at + 1]?.includes('=') === true; at++) {
        leading.push(`${arg}=${args[at + 1]}`);
      }
    } else {
      leading.push(arg, ...(option.required ? args.slice(at + 1, at + 2) : []));
      at += option.required ? 1 : 0;
    }
    if (VERSION.includes(arg) || arg === '--') {
      return args;
    }
  }
  return unknown;
}
