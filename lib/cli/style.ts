import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { printable } from '../toolkit/io/printable';
import { type CliDeps } from './cli-deps';

type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Values of `FORCE_COLOR` that disable colors, as in Node.js: https://nodejs.org/api/tty.html#writestreamgetcolordepthenv */
const NONE = ['0', 'false'];

/** Part of each mark that text of others cannot have, as it is another one in each process. */
const OWN = randomBytes(8).toString('hex');
const MARK = new RegExp(`<${OWN}:(\\d+)>`);

/**
 * Colors of a stream, or none, and its width. Of the colors, `NO_COLOR` and `FORCE_COLOR` take precedence over what the stream is.
 *
 * Colored text has marks, which {@link rendered} replaces by escape sequences. So it can tell them from those in text of others.
 */
export class Style {
  /** Style of a stream of the process. */
  public static of(stream: Pick<CliDeps['stdout'], 'isTTY' | 'columns'>, env: NodeJS.ProcessEnv): Style {
    const { NO_COLOR: no = '', FORCE_COLOR: force = '', TERM: terminal } = env;
    const isTerminal = stream.isTTY === true && terminal !== 'dumb';
    const columns = stream.isTTY === true && stream.columns !== 0 ? stream.columns : undefined;
    return new Style(no === '' && (force === '' ? isTerminal : !NONE.includes(force)), columns);
  }

  constructor(
    public readonly enabled: boolean,
    /** Width that tables should fit in. @default any, as in a file */
    public readonly columns?: number,
  ) {}

  public bold(text: string): string {
    return this.apply('bold', text);
  }

  public dim(text: string): string {
    return this.apply('dim', text);
  }

  public bad(text: string): string {
    return this.apply('red', text);
  }

  public good(text: string): string {
    return this.apply('green', text);
  }

  public warn(text: string): string {
    return this.apply('yellow', text);
  }

  public name(text: string): string {
    return this.apply('cyan', text);
  }

  private apply(format: Format, text: string): string {
    const [start, end] = inspect.colors[format] ?? [];
    return this.enabled ? `<${OWN}:${start}>${text}<${OWN}:${end}>` : text;
  }
}

/** The text without the marks of {@link Style}. */
export function stripped(text: string): string {
  return text
    .split(MARK)
    .filter((_, index) => index % 2 === 0)
    .join('');
}

/** Text for a terminal or a log: with the colors of {@link Style}, and nothing else that is not {@link printable}. */
export function rendered(text: string): string {
  return text
    .split(MARK)
    .map((part, index) => (index % 2 === 1 ? `\u001b[${part}m` : printable(part)))
    .join('');
}
