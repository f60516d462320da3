import { styleText } from 'node:util';
import { type CliDeps } from './cli-deps';

type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Values of `FORCE_COLOR` that disable colors, as in Node.js: https://nodejs.org/api/tty.html#writestreamgetcolordepthenv */
const NONE = ['0', 'false'];

/** Colors of a stream, or none: `NO_COLOR` and `FORCE_COLOR` take precedence over what the stream is. */
export class Style {
  /** Style of a stream of the process. */
  public static of(stream: CliDeps['stdout'], env: NodeJS.ProcessEnv): Style {
    const { NO_COLOR: no = '', FORCE_COLOR: force = '', TERM: terminal } = env;
    const isTerminal = stream.isTTY === true && terminal !== 'dumb';
    return new Style(no === '' && (force === '' ? isTerminal : !NONE.includes(force)));
  }

  constructor(public readonly enabled: boolean) {}

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
    // validateStream checks the stream and environment of the process, not those that were passed.
    return this.enabled ? styleText(format, text, { validateStream: false }) : text;
  }
}
