/** Times of log streams: ISO 8601 (https://www.rfc-editor.org/rfc/rfc3339), and the form of Go, `2026-11-28 20:39:22 +0000 UTC`. */
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))? ?(Z|[+-]\d\d:?\d\d)?(?: UTC)?$/;

/** Decimals of a second that are kept: as many as Azure has. */
const DECIMALS = 7;

/** Time of a line, and whether it came with an offset. */
export interface LogTime {
  /** ISO 8601 in UTC, always with as many decimals: times can be compared as text. */
  readonly text: string;
  /** Whether it came with an offset: what a stream says of itself has none. */
  readonly hasOffset: boolean;
}

/** Reads a time of a log stream; undefined where it is none. */
export function parseLogTime(text: string): LogTime | undefined {
  const [, date, time, fraction = '', offset] = TIME.exec(text.trim()) ?? [];
  const seconds = new Date(`${date ?? ''}T${time ?? ''}${offset ?? 'Z'}`);
  return date === undefined || Number.isNaN(seconds.getTime())
    ? undefined
    : { text: exactTime(seconds, fraction), hasOffset: offset !== undefined };
}

/** A time with as many decimals as lines have. */
export function exactTime(time: Date, fraction = String(time.getMilliseconds()).padStart(3, '0')): string {
  return `${time.toISOString().slice(0, 19)}.${fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0')}Z`;
}

/** Milliseconds since 1970 of a time of a line. */
export function millisecondsOf(time: string): number {
  return Date.parse(`${time.slice(0, 23)}Z`);
}
