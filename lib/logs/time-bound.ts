import { ToolkitError } from '../toolkit/toolkit-error';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time with its offset: one without it would mean another time on another machine. */
const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * Reads the value of an option for a time: a duration before now, such as `90s`, `15m`, `1h30m` or `2d`, or a time in ISO 8601.
 *
 * @throws ToolkitError when it is neither
 */
export function parseTimeBound(text: string, option: string, now: Date): Date {
  if (/^(\d+[smhd])+$/.test(text)) {
    const parts = [...text.matchAll(/(\d+)([smhd])/g)];
    const before = parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0);
    const time = new Date(now.getTime() - before);
    if (!Number.isNaN(time.getTime())) {
      return time;
    }
  }
  const time = new Date(text);
  if (!ISO.test(text) || Number.isNaN(time.getTime())) {
    throw new ToolkitError(
      'USAGE',
      `${option}: got "${text}". Allowed: a duration such as 90s, 15m, 1h30m or 2d, or a time such as 2026-01-02T03:04:05Z.`,
    );
  }
  return time;
}
