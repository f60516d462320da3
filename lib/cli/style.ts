import { inspect } from 'node:util';
import { type CliDeps } from './cli-deps';

type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours for one stream, or none: `NO_COLOR` and `FORCE_COLOR` decide before the terminal does. */
export class Style {
  /** For a stream of the process. */
  public static of(stream: CliDeps['stdout'], env: NodeJS.ProcessEnv): Style {
    const isSet = (name: string) => (env[name] ?? '') !== '';
    return new Style(!isSet('NO_COLOR') && (isSet('FORCE_COLOR') || (stream.isTTY === true && env['TERM'] !== 'dumb')));
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
    const [on, off] = inspect.colors[format] ?? [0, 0];
    return this.enabled ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  }
}
