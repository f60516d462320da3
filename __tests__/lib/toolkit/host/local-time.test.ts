import { formatTime } from '../../../../lib/toolkit/host/local-time';

describe('formatTime', () => {
  it.each([
    [0, '2026-01-02T03:04:05.678Z', '2026-01-02 03:04:05 +00:00'],
    [60, '2026-01-02T23:04:05Z', '2026-01-03 00:04:05 +01:00'],
    [-300, '2026-01-02T03:04:05Z', '2026-01-01 22:04:05 -05:00'],
    [330, '2026-01-02T03:04:05Z', '2026-01-02 08:34:05 +05:30'],
    [-210, '2026-01-02T03:04:05Z', '2026-01-01 23:34:05 -03:30'],
  ])('with a clock %d minutes ahead of UTC, of %s is %s', (offset, iso, text) => {
    expect(formatTime(iso, () => offset)).toBe(text);
  });

  it('takes the offset of the machine at that time', () => {
    const winter = new Date('2026-01-02T03:04:05Z');
    expect(formatTime(winter.toISOString())).toBe(formatTime(winter.toISOString(), () => -winter.getTimezoneOffset()));
  });

  it('of what is no time is that text', () => {
    expect(formatTime('yesterday')).toBe('yesterday');
  });
});
