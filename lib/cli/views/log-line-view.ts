import { formatTime } from '../../toolkit/host/local-time';
import { type LogLine } from '../../toolkit/io/log-line';
import { hanging } from '../layout';
import { type Style } from '../style';

/** Properties of {@link formatLogLine}. */
export interface LogLineViewProps {
  /** Whether lines of several stages are shown. */
  readonly isWithStage: boolean;
  /** Whether lines of several apps are shown. */
  readonly isWithApp: boolean;
}

/**
 * Formats a line of a log: its time, what wrote it, and the text. On a terminal, what comes before the text is short; in files and pipes it is whole.
 */
export function formatLogLine(line: LogLine, { isWithStage, isWithApp }: LogLineViewProps, style: Style): string {
  const isShort = style.columns !== undefined;
  const { stage, app, namespace, replica, container, reason } = line;
  const whole = namespace === undefined ? replica : `${namespace}/${replica ?? ''}`;
  const label = [
    isWithStage ? stage : undefined,
    isShort && !isWithApp ? undefined : app,
    isShort ? shortName(whole, app) : whole,
    isShort && container === app ? undefined : container,
  ].filter((part) => part !== undefined);
  const parts = [
    style.dim(timeOf(line, isShort)),
    style.name(label.join(' ')),
    reason === undefined ? undefined : style.bold(reason),
    colored(line, style),
  ];
  return hanging(parts.filter((part) => part !== undefined && part !== '').join(' '));
}

/** End of the name of a replica, which tells it from the others: `x2k4p` of `agents--0000001-6d5f8b9c7d-x2k4p`. */
function shortName(name: string | undefined, app: string): string | undefined {
  return name?.startsWith(`${app}-`) === true ? name.slice(name.lastIndexOf('-') + 1) : name;
}

/** `11-28 20:15:03` on a terminal, `2026-11-28 20:15:03.123 +01:00` elsewhere. */
function timeOf({ time }: LogLine, isShort: boolean): string {
  if (time === undefined) {
    return '';
  }
  const text = formatTime(time);
  return isShort ? text.slice(5, 19) : `${text.slice(0, 19)}${time.slice(19, 23)}${text.slice(19)}`;
}

function colored({ severity, message }: LogLine, style: Style): string {
  switch (severity) {
    case 'error':
      return style.bad(message);
    case 'warning':
      return style.warn(message);
    case 'debug':
      return style.dim(message);
    case 'info':
    case undefined:
      return message;
  }
}
