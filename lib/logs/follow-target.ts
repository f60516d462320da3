import { AzureError } from '../azure/azure-error';
import { type LogAccess } from './log-access';
import { type LineStreams, MOST_PAST_LINES } from './line-stream';
import { exactTime } from './log-time';
import { SeenLines, type SeenLinesProps } from './seen-lines';
import { parseConsoleLine, parseEventLine, type StreamedLine } from './stream-line';
import { type StreamTarget } from './stream-targets';

/** Delays before a stream is opened again, in seconds; the last one counts from then on. */
const DELAYS = [1, 2, 5, 10, 30];

/** Properties of {@link followTarget}. */
export interface FollowTargetProps extends SeenLinesProps {
  readonly access: LogAccess;
  readonly streams: LineStreams;
  readonly target: StreamTarget;
  /** Number of lines of the past that it starts with. */
  readonly tail: number;
  /** Whether it is opened again when it ends. */
  readonly isWanted: () => boolean;
  readonly onLine: (line: StreamedLine) => void;
  /** Called when the stream broke and is opened again, once until lines come. */
  readonly onTrouble: (error: AzureError) => void;
}

/** Reads a line of a stream of that target. */
export function parseLine(target: StreamTarget, text: string): StreamedLine | undefined {
  return target.container === undefined ? parseEventLine(text) : parseConsoleLine(text);
}

/**
 * Follows a stream. Azure ends it after some minutes without a line, and connections break: it is opened again where it ended, and no line comes twice.
 *
 * @throws AzureError when Azure refuses it for good
 */
export async function followTarget(props: FollowTargetProps): Promise<void> {
  const { access, streams, target, isWanted, onTrouble } = props;
  const { signal } = access;
  const seen = new SeenLines(props);
  let failures = 0;
  let tail = props.tail;
  let first: string | undefined;
  const onStart = () => {
    seen.start(first);
    first ??= exactTime(access.clock());
    tail = MOST_PAST_LINES;
  };
  do {
    try {
      for await (const text of streams.lines(target, { follow: true, tail, signal, onStart })) {
        failures = 0;
        const line = parseLine(target, text);
        if (line !== undefined && !seen.has(line)) {
          props.onLine(line);
        }
      }
    } catch (error) {
      const isGone = error instanceof AzureError && error.status === 404;
      if (!(error instanceof AzureError) || isFinal(error) || (isGone && target.container === undefined)) {
        throw error;
      }
      // A container that is about to start, or has just ended, has no stream.
      if (failures === 0 && !isGone) {
        onTrouble(error);
      }
      failures += 1;
    }
    if (isWanted() && !signal.aborted) {
      await access.sleep(DELAYS[Math.min(failures, DELAYS.length - 1)] ?? 1, signal);
    }
  } while (isWanted() && !signal.aborted);
}

/** Whether another try cannot succeed: the identity may not read it. */
export function isFinal({ status }: AzureError): boolean {
  return status === 401 || status === 403 || status === 400;
}
