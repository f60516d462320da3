import { Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type CliDeps, type StopSignal } from './cli-deps';
import { type CommonOptions, sessionProps } from './common-options';
import { ConsoleIoHost } from './console-io-host';
import { Style } from './style';

const STOP_SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Session of the engine, and the style of its results. */
export interface CliSession {
  readonly session: Session;
  /** Colors of standard output. */
  readonly style: Style;
}

/** Runs an action in a session with the options of the command line; signals interrupt the session meanwhile. */
export async function withSession(
  options: CommonOptions,
  deps: CliDeps,
  action: (cli: CliSession) => Promise<void>,
): Promise<void> {
  const ioHost = new ConsoleIoHost(deps, { json: options.json, debug: options.debug });
  const session = new Session(sessionProps(options, deps, ioHost));
  const interrupt = () => session.interruption.interrupt();
  ioHost.interruptible = session.interruption;
  STOP_SIGNALS.forEach((signal) => deps.signals.on(signal, interrupt));
  try {
    await action({ session, style: options.json === true ? new Style(false) : Style.of(deps.stdout, deps.env) });
  } catch (error) {
    const isKnown = error instanceof ToolkitError && error.code === 'INTERRUPTED';
    throw session.interruption.happened && !isKnown ? new ToolkitError('INTERRUPTED', 'Interrupted.') : error;
  } finally {
    STOP_SIGNALS.forEach((signal) => deps.signals.off(signal, interrupt));
    ioHost.close();
  }
}
