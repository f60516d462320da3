import fs from 'node:fs';
import path from 'node:path';
import { buildImages } from '../../../lib/image-builds/images';
import { ImageProject } from '../../helpers/image-project';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';
import { TestProject } from '../../helpers/test-project';

/** Docker as far as azstage calls it: notes how, keeps what it reads and the configuration that it signs in with, and fails where it is told to. */
const DOCKER = `
here=$(dirname "$0")
echo "$*\${DOCKER_HOST:+ at $DOCKER_HOST}" >> "$here/calls"
case "$1" in
  context) echo unix:///run/user/1000/docker.sock;;
  build) cat > "$here/context.tar.gz"; echo "#1 building" >&2; echo "done";;
  push) cp "$DOCKER_CONFIG/config.json" "$here/config.json"; ls -l "$DOCKER_CONFIG" > "$here/mode"; echo pushed;;
esac
[ "$1" != "$FAILING" ] || { echo "no such thing" >&2; exit 7; }
`;

let azure: TestAzure;
let one: ImageProject;

beforeAll(async () => {
  azure = await startAzure();
});
beforeEach(() => {
  one = new ImageProject(azure, { 'src/api/Dockerfile': 'FROM scratch AS run\n', 'src/api/main.py': 'print(1)' });
  one.project.script('bin/docker', DOCKER);
});
afterAll(async () => {
  TestProject.removeAll();
  await azure.stop();
});

const build = (action: 'build' | 'push' = 'push', env: NodeJS.ProcessEnv = {}) => {
  const PATH = `${path.join(one.project.directory, 'bin')}:${process.env['PATH'] ?? ''}`;
  const session = one.session({ env: one.project.env({ PATH, DOCKER_HOST: '', ...env }) });
  return buildImages(session, { action }, one.open({ builder: 'docker' }));
};
const calls = () => one.project.read('bin/calls').trim().split('\n');

test('Docker builds from the same archive, and pushes with a token of the registry in a configuration of its own', async () => {
  const registry = one.registry('crdocker');
  const image = one.image({ registry, target: 'run', args: { A: '1' } });
  one.change({ apps: { images: [image] } });
  await expect(build()).resolves.toMatchObject({ images: [{ result: 'pushed' }] });
  const name = `crdocker.azurecr.io/api:${image.tag}`;
  expect(calls()).toEqual([
    `build --platform=linux/amd64 --file=Dockerfile --tag=${name} --target=run --build-arg=A=1 -`,
    'context inspect --format {{.Endpoints.docker.Host}}',
    `push ${name} at unix:///run/user/1000/docker.sock`,
  ]);
  const { auths } = JSON.parse(one.project.read('bin/config.json')) as { auths: Record<string, { auth: string }> };
  const auth = Buffer.from(auths['crdocker.azurecr.io']?.auth ?? '', 'base64').toString();
  expect(auth).toMatch(/^00000000-0000-0000-0000-000000000000:[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(one.project.read('bin/mode')).toMatch(/^-rw-------.*config\.json$/m);
  expect(fs.existsSync(one.project.read('bin/mode'))).toBe(false);
  expect(JSON.stringify(one.host.messages)).not.toContain(auth.slice(40));
  expect(one.log).toEqual(expect.arrayContaining(['api: #1 building', 'api: done', 'api: pushed']));
});

test('an engine that DOCKER_HOST names is used for the push too', async () => {
  one.change({ apps: { images: [one.image({ registry: one.registry('crdockerhost') })] } });
  await build('push', { DOCKER_HOST: 'tcp://builder:2376' });
  expect(calls().at(-1)).toMatch(/^push .* at tcp:\/\/builder:2376$/);
  expect(calls()).toHaveLength(2);
});

test('build alone needs neither a registry that answers nor a token', async () => {
  one.change({ apps: { images: [one.image({ registry: { loginServer: 'crnone.azurecr.io' } })] } });
  await expect(build('build')).resolves.toMatchObject({ images: [{ result: 'built' }] });
  expect(calls()).toHaveLength(1);
});

test.each([
  ['build', /^docker build of api:[0-9a-f]{12} failed with exit code 7\.\n(.*\n)* {2}no such thing/],
  ['push', /^docker push of api:[0-9a-f]{12} failed with exit code 7\./],
])('a %s that fails shows the end of what Docker said', async (FAILING, message) => {
  one.change({ apps: { images: [one.image({ registry: one.registry(`crfail${FAILING}`) })] } });
  await expect(build('push', { FAILING })).resolves.toMatchObject({
    images: [{ result: 'failed', error: expect.stringMatching(message) as string }],
  });
});

test('a machine without Docker is told so', async () => {
  one.change({ apps: { images: [one.image({ registry: one.registry('crnodocker') })] } });
  await build('build');
  const session = one.session({ env: one.project.env({ PATH: '/nowhere' }), skipSynth: true });
  await expect(buildImages(session, { action: 'push' }, one.open({ builder: 'docker' }))).resolves.toMatchObject({
    images: [
      {
        result: 'failed',
        error: 'There is no docker on this machine.',
        fix: 'Install Docker, or leave out --builder docker: ACR Tasks need none.',
      },
    ],
  });
});
