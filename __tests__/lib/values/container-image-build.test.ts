import { ContainerImage } from '../../../lib/values/container-image';
import { type ContainerImageBuildOptions, ImagePlatform } from '../../../lib/values/container-image-build';

test('a build is of a Dockerfile in its context, for linux/amd64, in a repository with the name of the directory', () => {
  expect(ContainerImage.build('./src/Agent-API/')).toMatchObject({
    context: 'src/Agent-API',
    dockerfile: 'Dockerfile',
    buildArgs: {},
    platform: 'linux/amd64',
    repository: 'agent-api',
  });
  expect(String(ContainerImage.build('src\\api'))).toBe('src/api');
});

test('everything can be chosen', () => {
  const options = {
    dockerfile: './docker/Dockerfile',
    target: 'runtime',
    buildArgs: { VERSION: '1' },
    platform: ImagePlatform.LINUX_ARM64,
    registry: { loginServer: 'crshop.azurecr.io' },
    repository: 'shop/api',
  };
  const build = ContainerImage.build('src/api', options);
  expect(build).toMatchObject({ ...options, dockerfile: 'docker/Dockerfile' });
  expect(() => build.check()).not.toThrow();
});

test.each<[string, ContainerImageBuildOptions, string]>([
  [
    '../api',
    {},
    'the build context "../api" is outside of the project. Allowed: a directory within that of cdktf.json',
  ],
  ['src/../../api', {}, 'the build context "../api" is outside of the project'],
  ['/srv/api', {}, 'the build context "/srv/api" is outside of the project'],
  ['C:\\api', {}, 'the build context "C:/api" is outside of the project'],
  ['src/api', { dockerfile: '../Dockerfile' }, 'the Dockerfile "../Dockerfile" is not in the build context'],
  ['.', {}, '"." is not the name of a repository. Allowed: lower-case letters and digits'],
  ['src/my api', {}, '"my api" is not the name of a repository'],
  ['src/api', { repository: 'Shop' }, '"Shop" is not the name of a repository'],
  ['src/api', { target: 'a b' }, 'the target "a b" is not a name'],
  [
    'src/api',
    { platform: 'windows/amd64' as ImagePlatform },
    'the platform is "windows/amd64". Allowed: linux/amd64, ',
  ],
  ['src/api', { buildArgs: { '1A': 'x' } }, 'the build argument "1A" is not the name of an ARG'],
  ['src/api', { buildArgs: { KEY: '${TfToken[TOKEN.1]}' } }, 'the build argument KEY is not a text that is known at'],
  [
    'src/api',
    { buildArgs: { KEY: {} as string } },
    'Give a secret to the app when it runs, by secrets of the container.',
  ],
])('%s with %j is refused', (context, options, message) => {
  expect(() => ContainerImage.build(context, options).check()).toThrow(message);
});
