import { Style, rendered, stripped } from '../../../lib/cli/style';
import { formatLogLine } from '../../../lib/cli/views/log-line-view';
import { type LogLine } from '../../../lib/toolkit/io/log-line';

const LINE: LogLine = {
  stage: 'stage-a',
  app: 'ca-shop-api',
  kind: 'app',
  time: '2026-11-28T12:00:00.1234567Z',
  revision: 'ca-shop-api--1',
  replica: 'ca-shop-api--1-6d5f8b9c7d-x2k4p',
  container: 'api',
  message: 'ready',
};
const TERMINAL = new Style(true, 80);
const PIPE = new Style(false);
const ALL = { isWithStage: false, isWithApp: true };

/** The time of {@link LINE} as the clock on the wall of this machine has it. */
const [, day = '', clock = '', offset = ''] = /^\d{4}-(\S+) (\S+) (\S+)$/.exec(localTime()) ?? [];

function localTime(): string {
  const time = new Date(LINE.time ?? '');
  const minutes = -time.getTimezoneOffset();
  const local = new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  const [hours, rest] = [Math.abs(minutes) / 60, Math.abs(minutes) % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  return `${local} ${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}

describe('a line of a log', () => {
  it('is whole in a file, and short on a terminal', () => {
    expect(formatLogLine(LINE, ALL, PIPE)).toBe(
      `2026-${day} ${clock}.123 ${offset} ca-shop-api ca-shop-api--1-6d5f8b9c7d-x2k4p api ready`,
    );
    expect(stripped(formatLogLine(LINE, ALL, TERMINAL))).toBe(`${day} ${clock} ca-shop-api x2k4p api ready`);
    const named = { ...ALL, isWithApp: false };
    expect(stripped(formatLogLine(LINE, named, TERMINAL))).toBe(`${day} ${clock} x2k4p api ready`);
    expect(formatLogLine(LINE, named, PIPE)).toContain(' ca-shop-api ');
    const several = formatLogLine({ ...LINE, container: 'ca-shop-api' }, { ...ALL, isWithStage: true }, TERMINAL);
    expect(stripped(several)).toBe(`${day} ${clock} stage-a ca-shop-api x2k4p ready`);
  });

  it('of a pod has its namespace, of the system its reason, and of neither what is not there', () => {
    const pod = { ...LINE, app: 'aks', namespace: 'shop', replica: 'web-7f9c-x2k', container: 'web' };
    expect(formatLogLine(pod, ALL, PIPE)).toMatch(/ aks shop\/web-7f9c-x2k web ready$/);
    const { stage, app, kind } = LINE;
    expect(formatLogLine({ stage, app, kind, reason: 'Ready', message: 'x' }, ALL, PIPE)).toBe('ca-shop-api Ready x');
  });

  it.each([
    ['error', '\u001b[31mready\u001b[39m'],
    ['warning', '\u001b[33mready\u001b[39m'],
    ['info', 'ready'],
    ['debug', '\u001b[2mready\u001b[22m'],
    [undefined, 'ready'],
  ] as const)('with the severity %s has its color, and none without colors', (severity, shown) => {
    expect(rendered(formatLogLine({ ...LINE, severity }, ALL, TERMINAL)).endsWith(` ${shown}`)).toBe(true);
    expect(formatLogLine({ ...LINE, severity }, ALL, new Style(false, 80))).toMatch(/ ready$/);
  });

  it('is not cut, whatever its width', () => {
    const message = 'x'.repeat(10_000);
    expect(formatLogLine({ ...LINE, message }, ALL, PIPE)).toContain(message);
    expect(formatLogLine({ ...LINE, message }, ALL, TERMINAL)).toContain(message);
  });
});
