import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { brotliCompressSync } from 'node:zlib';
import { ArmClient } from '../../../../lib/azure/arm-client';
import { objectAt, objectsAt } from '../../../../lib/rehearsal/arm/json';
import { type Certificate } from '../../../../lib/rehearsal/loopback/certificate';
import { type Answer } from '../../../../lib/rehearsal/loopback/plane';
import { type DataPlaneCheck } from '../../../../lib/verify/data-plane/data-plane-check';
import { builtProgram } from '../../../../lib/verify/from-job/built-program';
import { type FromJobProps, verifyFromJob } from '../../../../lib/verify/from-job/verify-from-job';
import {
  certificateFor,
  startHttps,
  startRedis,
  type TestHttps,
  type TestServer,
  testToken,
} from '../../../helpers/data-plane';
import { describeWithRedis } from '../../../helpers/installed-servers';
import { startAzure, type TestAzure } from '../../../helpers/loopback-azure';
import { repository } from '../../../helpers/markdown';

jest.setTimeout(60_000);

/** A program as it is handed over. */
const packed = (program: string) => brotliCompressSync(program).toString('base64');

const GOOD = 'client-of-api';
const BAD = 'client-of-worker';

/** Endpoint of managed identities, which knows one identity. */
async function startIdentityEndpoint(): Promise<{ readonly url: string; readonly asked: URL[]; stop(): void }> {
  const asked: URL[] = [];
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    asked.push(url);
    const isKnown = request.headers['x-identity-header'] === 'header' && url.searchParams.get('client_id') === GOOD;
    response.writeHead(isKnown ? 200 : 400, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(isKnown ? { access_token: testToken(), expires_on: '4000000000' } : { statusCode: 400 }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`,
    asked,
    stop: () => server.close(),
  };
}

describe('a verification from a job', () => {
  let test: TestAzure;
  let directory: string;
  let program: string;
  let certificate: Certificate;
  let service: TestHttps;
  let identity: Awaited<ReturnType<typeof startIdentityEndpoint>>;
  let container: ChildProcess | undefined;
  let written: string[] = [];
  /** Answers in place of Azure's own, by the end of the method and path. */
  let faults: Record<string, Answer> = {};
  let created: unknown;

  beforeAll(async () => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-'));
    execFileSync(process.execPath, ['scripts/build-verify-job.mjs', directory], { cwd: repository });
    program = fs.readFileSync(path.join(directory, 'job.bundle.txt'), 'utf8');
    certificate = await certificateFor('localhost');
    fs.writeFileSync(path.join(directory, 'ca.pem'), certificate.cert);
    service = await startHttps(certificate, ({ path: asked }) =>
      asked === '/health' ? { status: 200 } : { status: 200, body: { choices: [{}], usage: { total_tokens: 7 } } },
    );
    identity = await startIdentityEndpoint();
    test = await startAzure({
      fault: (method, url) => {
        const [, what] = /(azstage-verify-[0-9a-f]{8}.*)$/.exec(url.pathname) ?? [];
        return what === undefined ? undefined : answerOf(method, what.replace(/^[^/]*/, ''), url.pathname);
      },
    });
    const workloadProfiles = [{ name: 'Consumption', workloadProfileType: 'Consumption' }];
    test.azure.assume(test.idOf('Microsoft.App/managedEnvironments/cae-shop'), {
      location: 'westeurope',
      properties: { workloadProfiles },
    });
    for (const name of ['id-api', 'id-worker']) {
      test.azure.assume(test.idOf(`Microsoft.ManagedIdentity/userAssignedIdentities/${name}`), {
        location: 'westeurope',
      });
    }
  });
  beforeEach(() => {
    faults = {};
    written = [];
    created = undefined;
  });
  afterEach(() => container?.kill());
  afterAll(async () => {
    await Promise.all([service.stop(), test.stop()]);
    identity.stop();
    fs.rmSync(directory, { recursive: true });
  });

  /** What Azure does with the job: it is started here, as a container with nothing but Node.js would be. */
  function answerOf(method: string, what: string, pathname: string): Answer | undefined {
    const fault = faults[`${method} ${what}`];
    if (fault !== undefined) {
      return fault;
    }
    if (method === 'POST' && what === '/start') {
      start(pathname.replace(/\/start$/, ''));
      return { status: 202 };
    }
    if (method === 'GET' && what === '/executions') {
      const status = container?.exitCode === null ? 'Running' : 'Failed';
      return { status: 200, body: { value: [{ name: 'run-1', properties: { status } }] } };
    }
    if (method === 'DELETE') {
      container?.kill();
    }
    return undefined;
  }

  function start(id: string): void {
    const job = test.azure.azure.store.get(id);
    const [template] = objectsAt(objectAt(job?.properties, 'template'), 'containers');
    created = job;
    const [, ...args] = template?.['command'] as string[];
    const variables = objectsAt(template, 'env').map(({ name, value }) => [String(name), String(value)]);
    const empty = path.join(directory, 'empty');
    fs.mkdirSync(empty, { recursive: true });
    container = spawn(process.execPath, args, {
      cwd: empty,
      env: {
        ...Object.fromEntries(variables),
        IDENTITY_ENDPOINT: identity.url,
        IDENTITY_HEADER: 'header',
        NODE_EXTRA_CA_CERTS: path.join(directory, 'ca.pem'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    container.stdout?.setEncoding('utf8');
    const lines = readline.createInterface({ input: container.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      written.push(line);
      container?.emit('written');
    });
  }

  /** The log as a log stream has it: lines of the past, and those to come. */
  async function* lines(_execution: unknown, signal: AbortSignal): AsyncGenerator<string> {
    yield 'Connecting to the container';
    for (let next = 0; ; next += 1) {
      while (written.length <= next) {
        if (container === undefined || container.exitCode !== null || signal.aborted) {
          return;
        }
        await Promise.race([once(container, 'written'), once(container, 'exit'), once(signal, 'abort')]);
      }
      yield `2026-01-02T03:04:05Z ${written[next]}`;
    }
  }

  const verify = (checks: readonly DataPlaneCheck[], overrides: Partial<FromJobProps> = {}) =>
    verifyFromJob(checks, {
      arm: new ArmClient({ credential: test.credential, options: test.options }),
      environmentId: test.idOf('Microsoft.App/managedEnvironments/cae-shop'),
      identities: [
        { id: test.idOf('Microsoft.ManagedIdentity/userAssignedIdentities/id-worker'), clientId: BAD },
        { id: test.idOf('Microsoft.ManagedIdentity/userAssignedIdentities/id-api'), clientId: GOOD },
      ],
      program,
      lines,
      pause: 10,
      signal: AbortSignal.timeout(40_000),
      ...overrides,
    });

  const jobs = () => test.azure.azure.store.ofType('Microsoft.App/jobs');
  const health = (port = service.port, host = 'localhost'): DataPlaneCheck => ({
    kind: 'health',
    target: { url: `https://${host}:${port}/health` },
  });
  const openAi = (): DataPlaneCheck => ({
    kind: 'open-ai',
    target: { endpoint: `https://localhost:${service.port}/`, deployment: 'gpt', kind: 'chat' },
  });

  it('runs the program in a job, signed in as the identity that has the role, and deletes the job', async () => {
    await expect(verify([health(), openAi(), health(1)])).resolves.toMatchObject([
      { status: 'passed', detail: `https://localhost:${service.port}/health answered 200.` },
      {
        status: 'passed',
        detail: `The deployment gpt of localhost:${service.port} answered a completion of 7 tokens.`,
      },
      {
        status: 'unreachable',
        detail: expect.stringMatching(/^localhost resolves to .* refused the connection on port 1\.$/) as string,
      },
    ]);
    expect(identity.asked.at(-1)?.searchParams.get('resource')).toBe('https://cognitiveservices.azure.com');
    expect(created).toMatchObject({
      location: 'westeurope',
      properties: {
        workloadProfileName: 'Consumption',
        configuration: { triggerType: 'Manual', replicaRetryLimit: 0 },
        template: { containers: [{ image: 'mcr.microsoft.com/azurelinux/base/nodejs:24' }] },
      },
    });
    expect(jobs()).toEqual([]);
  });

  it('has no variable that Linux would refuse, and no secret', async () => {
    await verify([health()]);
    const [template] = objectsAt(
      objectAt((created as { properties: object }).properties as never, 'template'),
      'containers',
    );
    const variables = objectsAt(template, 'env').map(({ name, value }) => `${String(name)}=${String(value)}`);
    expect(Math.max(...variables.map((each) => each.length))).toBeLessThan(131_072);
    expect(variables.join('').length).toBeLessThan(500_000);
    expect(variables.map((each) => each.split('=')[0]).sort()).toEqual([
      'AZSTAGE_VERIFY_CHECKS',
      'AZSTAGE_VERIFY_CLIENT_IDS',
      'AZSTAGE_VERIFY_PROGRAM_0',
      'AZSTAGE_VERIFY_PROGRAM_1',
      'AZSTAGE_VERIFY_RUN',
    ]);
  });

  it('says that no identity could sign in', async () => {
    await expect(verify([openAi()], { identities: [] })).resolves.toMatchObject([
      {
        status: 'failed',
        detail: 'The job has no identity to sign in with.',
        fix: expect.stringContaining('user-assigned') as string,
      },
    ]);
    const worker = { id: test.idOf('Microsoft.ManagedIdentity/userAssignedIdentities/id-worker'), clientId: BAD };
    await expect(verify([openAi()], { identities: [worker] })).resolves.toMatchObject([
      { status: 'failed', detail: `The endpoint of managed identities answered 400 for the client id ${BAD}.` },
    ]);
  });

  it('reads the log again where its stream ends early', async () => {
    let streams = 0;
    const broken: FromJobProps['lines'] = async function* (execution, signal) {
      streams += 1;
      if (streams < 3) {
        yield 'azstage-verify other-run {"index":0,"verdict":{"status":"failed","detail":"of another run"}}';
        return;
      }
      yield* lines(execution, signal);
    };
    await expect(verify([health()], { lines: broken })).resolves.toMatchObject([{ status: 'passed' }]);
    expect(streams).toBe(3);
  });

  it.each<[string, Record<string, Answer>, RegExp]>([
    [
      'is refused',
      { 'PUT ': { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no role' } } } },
      /^Azure answered 403 to PUT .*: AuthorizationFailed: no role$/,
    ],
    [
      'is not provisioned',
      { 'GET ': { status: 200, body: { properties: { provisioningState: 'Failed' } } } },
      /^The job azstage-verify-[0-9a-f]{8} could not be created: its provisioning has ended as Failed\.$/,
    ],
    [
      'cannot be started',
      { 'POST /start': { status: 409, body: { error: { code: 'Conflict', message: 'busy' } } } },
      /^Azure answered 409 to POST .*\/start: Conflict: busy$/,
    ],
  ])('says that the job %s, and deletes it', async (_what, given, message) => {
    faults = given;
    await expect(verify([health()])).rejects.toMatchObject({
      code: 'AZURE_FAILED',
      message: expect.stringMatching(message) as string,
    });
    expect(jobs()).toEqual([]);
  });

  it('says that the job ended without its verdicts', async () => {
    await expect(verify([health()], { program: packed('process.exit(3)') })).rejects.toMatchObject({
      code: 'AZURE_FAILED',
      message: expect.stringMatching(
        /^The job azstage-verify-[0-9a-f]{8} has ended as Failed, with 0 of 1 verdicts in its log\.$/,
      ) as string,
      fix: expect.stringContaining('ContainerAppConsoleLogs_CL') as string,
    });
    expect(jobs()).toEqual([]);
  });

  it('ends with its time and with Ctrl-C, and deletes the job then', async () => {
    const hangs = packed('setTimeout(() => undefined, 1e6)');
    const silent: FromJobProps['lines'] = async function* () {
      await new Promise(() => undefined);
      yield '';
    };
    await expect(
      verify([health()], { program: hangs, lines: silent, signal: AbortSignal.timeout(1_500) }),
    ).rejects.toMatchObject({
      code: 'AZURE_FAILED',
      message: expect.stringMatching(/^The job azstage-verify-[0-9a-f]{8} has not finished in time\.$/) as string,
    });
    expect(jobs()).toEqual([]);
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 1_000);
    await expect(
      verify([health()], { program: hangs, lines: silent, signal: interruption.signal }),
    ).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    expect(jobs()).toEqual([]);
  });

  describeWithRedis('of Redis', () => {
    let redis: TestServer;
    beforeAll(async () => {
      redis = await startRedis(certificate);
    });
    afterAll(() => redis.stop());

    it('has the client of Redis in its program', async () => {
      const check: DataPlaneCheck = { kind: 'redis', target: { host: 'localhost', port: redis.port } };
      await expect(verify([check])).resolves.toMatchObject([{ status: 'passed' }]);
    });
  });
});

test('a checkout that was not built has no program', () => {
  const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-'));
  expect(() => builtProgram(empty)).toThrow('The program of the job is not built.');
  fs.mkdirSync(path.join(empty, 'dist/lib/verify/from-job'), { recursive: true });
  fs.writeFileSync(path.join(empty, 'dist/lib/verify/from-job/job.bundle.txt'), 'program');
  expect(builtProgram(empty)).toBe('program');
  fs.rmSync(empty, { recursive: true });
});
