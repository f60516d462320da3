import { Session } from '../toolkit/session';
import { type CliDeps } from './cli-deps';
import { type CommonOptions, sessionProps } from './common-options';
import { ConsoleIoHost } from './console-io-host';
import { Style } from './style';

/** The engine on this console, with the options that were given. */
export function startSession(
  options: CommonOptions,
  deps: CliDeps,
): { readonly session: Session; readonly style: Style } {
  const ioHost = new ConsoleIoHost(deps, { json: options.json, debug: options.debug });
  return {
    session: new Session(sessionProps(options, deps, ioHost)),
    style: options.json === true ? new Style(false) : Style.of(deps.stdout, deps.env),
  };
}
