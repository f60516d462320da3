import fs from 'node:fs';
import path from 'node:path';
import { exitCodeOfBuilds } from '../../../lib/image-builds/exit-code-of-builds';
import { buildImages, type BuildImagesOptions, listImages } from '../../../lib/image-builds/images';
import { type Answer } from '../../../lib/rehearsal/loopback/plane';
import { ExitCode } from '../../../lib/toolkit/exit-code';
import { ImageProject } from '../../helpers/image-project';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';
import { TestProject } from '../../helpers/test-project';

const asked: string[] = [];
let faults: ((method: string, url: URL) => Answer | 'drop' | undefined)[] = [];
let azure: TestAzure;
let one: ImageProject;
let names = 0;

beforeAll(async () => {
  azure = await startAzure({
    fault: (method, url) => {
      asked.push(`${method} ${url.host}${url.pathname}`);
      for (const fault of faults) {
        const answer = fault(method, url);
        if (answer !== undefined) {
          return answer;
        }
      }
      return undefined;
    },
  });
});
beforeEach(() => {
  asked.length = 0;
  faults = [];
  one = new ImageProject(azure);
});
afterAll(async () => {
  TestProject.removeAll();
  await azure.stop();
});

/** A new registry, as its images stay. */
const registry = (properties?: object, sku?: string) => one.registry(`crtest${(names += 1)}`, properties, sku);
const list = () => listImages(one.session(), {}, one.open());
const build = (options: Partial<BuildImagesOptions> = {}, how: Parameters<ImageProject['open']>[0] = {}) =>
  buildImages(one.session(), { action: 'push', ...options }, one.open(how));

/** Everything that was said, for a search for what nobody may see. */
const everything = () => JSON.stringify(one.host.messages);

test('what is missing is built by ACR Tasks and pushed, and is there then', async () => {
  const image = one.image({ registry: registry() });
  one.change({ apps: { images: [image] } });
  expect((await list()).images).toMatchObject([
    { repository: 'api', tag: image.tag, context: 'src/api', files: 2, size: 31, status: 'missing', stages: ['apps'] },
  ]);
  const result = await build();
  expect(result).toMatchObject({ action: 'push', images: [{ repository: 'api', result: 'pushed', stages: ['apps'] }] });
  expect(exitCodeOfBuilds(result)).toBe(ExitCode.DONE);
  expect(one.log).toEqual(
    expect.arrayContaining(['api: Step 1/2 : FROM scratch', 'api: Step 2/2 : COPY . /', 'api: Run was successful']),
  );
  expect(one.host.texts('image.started')).toEqual([
    `building api:${image.tag.slice(0, 12)} with ACR Tasks: run ca1 of crtest${names}`,
  ]);
  expect((await list()).images).toMatchObject([
    { status: 'present', digest: expect.stringMatching(/^sha256:/) as string },
  ]);
  await expect(build()).resolves.toMatchObject({ images: [{ result: 'present' }] });
  await expect(build({ force: true })).resolves.toMatchObject({ images: [{ result: 'pushed' }] });
});

test('no signature of a blob is in anything that is said, and nothing is left of the archive', async () => {
  one.change({ apps: { images: [one.image({ registry: registry() })] } });
  await build();
  expect(asked.some((each) => each.startsWith('PUT acrtasksrehearsal.blob.core.windows.net/sources/'))).toBe(true);
  expect(everything()).not.toMatch(/sig=|sp=rcw|blob\.core/);
  expect(fs.readdirSync(path.join(one.project.directory, '.azstage')).filter((file) => file.includes('tar'))).toEqual(
    [],
  );
});

test('the build gets the Dockerfile, the target, the arguments and the platform', async () => {
  const files = {
    'src/api/docker/Dockerfile': 'FROM scratch AS runtime\n',
    'src/api/@odd': '',
    'src/api/run.sh': '#!/bin/sh\n',
  };
  one = new ImageProject(azure, files);
  const target = registry();
  const how = { dockerfile: 'docker/Dockerfile', target: 'runtime', args: { A: '1' }, platform: 'linux/arm64' };
  const image = one.image({ registry: target, ...how });
  one.change({ apps: { images: [image] } });
  await expect(build()).resolves.toMatchObject({ images: [{ result: 'pushed' }] });
  const { request } = azure.azure.azure.store.get(`${target.id}/runs/ca1`)?.properties ?? {};
  expect(request).toMatchObject({
    type: 'DockerBuildRequest',
    imageNames: [`api:${image.tag}`],
    isPushEnabled: true,
    dockerFilePath: 'docker/Dockerfile',
    target: 'runtime',
    arguments: [{ name: 'A', value: '1', isSecret: false }],
    platform: { os: 'Linux', architecture: 'arm64' },
  });
  const uploaded = azure.azure.azure.builds.sourcesOf((request as { sourceLocation: string }).sourceLocation);
  expect([...(uploaded?.keys() ?? [])].sort()).toEqual(['@odd', 'docker/Dockerfile', 'run.sh']);
});

test('a build that fails shows the end of its log, and the others go on', async () => {
  const files = { 'src/api/Dockerfile': 'FROM scratch\nRUN exit 3\n', 'src/web/Dockerfile': 'FROM scratch\n' };
  one = new ImageProject(azure, files);
  const target = registry();
  const images = [
    one.image({ registry: target }),
    one.image({ registry: target, context: 'src/web', repository: 'web' }),
  ];
  one.change({ apps: { images } });
  const result = await build();
  expect(result.images).toMatchObject([
    {
      repository: 'api',
      result: 'failed',
      error: expect.stringMatching(
        /^The build of api:[0-9a-f]{12} ended as Failed \(run ca[12] of crtest\d+\)\.\n(.*\n)* {2}The command '\/bin\/sh -c exit 3' returned a non-zero code: 3\n/,
      ) as string,
    },
    { repository: 'web', result: 'pushed' },
  ]);
  expect(exitCodeOfBuilds(result)).toBe(ExitCode.FAILED);
});

test('build builds without pushing', async () => {
  one.change({ apps: { images: [one.image({ registry: registry() })] } });
  await expect(build({ action: 'build' })).resolves.toMatchObject({ action: 'build', images: [{ result: 'built' }] });
  expect((await list()).images).toMatchObject([{ status: 'missing' }]);
});

test('an image that two stages run is built once', async () => {
  const image = one.image({ registry: registry() });
  one.change({ apps: { images: [image] }, jobs: { images: [{ ...image, users: ['jobs/Job'] }] } });
  await expect(build()).resolves.toMatchObject({ images: [{ result: 'pushed', stages: ['apps', 'jobs'] }] });
  expect(asked.filter((each) => each.endsWith('/scheduleRun'))).toHaveLength(1);
});

test('registries are found in the states of their stages, or by their host name', async () => {
  const { loginServer, id } = registry();
  const own = { stage: 'platform', address: 'azurerm_container_registry.Images' };
  const read = { stage: 'platform', address: 'data.azurerm_container_registry.Existing' };
  const images = [
    one.image({ repository: 'a', registry: own }),
    one.image({ repository: 'b', registry: read }),
    one.image({ repository: 'c', registry: { loginServer } }),
  ];
  one.change({ platform: { resources: {} }, apps: { needs: ['platform'], images } });
  expect((await list()).images).toMatchObject([
    { status: 'no-registry', why: 'azurerm_container_registry.Images of platform is not deployed' },
    { status: 'no-registry' },
    { status: 'missing', registry: loginServer },
  ]);
  await expect(build({ stages: ['apps'] })).resolves.toMatchObject({
    images: [
      { result: 'failed', fix: 'Deploy it first: azstage deploy platform' },
      { result: 'failed' },
      { result: 'pushed' },
    ],
  });
  const attributes = { id, login_server: loginServer };
  one.writeState('platform', { [own.address]: attributes, [read.address]: attributes });
  await expect(build()).resolves.toMatchObject({
    images: [{ result: 'pushed' }, { result: 'pushed' }, { result: 'present' }],
  });
});

test('what changed after synth is not built', async () => {
  one.change({ apps: { images: [one.image({ registry: registry() })] } });
  one.project.write('src/api/main.py', 'print(2)');
  await expect(build()).resolves.toMatchObject({
    images: [{ result: 'failed', error: expect.stringMatching(/in src\/api changed after synth\.$/) as string }],
  });
  await expect(list()).rejects.toThrow('changed after synth');
});

test('a stage without images, and an app without any, say so', async () => {
  one.change({ apps: {} });
  await expect(list()).resolves.toMatchObject({ images: [] });
  await expect(build()).resolves.toMatchObject({ images: [] });
  expect(asked).toEqual([]);
});

describe('a private registry', () => {
  const closed = { publicNetworkAccess: 'Disabled' };

  test('without an agent pool is said to be unreachable, with the cure, before anything is uploaded', async () => {
    one.change({ apps: { images: [one.image({ registry: registry(closed) })] } });
    expect((await list()).images).toMatchObject([
      { status: 'unknown', why: expect.stringMatching(/does not let this machine in, and no recent run/) as string },
    ]);
    const result = await build();
    expect(result.images).toMatchObject([
      {
        result: 'failed',
        error: `crtest${names} is private: the machines of ACR Tasks cannot push to it, and it has no agent pool in a virtual network.`,
        fix: expect.stringMatching(/azurerm_container_registry_agent_pool.*--builder docker/) as string,
      },
    ]);
    expect(asked.some((each) => each.startsWith('PUT'))).toBe(false);
  });

  test('is reached from its agent pool, and its runs say what it has', async () => {
    const target = registry(closed);
    addPool(target.id, 'builds');
    one.change({ apps: { images: [one.image({ registry: target })] } });
    await expect(build()).resolves.toMatchObject({ images: [{ result: 'pushed' }] });
    expect(one.host.texts('image.started')[0]).toMatch(/ on agent pool builds$/);
    expect((await list()).images).toMatchObject([
      {
        status: 'present',
        why: expect.stringMatching(/^pushed by run ca1 of ACR Tasks; crtest\d+\.azurecr\.io does not/) as string,
      },
    ]);
  });

  test('with several agent pools needs one to be named', async () => {
    const target = registry(closed);
    addPool(target.id, 'one');
    addPool(target.id, 'two');
    one.change({ apps: { images: [one.image({ registry: target })] } });
    await expect(build()).resolves.toMatchObject({
      images: [{ result: 'failed', error: `crtest${names} has several agent pools in virtual networks: one, two.` }],
    });
    await expect(build({}, { agentPool: 'two' })).resolves.toMatchObject({ images: [{ result: 'pushed' }] });
    await expect(build({ force: true }, { agentPool: 'three' })).resolves.toMatchObject({
      images: [{ result: 'failed', error: expect.stringMatching(/AgentPoolNotFound/) as string }],
    });
  });

  test('that lets address ranges in is tried, and the refusal of its network has the cure', async () => {
    const networkRuleSet = { defaultAction: 'Deny', ipRules: [{ value: '203.0.113.0/24', action: 'Allow' }] };
    one.change({ apps: { images: [one.image({ registry: registry({ networkRuleSet }) })] } });
    await expect(build()).resolves.toMatchObject({
      images: [{ result: 'failed', fix: expect.stringMatching(/^Give it an agent pool/) as string }],
    });
  });

  function addPool(registryId: string, name: string): void {
    const virtualNetworkSubnetResourceId = `${registryId.split('/providers/')[0]}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/builds`;
    const id = `${registryId}/agentPools/${name}`;
    const type = 'Microsoft.ContainerRegistry/registries/agentPools';
    azure.azure.azure.store.set({
      id,
      name,
      type,
      properties: { virtualNetworkSubnetResourceId, provisioningState: 'Succeeded' },
    });
  }
});

describe('when Azure', () => {
  const fail = (part: string, answer: Answer | 'drop', times = Infinity) => {
    let count = 0;
    faults.push((method, url) =>
      `${method} ${url.host}${url.pathname}`.includes(part) && (count += 1) <= times ? answer : undefined,
    );
  };

  test.each<[string, string, Answer | 'drop', RegExp]>([
    [
      'refuses the build',
      '/scheduleRun',
      { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } },
      /AuthorizationFailed: no$/,
    ],
    [
      'refuses the upload',
      'PUT acrtasks',
      { status: 403, body: '<Error/>' },
      /^Azure answered 403 to the upload of the sources\.$/,
    ],
    ['fails at the upload', 'PUT acrtasks', { status: 500 }, /^Azure answered 500 to the upload of the sources\.$/],
    ['drops the upload', 'PUT acrtasks', 'drop', /could not be reached for the upload of the sources/],
    [
      'answers nonsense',
      '/scheduleRun',
      { status: 200, body: '<html>' },
      /^The answer to POST .*scheduleRun is not JSON/,
    ],
    [
      'forgets the run',
      'GET management.azure.com/subscriptions',
      { status: 404, body: { error: { code: 'RunNotFound' } } },
      /There is no registry|RunNotFound/,
    ],
    ['denies the log', 'GET acrtasks', { status: 403 }, /^Azure answered 403 to the log of the build\.$/],
  ])('%s, the image fails with one message', async (_, part, answer, message) => {
    one.change({ apps: { images: [one.image({ registry: registry() })] } });
    fail(part, answer);
    const result = await build();
    expect(result.images).toMatchObject([{ result: 'failed', error: expect.stringMatching(message) as string }]);
    expect(everything()).not.toMatch(/sig=/);
  });

  test('lets the signature of the log expire, another one is asked for', async () => {
    one.change({ apps: { images: [one.image({ registry: registry() })] } });
    fail('GET acrtasks', { status: 403 }, 1);
    await expect(build()).resolves.toMatchObject({ images: [{ result: 'pushed' }] });
    expect(one.log).toContain('api: Run was successful');
  });

  test('cannot say whether an image is there, the list says why', async () => {
    one.change({ apps: { images: [one.image({ registry: registry() })] } });
    fail('azurecr.io', { status: 401 });
    expect((await list()).images).toMatchObject([
      { status: 'unknown', why: expect.stringMatching(/azurecr\.io answered 401/) as string },
    ]);
  });

  test('is interrupted, the run is cancelled', async () => {
    const target = registry();
    one.change({ apps: { images: [one.image({ registry: target })] } });
    const session = one.session();
    const running = buildImages(session, { action: 'push' }, one.open());
    one.host.notify = (message) => {
      one.host.messages.push(message);
      if (message.code === 'image.started') {
        session.interruption.interrupt();
      }
    };
    const result = await running;
    expect(result).toMatchObject({ images: [{ result: 'interrupted' }] });
    expect(exitCodeOfBuilds(result)).toBe(ExitCode.INTERRUPTED);
    expect(one.host.texts('image.note')).toEqual([`cancelled run ca1 of crtest${names}`]);
    expect(azure.azure.azure.store.get(`${target.id}/runs/ca1`)?.properties['status']).toBe('Canceled');
  });
});
