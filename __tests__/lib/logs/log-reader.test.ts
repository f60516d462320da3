import { ArmClient } from '../../../lib/azure/arm-client';
import { type LogAccess } from '../../../lib/logs/log-access';
import { LogReader, type LogSpan } from '../../../lib/logs/log-reader';
import { type LogSource } from '../../../lib/logs/log-source';
import { Workspaces } from '../../../lib/logs/workspaces';
import { type Answer } from '../../../lib/rehearsal/loopback/plane';
import { Reporter } from '../../../lib/toolkit/io/io-host';
import { type LogLine } from '../../../lib/toolkit/io/log-line';
import { at, CUSTOMER_ID, LoggedApps } from '../../helpers/logged-apps';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';
import { RecordingIoHost } from '../../helpers/recording-io-host';

const QUERY = `/v1/workspaces/${CUSTOMER_ID}/query`;

let now: Date;
let test: TestAzure;
let apps: LoggedApps;
let asked: string[];
let fault: (method: string, url: URL) => Answer | 'drop' | 'drop-after' | undefined;

beforeAll(async () => {
  test = await startAzure({
    clock: () => now,
    fault: (method, url) => {
      asked.push(`${method} ${url.hostname}${decodeURIComponent(url.pathname)}${url.search}`);
      return fault(method, url);
    },
  });
});
beforeEach(() => {
  now = new Date('2026-11-28T12:00:00Z');
  asked = [];
  fault = () => undefined;
  test.azure.azure.store.delete(`/subscriptions/${test.subscriptionId}`);
  apps = new LoggedApps(test.azure);
});
afterEach(() => test.azure.logs.clear());
afterAll(() => test.stop());

/** A command that reads, and what it has said. */
class Reading {
  public readonly lines: LogLine[] = [];
  public readonly host = new RecordingIoHost();
  public readonly abort = new AbortController();
  private readonly reader: LogReader;

  constructor(
    sources: readonly Partial<LogSource>[],
    {
      isSystem = false,
      maxRetries = 0,
      silence,
    }: { readonly isSystem?: boolean; readonly maxRetries?: number; readonly silence?: number } = {},
  ) {
    const options = { ...test.options, retryOptions: { maxRetries, retryDelayInMs: 1, maxRetryDelayInMs: 1 } };
    const { credential } = test;
    const access: LogAccess = {
      arm: new ArmClient({ credential, options, signal: this.abort.signal }),
      credential,
      options,
      signal: this.abort.signal,
      silence,
      clock: () => now,
      sleep: () => new Promise((resolve) => setTimeout(resolve, 10)),
    };
    this.reader = new LogReader({
      access,
      report: new Reporter(this.host),
      workspaces: new Workspaces(access, []),
      sources: sources.map((each) => ({ stage: 'stage-a', kind: 'app', ...each }) as LogSource),
      isSystem,
      onLine: (line) => this.lines.push(line),
    });
  }

  public read(span: Partial<LogSpan> = {}): Promise<number> {
    return this.reader.read({ follow: false, ...span });
  }

  public get messages(): string[] {
    return this.lines.map(({ message }) => message);
  }

  /** What was said beside the lines. */
  public get said(): string[] {
    return this.host.messages.map(({ level, text }) => `${level}: ${text}`);
  }

  /** Follows until a condition holds, and then ends as Ctrl-C does. */
  public async follow(span: Partial<LogSpan>, steps: readonly [() => void, () => boolean][]): Promise<number> {
    const done = this.read({ follow: true, ...span });
    const failed = done.then(
      () => undefined,
      (error: unknown) => error,
    );
    for (const [act, holds] of steps) {
      act();
      const deadline = Date.now() + 15_000;
      while (!holds()) {
        if (Date.now() > deadline) {
          throw new TypeError(`never: ${String(holds)}\n${this.messages.join('\n')}\n${this.said.join('\n')}`);
        }
        await Promise.race([failed, new Promise((resolve) => setTimeout(resolve, 5))]);
      }
    }
    this.abort.abort();
    return done;
  }
}

const app = (name: string): Partial<LogSource> => ({
  id: apps.idOf(`Microsoft.App/containerApps/${name}`),
  name,
  environmentId: apps.idOf('Microsoft.App/managedEnvironments/cae'),
});

function makeApp(name = 'api', destination: Parameters<LoggedApps['environment']>[1] = 'azure-monitor'): void {
  apps.app(name, apps.environment('cae', destination));
}

describe('the last lines of what runs', () => {
  it('are those of all replicas and containers, by their times', async () => {
    makeApp();
    apps.replica('api', 'api--1-a', ['api', 'sidecar']);
    apps.replica('api', 'api--1-b');
    apps.write('api', 'api--1-a', 'one', { time: at(1) });
    apps.write('api', 'api--1-b', 'two', { time: at(2.0000001) });
    apps.write('api', 'api--1-a', 'ERROR three', { time: at(3), container: 'sidecar' });
    const reading = new Reading([app('api')]);
    await expect(reading.read()).resolves.toBe(0);
    expect(reading.lines).toEqual([
      expect.objectContaining({
        message: 'one',
        replica: 'api--1-a',
        container: 'api',
        revision: 'api--1',
        kind: 'app',
      }),
      expect.objectContaining({
        message: 'two',
        replica: 'api--1-b',
        time: at(2.0000001),
        stage: 'stage-a',
        app: 'api',
      }),
      expect.objectContaining({ message: 'ERROR three', container: 'sidecar', severity: 'error' }),
    ]);
    expect(asked.filter((each) => each.includes('logstream'))).toEqual(
      expect.arrayContaining([
        `GET westeurope.azurecontainerapps.dev/subscriptions/${test.subscriptionId}/resourceGroups/rg/containerApps/api/revisions/api--1/replicas/api--1-b/containers/api/logstream?follow=false&output=json&tailLines=20`,
      ]),
    );
  });

  it('are as many as are wanted, of a stream at most 300', async () => {
    makeApp();
    apps.replica('api', 'api--1-a');
    Array.from({ length: 400 }, (_, index) => apps.write('api', 'api--1-a', `${index}`, { time: at(index) }));
    for (const [tail, count] of [
      [2, 2],
      [0, 0],
      [1000, 300],
    ] as const) {
      const reading = new Reading([app('api')]);
      await reading.read({ tail });
      expect(reading.messages).toEqual(Array.from({ length: count }, (_, index) => `${400 - count + index}`));
    }
  });

  it('keep their order where their times are equal or missing, and leave out a container that has just ended', async () => {
    makeApp();
    ['a', 'gone'].forEach((replica) => apps.replica('api', replica));
    ['one', 'two', 'three'].forEach((text) => apps.write('api', 'a', text, { time: at(1) }));
    apps.write('api', 'a', 'four', { time: at(2) });
    fault = (_, url) => {
      if (url.pathname.includes('/replicas/gone/')) {
        return { status: 404, body: { error: { code: 'NotFound', message: 'gone' } } };
      }
      return undefined;
    };
    const reading = new Reading([app('api')]);
    await expect(reading.read()).resolves.toBe(0);
    expect([reading.messages, reading.said]).toEqual([['one', 'two', 'three', 'four'], []]);
  });

  it('of a job are those of its running executions, otherwise of the last one', async () => {
    const id = apps.job('ingest', apps.environment('cae', 'azure-monitor'));
    const source = { id, name: 'ingest', kind: 'job' as const };
    apps.execution('ingest', 'ingest-1', 'Succeeded', at(1));
    apps.execution('ingest', 'ingest-2', 'Succeeded', at(2));
    for (const run of ['ingest-1', 'ingest-2', 'ingest-3']) {
      test.azure.logs.write({ id, replica: `${run}-x`, container: 'ingest', text: run });
    }
    const last = new Reading([source]);
    await last.read();
    expect(last.messages).toEqual(['ingest-2']);
    apps.execution('ingest', 'ingest-3', 'Running', at(0));
    const running = new Reading([source]);
    await running.read();
    expect(running.lines).toMatchObject([{ message: 'ingest-3', revision: 'ingest-3', kind: 'job' }]);
  });

  it('are from Log Analytics where nothing runs, which is said', async () => {
    makeApp();
    apps.write('api', 'api--1-gone', 'last words', { time: at(-3600) });
    const reading = new Reading([app('api')]);
    await reading.read();
    expect(reading.messages).toEqual(['last words']);
    expect(reading.said).toEqual(['info: Nothing of api runs: its last lines are from Log Analytics.']);
  });

  it('are events of the system where these are wanted', async () => {
    makeApp();
    const id = apps.idOf('Microsoft.App/containerApps/api');
    test.azure.logs.write({ id, revision: 'api--1', text: 'Ready', reason: 'RevisionReady', time: at(1) });
    test.azure.logs.write({ id, text: 'Probe failed', reason: 'ReplicaUnhealthy', level: 'Warning', time: at(2) });
    const reading = new Reading([app('api')], { isSystem: true });
    await reading.read();
    expect(reading.lines).toMatchObject([
      { reason: 'RevisionReady', message: 'Ready', severity: 'info', revision: 'api--1' },
      { reason: 'ReplicaUnhealthy', message: 'Probe failed', severity: 'warning' },
    ]);
  });
});

describe('the past', () => {
  const since = new Date('2026-11-28T11:00:00Z');

  it.each(['azure-monitor', 'log-analytics'] as const)('of an app is in the tables of %s', async (destination) => {
    makeApp('api', destination);
    apps.write('api', 'api--1-a', 'too early', { time: at(-3700) });
    apps.write('api', 'api--1-a', 'WARN one', { time: at(-60) });
    apps.write('api', 'api--1-b', 'two', { time: at(-30) });
    apps.app('other', apps.idOf('Microsoft.App/managedEnvironments/cae'));
    apps.write('other', 'other--1-a', 'not this', { time: at(-20) });
    const reading = new Reading([app('api')]);
    await expect(reading.read({ since })).resolves.toBe(0);
    expect(reading.lines).toMatchObject([
      {
        message: 'WARN one',
        replica: 'api--1-a',
        container: 'api',
        severity: 'warning',
        time: at(-60).replace(/\.0+Z/, '.0000000Z'),
      },
      { message: 'two', revision: 'api--1' },
    ]);
    const system = new Reading([app('api')], { isSystem: true });
    const id = apps.idOf('Microsoft.App/containerApps/api');
    test.azure.logs.write({ id, text: 'Failed', reason: 'ContainerCrashing', level: 'Warning', time: at(-10) });
    await system.read({ since, until: new Date('2026-11-28T11:59:55Z') });
    expect(system.lines).toMatchObject([{ reason: 'ContainerCrashing', severity: 'warning', message: 'Failed' }]);
  });

  it('of a cluster is what its pods wrote, and the events of Kubernetes', async () => {
    const id = apps.cluster('aks');
    const source = { id, name: 'aks', kind: 'cluster' as const };
    const pod = { id, namespace: 'shop', replica: 'web-7f9c-x2k', container: 'web', time: at(-60) };
    test.azure.logs.write({ ...pod, text: 'hello', level: 'ERROR' });
    test.azure.logs.write({
      id,
      namespace: 'shop',
      replica: 'web',
      text: 'no node',
      reason: 'FailedScheduling',
      time: at(-50),
    });
    const pods = new Reading([source]);
    await pods.read();
    expect(pods.lines).toMatchObject(
      [{ ...pod, id: undefined, message: 'hello', severity: 'error', kind: 'cluster' }].map(
        ({ id: _, time: __, ...rest }) => rest,
      ),
    );
    const events = new Reading([source], { isSystem: true });
    await events.read();
    expect(events.lines).toMatchObject([{ reason: 'FailedScheduling', namespace: 'shop', message: 'no node' }]);
  });

  it('is the newest lines where there are more than are shown, which is said', async () => {
    makeApp();
    Array.from({ length: 10_003 }, (_, index) => apps.write('api', 'a', `${index}`, { time: at(index / 10 - 1800) }));
    const reading = new Reading([app('api')]);
    await reading.read({ since });
    expect(reading.lines).toHaveLength(10_000);
    expect(reading.messages.at(-1)).toBe('10002');
    expect(reading.said).toEqual([
      'warning: api has more lines: only the newest 10000 are shown. Give a shorter time with --since and --until, or --tail.',
    ]);
    const few = new Reading([app('api')]);
    await few.read({ since, tail: 2 });
    expect([few.messages, few.said]).toEqual([['10001', '10002'], []]);
  });

  it('that Log Analytics answers in part is shown, and said to be a part', async () => {
    makeApp();
    const columns = ['Time', 'Revision', 'Replica', 'Container', 'Namespace', 'Level', 'Reason', 'Message', 'Ingested'];
    const body = {
      tables: [
        {
          name: 'PrimaryResult',
          columns: columns.map((name) => ({ name, type: 'string' })),
          rows: [[at(1), '', 'r', 'c', '', '', '', 'a part', at(1)]],
        },
      ],
      error: { code: 'PartialError', message: 'There were some errors: the result is larger than 64 MB.' },
    };
    fault = (_, url) => (url.pathname === QUERY ? { status: 200, body } : undefined);
    const reading = new Reading([app('api')]);
    await reading.read({ since });
    expect(reading.messages).toEqual(['a part']);
    expect(reading.said).toEqual([
      'warning: Log Analytics answered in part for api: PartialError: There were some errors: the result is larger than 64 MB.',
    ]);
  });

  it('is none where the logs go to no workspace', async () => {
    makeApp('api', 'none');
    await expect(new Reading([app('api')]).read({ since })).rejects.toMatchObject({
      message: 'The logs of api go to no Log Analytics workspace: there is no past to read.',
    });
  });

  it.each([
    [
      401,
      { code: 'AuthorizationRequiredError', message: 'no' },
      /^Azure answered 401 to the query of the workspace/,
      /Sign in again/,
    ],
    [
      403,
      { code: 'InsufficientAccessError', message: 'no \u001b]0;evil\u0007' },
      /InsufficientAccessError: no <U\+001B>/,
      /Log Analytics Reader/,
    ],
    [404, { code: 'WorkspaceNotFoundError', message: 'gone' }, /WorkspaceNotFoundError/, undefined],
    [429, { code: 'ThrottledError', message: 'slow down' }, /ThrottledError/, /limits the rate/],
    [504, { code: 'GatewayTimeout', message: 'late' }, /GatewayTimeout/, /Run it again/],
    [200, undefined, /cannot be read/, undefined],
  ])('that is refused with %i says why, and what to do', async (status, error, message, fix) => {
    makeApp();
    fault = (_, url) =>
      url.pathname === QUERY
        ? { status, headers: { 'retry-after': '0' }, body: error === undefined ? { x: 1 } : { error } }
        : undefined;
    const failure = await new Reading([app('api')]).read({ since }).catch((each: unknown) => each);
    expect((failure as Error).message).toMatch(message);
    expect((failure as { fix?: string }).fix ?? '').toMatch(fix ?? /^$/);
  });

  it('is asked for again where Azure is busy or the connection breaks', async () => {
    makeApp();
    apps.write('api', 'a', 'at last', { time: at(-1) });
    const faults: (Answer | 'drop')[] = [{ status: 503 }, 'drop', { status: 429, headers: { 'retry-after': '0' } }];
    fault = (_, url) => (url.pathname === QUERY ? faults.shift() : undefined);
    const reading = new Reading([app('api')], { maxRetries: 4 });
    await reading.read({ since });
    expect(reading.messages).toEqual(['at last']);
  });
});

describe('following', () => {
  it('shows new lines and new replicas, until it is ended', async () => {
    makeApp();
    apps.replica('api', 'api--1-a');
    apps.write('api', 'api--1-a', 'before', { time: at(1) });
    const reading = new Reading([app('api')]);
    const result = await reading.follow({}, [
      [() => undefined, () => reading.lines.length === 1],
      [() => apps.write('api', 'api--1-a', 'now', { time: at(2) }), () => reading.lines.length === 2],
      [
        () => {
          apps.replica('api', 'api--1-b');
          apps.write('api', 'api--1-b', 'first words', { time: at(3) });
        },
        () => reading.lines.length === 3,
      ],
      [() => apps.write('api', 'api--1-b', 'more', { time: at(4) }), () => reading.lines.length === 4],
    ]);
    expect(result).toBe(0);
    expect(reading.messages).toEqual(['before', 'now', 'first words', 'more']);
    expect(reading.said).toEqual([]);
  });

  it.each(['end', 'break'] as const)('goes on when the stream has its %s, and no line comes twice', async (how) => {
    makeApp();
    apps.replica('api', 'api--1-a');
    apps.write('api', 'api--1-a', 'one', { time: at(1) });
    apps.write('api', 'api--1-a', 'one', { time: at(1) });
    const reading = new Reading([app('api')]);
    const { logs } = test.azure;
    await reading.follow({ tail: 1 }, [
      [() => undefined, () => reading.lines.length === 1 && logs.followers === 1],
      [
        () => {
          logs.endStreams(how);
          apps.write('api', 'api--1-a', 'meanwhile', { time: at(1) });
          apps.write('api', 'api--1-a', 'later', { time: at(2) });
        },
        () => reading.messages.includes('later') && logs.followers === 1,
      ],
      [() => logs.endStreams(how), () => asked.filter((each) => each.includes('logstream')).length === 3],
      [() => apps.write('api', 'api--1-a', 'last', { time: at(3) }), () => reading.messages.includes('last')],
    ]);
    // Of two equal lines at the same time, one was not among the last lines at the start: it may come with those of the second stream.
    expect([
      ['one', 'meanwhile', 'later', 'last'],
      ['one', 'one', 'meanwhile', 'later', 'last'],
    ]).toContainEqual(reading.messages);
    expect(reading.said.length).toBe(how === 'end' ? 0 : 2);
    expect(reading.said[0] ?? '').toMatch(
      how === 'end'
        ? /^$/
        : /^warning: The log stream of westeurope\.azurecontainerapps\.dev broke off: .* It is tried again\.$/,
    );
  });

  it('with --tail 0 shows nothing of the past, after a reconnection neither', async () => {
    makeApp();
    apps.replica('api', 'api--1-a');
    apps.write('api', 'api--1-a', 'past', { time: at(-5) });
    const reading = new Reading([app('api')]);
    const { logs } = test.azure;
    await reading.follow({ tail: 0 }, [
      [() => undefined, () => logs.followers === 1],
      [() => logs.endStreams(), () => asked.filter((each) => each.includes('logstream')).length === 2],
      [() => undefined, () => logs.followers === 1],
      [() => apps.write('api', 'api--1-a', 'now', { time: at(1) }), () => reading.lines.length > 0],
    ]);
    expect(reading.messages).toEqual(['now']);
  });

  it('opens a stream again that sends nothing any more', async () => {
    makeApp();
    apps.replica('api', 'api--1-a');
    const reading = new Reading([app('api')], { silence: 1 });
    await reading.follow({}, [
      [() => undefined, () => asked.filter((each) => each.includes('logstream')).length === 3],
      [() => apps.write('api', 'api--1-a', 'awake', { time: at(1) }), () => reading.messages.includes('awake')],
    ]);
    expect(reading.said).toEqual([]);
  });

  it('asks for another token when one has expired', async () => {
    makeApp();
    apps.replica('api', 'api--1-a');
    const reading = new Reading([app('api')]);
    const { logs } = test.azure;
    const tokens = () => asked.filter((each) => each.includes('getAuthToken')).length;
    await reading.follow({}, [
      [() => undefined, () => logs.followers === 1],
      [
        () => {
          now = new Date('2026-11-28T12:56:00Z');
          logs.endStreams();
        },
        () => tokens() === 2 && logs.followers === 1,
      ],
      [
        // Withdrawn before its time.
        () => {
          const refusals: Answer[] = [{ status: 401, body: { error: { code: 'Unauthorized', message: 'expired' } } }];
          fault = (_, url) => (url.pathname.endsWith('/logstream') ? refusals.shift() : undefined);
          logs.endStreams();
        },
        () => tokens() === 3 && logs.followers === 1,
      ],
      [() => apps.write('api', 'api--1-a', 'still here'), () => reading.messages.includes('still here')],
    ]);
    expect(reading.said).toEqual([]);
  });

  it('waits where nothing runs, and leaves replicas that are gone', async () => {
    makeApp();
    const reading = new Reading([app('api')]);
    const { logs } = test.azure;
    await reading.follow({}, [
      [() => undefined, () => reading.said.length === 2],
      [
        () => apps.write('api', apps.replica('api', 'api--1-a').split('/').at(-1) ?? '', 'up'),
        () => reading.messages.includes('up'),
      ],
      [
        () => {
          apps.remove(apps.idOf('Microsoft.App/containerApps/api/revisions/api--1/replicas/api--1-a'));
          logs.endStreams();
        },
        () => reading.said.length === 3 && logs.followers === 0,
      ],
    ]);
    expect(reading.said).toEqual([
      'info: Nothing of api runs: its last lines are from Log Analytics.',
      'info: Nothing of api runs: waiting for a replica.',
      'info: Nothing of api runs: waiting for a replica.',
    ]);
  });

  it('waits where nothing runs even if the past cannot be read', async () => {
    makeApp('api', 'none');
    const reading = new Reading([app('api')]);
    const result = await reading.follow({}, [
      [() => undefined, () => reading.said.length === 3],
      [
        () => {
          apps.replica('api', 'a');
          apps.write('api', 'a', 'up', { time: at(1) });
        },
        () => reading.messages.includes('up'),
      ],
    ]);
    expect(reading.said[1]).toBe(
      'warning: The logs of api go to no Log Analytics workspace: there is no past to read.',
    );
    expect(result).toBe(0);
  });

  it('after the past repeats none of it', async () => {
    makeApp();
    apps.replica('api', 'api--1-a');
    apps.write('api', 'api--1-a', 'long ago', { time: at(-7200) });
    apps.write('api', 'api--1-a', 'past', { time: at(-60) });
    apps.write('api', 'api--1-a', 'past', { time: at(-59.5) });
    const reading = new Reading([app('api')]);
    await reading.follow({ since: new Date('2026-11-28T11:00:00Z') }, [
      [() => undefined, () => test.azure.logs.followers === 1],
      [() => apps.write('api', 'api--1-a', 'now', { time: at(1) }), () => reading.messages.includes('now')],
    ]);
    expect(reading.messages).toEqual(['past', 'past', 'now']);
  });

  it('of a cluster asks for what Log Analytics took in since, late lines too', async () => {
    const id = apps.cluster('aks');
    const pod = { id, namespace: 'shop', replica: 'web', container: 'web' };
    test.azure.logs.write({ ...pod, text: 'before', time: at(-60) });
    const reading = new Reading([{ id, name: 'aks', kind: 'cluster' }]);
    await reading.follow({}, [
      [() => undefined, () => reading.lines.length === 1],
      [
        () => {
          now = new Date('2026-11-28T12:00:30Z');
          test.azure.logs.write({ ...pod, text: 'late', time: at(-120) });
        },
        () => reading.lines.length === 2,
      ],
      [
        () => {
          now = new Date('2026-11-28T12:01:00Z');
          test.azure.logs.write({ ...pod, text: 'now', time: at(59) });
        },
        () => reading.lines.length === 3,
      ],
    ]);
    expect(reading.messages).toEqual(['before', 'late', 'now']);
  });

  it('waits out what breaks in between, and says it once', async () => {
    makeApp();
    apps.replica('api', 'api--1-a');
    const reading = new Reading([app('api')]);
    await reading.follow({}, [
      [() => undefined, () => test.azure.logs.followers === 1],
      [
        () => {
          fault = (_, url) => (url.pathname.endsWith('/replicas') ? { status: 503 } : undefined);
        },
        () => asked.filter((each) => each.includes('/replicas?')).length > 4,
      ],
      [() => (fault = () => undefined), () => true],
      [() => apps.write('api', 'api--1-a', 'fine'), () => reading.messages.includes('fine')],
    ]);
    expect(reading.said).toHaveLength(1);
    expect(reading.said[0]).toMatch(/^warning: Azure answered 503 .* It is tried again\.$/);
  });
});

describe('what Azure refuses', () => {
  it('is an error with the role that is needed', async () => {
    makeApp();
    apps.replica('api', 'api--1-a');
    fault = (_, url) =>
      url.pathname.endsWith('/getAuthToken')
        ? { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no role' } } }
        : undefined;
    for (const span of [{}, { follow: true }]) {
      await expect(new Reading([app('api')]).read(span)).rejects.toMatchObject({
        status: 403,
        fix: expect.stringMatching(/getAuthToken\/action.*Contributor/),
      });
    }
  });

  it.each([
    [401, 'Unauthorized', /^Azure answered 401 to GET .*\/logstream: Unauthorized: said$/],
    [403, 'Forbidden', /^Azure answered 403/],
    [404, 'NotFound', /^Azure answered 404/],
    [429, 'TooManyRequests', /^Azure answered 429/],
    [500, 'InternalServerError', /^Azure answered 500/],
    [302, 'Found', /^Azure answered 302/],
  ])('by the log stream with %i is an error', async (status, code, message) => {
    makeApp();
    apps.replica('api', 'api--1-a');
    const headers = { 'retry-after': '0', location: 'https://evil.example/' };
    fault = (_, url) =>
      url.pathname.endsWith('/logstream') ? { status, headers, body: { error: { code, message: 'said' } } } : undefined;
    await expect(new Reading([app('api')]).read()).rejects.toMatchObject({
      status,
      message: expect.stringMatching(message),
    });
    expect(test.azure.refusedHosts).toEqual([]);
  });

  it('is no answer: a stream that sends nothing is an error without --follow', async () => {
    makeApp();
    apps.replica('api', 'api--1-a');
    const never: Answer = {
      status: 200,
      pieces: async function* (signal) {
        yield '{"TimeStamp": "2026-11-28T12:00:00Z", "Log": "F half a line';
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    };
    fault = (_, url) => (url.pathname.endsWith('/logstream') ? never : undefined);
    await expect(new Reading([app('api')], { silence: 0.2 }).read()).rejects.toThrow(
      'The log stream of westeurope.azurecontainerapps.dev sent nothing for 0.2 s.',
    );
  });

  it('of one app leaves the others, and is counted', async () => {
    makeApp();
    apps.app('web', apps.idOf('Microsoft.App/managedEnvironments/cae'));
    apps.replica('web', 'web--1-a');
    apps.write('web', 'web--1-a', 'hello');
    fault = (_, url) =>
      url.pathname.includes('/containerApps/api')
        ? { status: 404, body: { error: { code: 'ResourceNotFound', message: 'gone' } } }
        : undefined;
    const reading = new Reading([app('api'), app('web')]);
    await expect(reading.read()).resolves.toBe(1);
    expect(reading.messages).toEqual(['hello']);
    expect(reading.said).toEqual([
      expect.stringMatching(/^error: Azure answered 404 to GET .*ResourceNotFound: gone$/),
    ]);
  });

  it.each([
    'https://evil.example/subscriptions/x',
    'http://westeurope.azurecontainerapps.dev/x',
    'https://azurecontainerapps.dev.evil.example',
    'x',
  ])('is no reason to give a token to %s', async (endpoint) => {
    makeApp();
    apps.replica('api', 'api--1-a');
    const resource = test.azure.azure.store.get(apps.idOf('Microsoft.App/containerApps/api'));
    Object.assign(resource?.properties ?? {}, { eventStreamEndpoint: endpoint });
    await expect(new Reading([app('api')]).read()).rejects.toThrow(`not on *.azurecontainerapps.dev: "${endpoint}"`);
    expect(test.azure.refusedHosts).toEqual([]);
  });
});
