import { Command } from 'commander';
import type * as Common from './common-options';

const VERSION = ['-V', '--version'];
const OWN = ['-h', '--help', ...VERSION];

/**
 * Arguments with the options before the command moved behind its name: `-e prod deploy` becomes `deploy -e prod`.
 *
 * Without a command, common options are left out, so that the help is shown.
 */
export function commandFirst(args: readonly string[]): readonly string[] {
  if (args[0]?.startsWith('-') !== true || args.every((arg) => OWN.includes(arg))) {
    return args;
  }
  // Loaded only where an option precedes the command, so that help is instant; import() does not resolve TypeScript sources in a checkout.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { appOptions } = require('./common-options') as typeof Common;
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
