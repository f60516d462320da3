import { millisecondsOf } from './log-time';
import { type StreamedLine } from './stream-line';

/** Time by which Log Analytics and a log stream may differ in the time of a line, in milliseconds. */
const BLUR = 1000;

/** Properties of {@link SeenLines}. */
export interface SeenLinesProps {
  /** Lines that were shown from Log Analytics, which may have other decimals in their times. @default none */
  readonly shown?: readonly StreamedLine[];
  /** Time before which no line is wanted. @default any line is */
  readonly since?: string;
}

/** Past that a stream repeats when it starts again. */
interface Replay {
  /** Newest time of the past. */
  readonly boundary: string;
  readonly isBlurred: boolean;
  /** Numbers of lines at the boundary that are still to come again. */
  readonly toCome: Map<string, number>;
}

/**
 * The newest lines of one container that were shown. A stream that starts again repeats the past first: what is older than the newest line that was shown,
 * and as many lines at its time as were shown, is left out until a newer line comes. From then on, every line is new.
 */
export class SeenLines {
  private newest: string;
  /** Lines at the newest time; within the blur before it where they are from Log Analytics. */
  private recent: readonly StreamedLine[];
  private isBlurred: boolean;
  private replay?: Replay;

  constructor({ shown = [], since = '' }: SeenLinesProps = {}) {
    this.newest = shown.reduce((newest, { time = '' }) => (time > newest ? time : newest), since);
    this.isBlurred = shown.length > 0;
    this.recent = shown.filter(({ time }) => time !== undefined && isAt(time, this.newest, this.isBlurred));
  }

  /**
   * Notes that the stream starts.
   *
   * @param first time at which it started first: nothing before it is new where no line was shown yet. @default it starts for the first time
   */
  public start(first = ''): void {
    const { isBlurred } = this;
    const boundary = this.newest === '' ? first : this.newest;
    const toCome = new Map<string, number>();
    for (const line of this.recent) {
      const key = keyOf(line, isBlurred);
      toCome.set(key, (toCome.get(key) ?? 0) + 1);
    }
    this.replay = boundary === '' ? undefined : { boundary, isBlurred, toCome };
  }

  /** Whether a line was shown already; otherwise it counts as shown from here on. A line without a time is always new. */
  public has(line: StreamedLine): boolean {
    const { time } = line;
    if (time === undefined) {
      return false;
    }
    if (this.isRepeated(line, time)) {
      return true;
    }
    if (time > this.newest || this.isBlurred) {
      this.newest = time > this.newest ? time : this.newest;
      this.recent = [];
      this.isBlurred = false;
    }
    this.recent = time === this.newest ? [...this.recent, line] : this.recent;
    return false;
  }

  private isRepeated(line: StreamedLine, time: string): boolean {
    if (this.replay === undefined) {
      return false;
    }
    const { boundary, isBlurred, toCome } = this.replay;
    if (!isAt(time, boundary, isBlurred)) {
      this.replay = time > boundary ? undefined : this.replay;
      return time < boundary;
    }
    const key = keyOf(line, isBlurred);
    const left = toCome.get(key) ?? 0;
    toCome.set(key, left - 1);
    return left > 0;
  }
}

function isAt(time: string, boundary: string, isBlurred: boolean): boolean {
  return isBlurred ? Math.abs(millisecondsOf(time) - millisecondsOf(boundary)) <= BLUR : time === boundary;
}

function keyOf({ time = '', message }: StreamedLine, isBlurred: boolean): string {
  return isBlurred ? message : `${time} ${message}`;
}
