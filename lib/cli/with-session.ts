import { Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type CliDeps, type StopSignal } from './cli-deps';
import { type CommonOptions, sessionProps } from './common-options';
import { ConsoleIoHost } from './console-io-host';
import { Style } from './style';

const STOP_SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A session of the engine, and how its results are styled. */
export interface CliSession {
  readonly session: Session;
  /** Colors of standard output. */
  readonly style: Style;
}

/** Runs an action with the engine on this console and the options that were given; Ctrl-C goes to the engine meanwhile. */
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
    throw session.interruption.happened ? new ToolkitError('INTERRUPTED', 'Interrupted.') : error;
  } finally {
    STOP_SIGNALS.forEach((signal) => deps.signals.off(signal, interrupt));
    ioHost.close();
  }
}
