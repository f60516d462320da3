import { type IIoHost, type IoMessage, type IoRequest } from '../toolkit/io-host';
import { type CliDeps } from './cli-deps';
import { Style } from './style';

/** How the console shows what the engine says. */
export interface ConsoleIoHostProps {
  /** Whether every message is a line of JSON on standard output. @default false */
  readonly json?: boolean;
  /** Whether messages for debugging are shown. @default false */
  readonly debug?: boolean;
}

/**
 * Standard output and standard error: the only place that writes to them.
 *
 * Results go to standard output, everything else to standard error, so that a result can be piped.
 */
export class ConsoleIoHost implements IIoHost {
  private readonly style: Style;

  constructor(
    private readonly deps: CliDeps,
    private readonly props: ConsoleIoHostProps = {},
  ) {
    this.style = Style.of(deps.stderr, deps.env);
    for (const stream of [deps.stdout, deps.stderr]) {
      stream.on('error', ignoreClosedPipe);
    }
  }

  public notify(message: IoMessage): void {
    if (message.level === 'debug' && this.props.debug !== true) {
      return;
    }
    if (this.props.json === true) {
      this.deps.stdout.write(`${JSON.stringify(message)}\n`);
    } else if (message.level === 'result') {
      this.deps.stdout.write(`${message.text}\n`);
    } else {
      this.deps.stderr.write(`${this.painted(message)}\n`);
    }
  }

  public requestResponse(_request: IoRequest): Promise<boolean | undefined> {
    return Promise.resolve(undefined);
  }

  private painted(message: IoMessage): string {
    switch (message.level) {
      case 'error':
        return this.style.bad(message.text);
      case 'warning':
        return this.style.warn(message.text);
      case 'debug':
        return this.style.dim(message.text);
      case 'info':
      case 'result':
        return message.text;
    }
  }
}

/** `azstage list | head` closes the pipe early; that is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
}
