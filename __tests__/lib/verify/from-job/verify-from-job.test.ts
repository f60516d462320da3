import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { brotliCompressSync } from 'node:zlib';
import { ArmClient } from '../../../../lib/azure/arm-client';
import { objectAt, objectsAt } from '../../../../lib/rehearsal/arm/json';
import { type Resource } from '../../../../lib/rehearsal/arm/resource-store';
import { type Certificate } from '../../../../lib/rehearsal/loopback/certificate';
import { type Answer } from '../../../../lib/rehearsal/loopback/plane';
import { type DataPlaneCheck } from '../../../../lib/verify/data-plane/data-plane-check';
import { builtProgram } from '../../../../lib/verify/from-job/built-program';
import { type FromJobProps, verifyFromJob } from '../../../../lib/verify/from-job/verify-from-job';
import { certificateFor, startHttps, startRedis, type TestHttps, type TestServer } from '../../../helpers/data-plane';
import { describeWithRedis } from '../../../helpers/installed-servers';
import { bundleJob, type IdentityEndpoint, JobContainer, startIdentityEndpoint } from '../../../helpers/job-container';
import { startAzure, type TestAzure } from '../../../helpers/loopback-azure';

jest.setTimeout(60_000);

/** A program as it is handed over. */
const packed = (program: string) => brotliCompressSync(program).toString('base64');

const GOOD = 'client-of-api';
const BAD = 'client-of-worker';

describe('a verification from a job', () => {
  let test: TestAzure;
  let directory: string;
  let program: string;
  let certificate: Certificate;
  let service: TestHttps;
  let identity: IdentityEndpoint;
  let container: JobContainer | undefined;
  let written: string[] = [];
  /** Answers in place of Azure's own, by the end of the method and path. */
  let faults: Record<string, Answer> = {};
  let created: Resource | undefined;

  beforeAll(async () => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-'));
    program = fs.readFileSync(bundleJob(directory), 'utf8');
    certificate = await certificateFor('localhost');
    fs.writeFileSync(path.join(directory, 'ca.pem'), certificate.cert);
    service = await startHttps(certificate, ({ path: asked }) =>
      asked === '/health' ? { status: 200 } : { status: 200, body: { choices: [{}], usage: { total_tokens: 7 } } },
    );
    identity = await startIdentityEndpoint(GOOD);
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
      const status = container?.isRunning === true ? 'Running' : 'Failed';
      return { status: 200, body: { value: [{ name: 'run-1', properties: { status } }] } };
    }
    if (method === 'DELETE') {
      container?.kill();
    }
    return undefined;
  }

  function start(id: string): void {
    created = test.azure.azure.store.get(id);
    container = new JobContainer(created, directory, identity.url, (line) => written.push(line));
  }

  /** The log as a log stream has it: lines of the past, and those to come. */
  async function* lines(_execution: unknown, signal: AbortSignal): AsyncGenerator<string> {
    yield 'Connecting to the container';
    for (let next = 0; ; next += 1) {
      while (written.length <= next) {
        if (container?.isRunning !== true || signal.aborted) {
          return;
        }
        await setTimeout(20);
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
    const [template] = objectsAt(objectAt(created?.properties, 'template'), 'containers');
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
    void setTimeout(1_000).then(() => interruption.abort());
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
