import { CONSOLE, EVENT } from './log-formats';
import { type LogLine } from '../toolkit/io/log-line';
import { parseLogTime } from './log-time';
import { severityIn, severityNamed } from './severity';

/** Line without what is known of the stream that it is from. */
export type StreamedLine = Pick<LogLine, 'time' | 'severity' | 'message'> &
  Partial<Pick<LogLine, 'reason' | 'revision' | 'replica'>>;

/** What a stream says of itself, with a time without an offset: https://learn.microsoft.com/azure/container-apps/log-streaming */
const OF_STREAM = /^(Connecting to the container |Successfully Connected to container: |No logs since last )/;

/** Reasons of what an event stream says of itself. */
const OF_EVENT_STREAM = new Set(['StartingGettingEvents', 'ConnectedToEventsServer', 'NoNewEvents']);

/** Tags that the container runtime puts before a line, F for a full one and P for a part: https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md */
const TAGS = /^(?:(?:stdout|stderr) )?[FP] /;

/** Reads a line of a console stream; undefined for one that the stream says of itself. A line that is no JSON is a line of the container. */
export function parseConsoleLine(text: string): StreamedLine | undefined {
  const { TimeStamp: stamp = '', Log: log = text } = CONSOLE.tryParse(text) ?? {};
  const time = parseLogTime(stamp);
  if (time?.hasOffset === false && OF_STREAM.test(log)) {
    return undefined;
  }
  const message = log.replace(TAGS, '').replace(/[\r\n]+$/, '');
  return { time: time?.text, severity: severityIn(message), message };
}

/** Reads a line of an event stream; undefined for one that the stream says of itself, or that is none. */
export function parseEventLine(text: string): StreamedLine | undefined {
  const event = EVENT.tryParse(text);
  if (event === undefined || OF_EVENT_STREAM.has(event.Reason ?? '')) {
    return undefined;
  }
  return {
    time: parseLogTime(event.TimeStamp ?? '')?.text,
    severity: severityNamed(event.Type ?? ''),
    reason: event.Reason ?? '',
    revision: event.RevisionName || undefined,
    replica: event.ReplicaName || undefined,
    message: event.Msg.replace(/[\r\n]+$/, ''),
  };
}
