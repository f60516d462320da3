import fc from 'fast-check';
import { queried } from '../../../lib/rehearsal/data-planes/kusto';
import { literal, queryText } from '../../../lib/logs/log-query';
import { type LogSource } from '../../../lib/logs/log-source';
import { parseLogTime } from '../../../lib/logs/log-time';
import { SeenLines } from '../../../lib/logs/seen-lines';
import { severityIn } from '../../../lib/logs/severity';
import { parseConsoleLine, parseEventLine } from '../../../lib/logs/stream-line';
import { parseTimeBound } from '../../../lib/logs/time-bound';
import { at } from '../../helpers/logged-apps';

describe('a line of a log stream', () => {
  it('loses the tag of the container runtime and keeps seven decimals of its time', () => {
    const text = '{"TimeStamp": "2026-06-03T04:45:59.2214149+00:00", "Log": "F 013c:fixme:\\u0022a\\u0022"}';
    expect(parseConsoleLine(text)).toEqual({
      time: '2026-06-03T04:45:59.2214149Z',
      severity: undefined,
      message: '013c:fixme:"a"',
    });
  });

  it.each([
    "Connecting to the container 'api'...",
    "Successfully Connected to container: 'api' [Revision: 'a', Replica: 'b']",
    'No logs since last 60 seconds',
  ])('is left out where the stream says it of itself: %s', (log) => {
    expect(parseConsoleLine(JSON.stringify({ TimeStamp: '2026-06-03T04:48:25.34888', Log: log }))).toBeUndefined();
    // The same text with an offset in its time was written by the container.
    const written = parseConsoleLine(JSON.stringify({ TimeStamp: '2026-06-03T04:48:25.34888Z', Log: log }));
    expect(written?.message).toBe(log);
  });

  it.each(['plain text', '{"TimeStamp": 1}', '{"Log": "x"', '[]'])(
    'is a line of the container where it is no JSON of that form: %s',
    (text) => {
      expect(parseConsoleLine(text)).toMatchObject({ time: undefined, message: text });
    },
  );

  it('of an event stream has its reason and the time as Go writes it', () => {
    const event = {
      TimeStamp: '2026-08-11 20:39:22 +0000 UTC',
      Type: 'Warning',
      ContainerAppName: 'api',
      RevisionName: 'api--1',
      ReplicaName: '',
      Msg: 'Probe failed',
      Reason: 'ReplicaUnhealthy',
      Count: 2,
    };
    expect(parseEventLine(JSON.stringify(event))).toEqual({
      time: '2026-08-11T20:39:22.0000000Z',
      severity: 'warning',
      reason: 'ReplicaUnhealthy',
      revision: 'api--1',
      replica: undefined,
      message: 'Probe failed',
    });
    expect(parseEventLine(JSON.stringify({ ...event, Reason: 'NoNewEvents' }))).toBeUndefined();
    expect(parseEventLine('no JSON')).toBeUndefined();
  });

  it.each([
    ['2026-11-28T20:15:03Z', '2026-11-28T20:15:03.0000000Z'],
    ['2026-11-28T21:15:03.5+01:00', '2026-11-28T20:15:03.5000000Z'],
    ['2026-11-28T20:15:03.123456789Z', '2026-11-28T20:15:03.1234567Z'],
    ['2026-13-28T20:15:03Z', undefined],
    ['yesterday', undefined],
  ])('has the time %s as %s', (text, time) => {
    expect(parseLogTime(text)?.text).toBe(time);
  });

  it.each([
    ['{"level":"warn","msg":"slow"}', 'warning'],
    ['{"time":1,"level":50,"msg":"gone"}', 'error'],
    ['level=debug msg=x', 'debug'],
    ['fail: Microsoft.Hosting[0]', 'error'],
    ['info: Yarp.ReverseProxy', 'info'],
    ['2026-11-28 12:00:00,123 ERROR app.db: refused', 'error'],
    ['[WARN] slow', 'warning'],
    ['INFO:     127.0.0.1 - "GET /error HTTP/1.1" 200', 'info'],
    ['GET /errors 200', undefined],
    ['the level of the water', undefined],
    ['Information about you', undefined],
  ])('says its severity itself: %s', (message, severity) => {
    expect(severityIn(message)).toBe(severity);
  });
});

describe('a stream that starts again', () => {
  const line = (seconds: number, message: string) => ({ time: at(seconds), message, severity: undefined });
  const shownBy = (seen: SeenLines, ...lines: { time: string; message: string; severity: undefined }[]) => {
    seen.start();
    return lines.filter((each) => !seen.has(each)).map(({ message }) => message);
  };

  it('repeats nothing, and leaves out nothing that is new at the same time', () => {
    const seen = new SeenLines();
    const first = [line(1, 'a'), line(2, 'b'), line(2, 'b')];
    expect(shownBy(seen, ...first)).toEqual(['a', 'b', 'b']);
    expect(shownBy(seen, line(0, 'before'), ...first, line(2, 'b'), line(2, 'c'), line(3, 'd'))).toEqual([
      'b',
      'c',
      'd',
    ]);
    expect(shownBy(seen, ...first, line(3, 'd'), line(2.9, 'late'))).toEqual([]);
    expect(shownBy(seen, line(3, 'd'), line(4, 'e'), line(3.9, 'late'))).toEqual(['e', 'late']);
  });

  it('goes on where Log Analytics ended, whose times differ by parts of a second', () => {
    const seen = new SeenLines({ shown: [line(1, 'a'), line(2.2, 'tick'), line(2.3, 'tick')], since: at(0) });
    const again = [
      line(0.5, 'old'),
      line(1, 'a'),
      line(2.1, 'tick'),
      line(2.25, 'tick'),
      line(2.9, 'tick'),
      line(5, 'z'),
    ];
    expect(shownBy(seen, ...again)).toEqual(['tick', 'z']);
  });

  it('starts with a time where one is given', () => {
    expect(shownBy(new SeenLines({ since: at(3) }), line(2, 'old'), line(3, 'a'), line(4, 'b'))).toEqual(['a', 'b']);
  });
});

describe('a query of Log Analytics', () => {
  const source = (more: Partial<LogSource>): LogSource => ({ stage: 's', kind: 'app', id: '/i', name: 'api', ...more });

  it('has every name as a text literal, which nothing in it ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        expect(JSON.parse(literal(name))).toBe(name);
        expect(literal(name)).toMatch(/^"(?:[^"\\\u0000-\u001f\u007f-\uffff]|\\u[0-9a-f]{4})*"$/);
      }),
    );
  });

  it('finds the lines of one app alone, whatever its name is', () => {
    const evil = 'x" or true or ContainerAppName == "other';
    const rows = ['api', 'other', evil].map((name) => ({ ContainerAppName: name, TimeGenerated: at(1), Log: name }));
    const columns = [
      'TimeGenerated',
      'ContainerAppName',
      'JobName',
      'RevisionName',
      'ContainerGroupName',
      'ContainerName',
      'Log',
    ];
    const tables = new Map([['ContainerAppConsoleLogs', { columns, rows }]]);
    for (const name of ['api', evil]) {
      const text = queryText({ source: source({ name }), isSystem: false, limit: 10 });
      expect(queried(text, tables).rows.map(({ Message }) => Message)).toEqual([name]);
    }
  });

  it.each([
    [source({ environmentId: '/env' }), false, ['ContainerAppConsoleLogs_CL', 'ContainerAppConsoleLogs']],
    [source({ kind: 'job' }), true, ['ContainerAppSystemLogs_CL', 'ContainerAppSystemLogs']],
    [source({ kind: 'cluster' }), false, ['ContainerLogV2']],
    [source({ kind: 'cluster' }), true, ['KubeEvents']],
  ])('asks the tables of its kind, of which some may not exist', (given, isSystem, tables) => {
    const text = queryText({ source: given, isSystem, limit: 5, after: at(1) });
    expect([...text.matchAll(/\), \((\w+) \|/g)].map(([, table]) => table)).toEqual(tables);
    expect(text).toMatch(/^union isfuzzy=true \(datatable\(.*\| top 5 by Time desc$/);
    expect(queried(text, new Map()).rows).toEqual([]);
  });
});

describe('the time of --since and --until', () => {
  const now = new Date('2026-11-28T12:00:00Z');

  it.each([
    ['90s', '2026-11-28T11:58:30.000Z'],
    ['1h30m', '2026-11-28T10:30:00.000Z'],
    ['2d', '2026-11-26T12:00:00.000Z'],
    ['2026-01-02', '2026-01-02T00:00:00.000Z'],
    ['2026-01-02T03:04+01:00', '2026-01-02T02:04:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(parseTimeBound(text, '--since', now).toISOString()).toBe(time);
  });

  it.each([
    '',
    'h',
    '1',
    '-1h',
    '1w',
    'yesterday',
    '2026-02-31T00:00:00+25:00',
    '2026-01-02T03:04:05',
    '99999999999999d',
  ])('%p is none', (text) => {
    expect(() => parseTimeBound(text, '--since', now)).toThrow(`--since: got "${text}". Allowed: a duration`);
  });
});
