/**
 * A time in ISO 8601 as people read it: that of the clock on the wall, with its offset, `2026-01-02 04:04:05 +01:00`. Text that is no time stays as it is.
 *
 * Data for programs stays in ISO 8601.
 *
 * @param offsetAt minutes by which the clock on the wall is ahead of UTC at a time. @default that of the machine
 */
export function formatTime(iso: string, offsetAt = (time: Date) => -time.getTimezoneOffset()): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) {
    return iso;
  }
  const offset = offsetAt(time);
  const local = new Date(time.getTime() + offset * 60_000).toISOString();
  const sign = offset < 0 ? '-' : '+';
  const [hours, minutes] = [Math.abs(offset) / 60, Math.abs(offset) % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  return `${local.slice(0, 19).replace('T', ' ')} ${sign}${hours}:${minutes}`;
}
