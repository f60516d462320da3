import fs from 'node:fs';
import path from 'node:path';
import { ContainerApp, type ContainerAppProps } from '../../../lib/constructs/compute/container-app';
import { ContainerAppEnvironment } from '../../../lib/constructs/compute/container-app-environment';
import { ContainerAppJob } from '../../../lib/constructs/compute/container-app-job';
import { ContainerRegistry } from '../../../lib/constructs/compute/container-registry';
import { type IContainerRegistry } from '../../../lib/constructs/compute/container-registry-base';
import { type ImageMetadata } from '../../../lib/manifest/app-metadata';
import { secret } from '../../../lib/stage/secret-parameter';
import { ParameterSet } from '../../../lib/stage/parameter-set';
import { Stage } from '../../../lib/stage/stage';
import { StagedApp } from '../../../lib/stage/staged-app';
import { RenderedStage } from '../../../lib/testing';
import { ContainerImage } from '../../../lib/values/container-image';
import { ImagePlatform } from '../../../lib/values/container-image-build';
import { sourceTree } from '../../helpers/source-tree';

const SHARED_ID =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/crshared';

let directory: string;
let app: StagedApp;

beforeEach(() => {
  directory = sourceTree({ 'src/api/Dockerfile': 'FROM scratch\n', 'src/api/main.py': 'print(1)\n' });
  app = new StagedApp({
    name: 'shop',
    env: {},
    overrides: { today: '2026-11-01' },
    projectDirectory: directory,
    outdir: path.join(directory, 'cdktf.out'),
  });
});

function addStage(id = 'stage-apps'): Stage {
  return new Stage(app, id, { title: 'Apps', purpose: 'Runs.' });
}

function addApp(stage: Stage, props: Partial<ContainerAppProps> = {}): ContainerApp {
  const environment = props.environment ?? new ContainerAppEnvironment(stage, 'Environment');
  return new ContainerApp(stage, 'Api', { image: ContainerImage.build('src/api'), ...props, environment });
}

function imagesOf(stage: Stage): readonly ImageMetadata[] | undefined {
  app.synth();
  const text = fs.readFileSync(path.join(directory, 'cdktf.out/azstage.json'), 'utf8');
  const metadata = JSON.parse(text) as { stages: { name: string; images?: ImageMetadata[] }[] };
  return metadata.stages.find(({ name }) => name === stage.node.id)?.images;
}

test('an app runs what is built, by a tag that changes with its sources, and the stage lists it', () => {
  const stage = addStage();
  addApp(stage, { registry: new ContainerRegistry(stage, 'Images') });
  const [image] = imagesOf(stage) ?? [];
  expect(image).toEqual({
    repository: 'api',
    tag: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    context: 'src/api',
    dockerfile: 'Dockerfile',
    platform: 'linux/amd64',
    registry: { stage: 'stage-apps', address: 'azurerm_container_registry.Images_2D38C313' },
    users: ['stage-apps/Api'],
  });
  const rendered = RenderedStage.of(stage).resource('azurerm_container_app') as { template: unknown };
  expect(rendered.template).toMatchObject({
    container: [{ image: `\${azurerm_container_registry.Images_2D38C313.login_server}/api:${image?.tag}` }],
  });
});

test('what is built otherwise is another image, with the options in its entry', () => {
  const stage = addStage();
  const registry = ContainerRegistry.fromId(stage, 'Shared', SHARED_ID);
  const container = addApp(stage, { registry });
  const options = { target: 'worker', buildArgs: { B: '2', A: '1' }, repository: 'worker' };
  container.addContainer('worker', { image: ContainerImage.build('src/api', options) });
  container.addContainer('same', { image: ContainerImage.build('./src/api') });
  const images = imagesOf(stage);
  expect(images).toMatchObject([
    { repository: 'api', users: ['stage-apps/Api'], registry: { loginServer: 'crshared.azurecr.io', id: SHARED_ID } },
    { repository: 'worker', target: 'worker', args: { A: '1', B: '2' } },
  ]);
  expect(JSON.stringify(images?.[1]?.args)).toBe('{"A":"1","B":"2"}');
  expect(images?.[0]?.tag).not.toBe(images?.[1]?.tag);
});

test('a registry of another stage, one that Terraform reads, and one without an id are found', () => {
  const platform = addStage('stage-platform');
  const apps = addStage();
  const environment = new ContainerAppEnvironment(apps, 'Environment');
  const add = (id: string, registry: IContainerRegistry, repository: string) =>
    new ContainerAppJob(apps, id, { environment, registry, image: ContainerImage.build('src/api', { repository }) });
  add('One', new ContainerRegistry(platform, 'Images'), 'one');
  add('Two', ContainerRegistry.fromName(apps, 'Existing', 'crexisting', 'rg'), 'two');
  const name = apps.addImage(
    ContainerImage.build('src/api', { repository: 'zero', registry: { loginServer: 'crshop.azurecr.io' } }),
  );
  expect(imagesOf(apps)).toMatchObject([
    { repository: 'one', registry: { stage: 'stage-platform', address: 'azurerm_container_registry.Images_2D38C313' } },
    {
      repository: 'two',
      registry: { stage: 'stage-apps', address: 'data.azurerm_container_registry.Existing_4CC9759F' },
    },
    { repository: 'zero', registry: { loginServer: 'crshop.azurecr.io' }, users: ['stage-apps'] },
  ]);
  expect(name).toMatch(/^crshop\.azurecr\.io\/zero:[0-9a-f]{32}$/);
});

test('a stage without such images has no entry', () => {
  const stage = addStage();
  addApp(stage, { image: 'nginx:1.27' });
  expect(imagesOf(stage)).toBeUndefined();
});

describe('refused, with the path of the construct:', () => {
  const withRegistry = (stage: Stage) => ({ registry: new ContainerRegistry(stage, 'Images') });
  test.each<[string, (stage: Stage) => Partial<ContainerAppProps>, string]>([
    [
      'no registry',
      () => ({}),
      'image: src/api is built, and there is no registry that it is pushed to. Set registry.',
    ],
    [
      'no sources',
      (stage) => ({ ...withRegistry(stage), image: ContainerImage.build('src/web') }),
      'image: there is no directory "src/web". Allowed: a directory within that of cdktf.json, relative to it.',
    ],
    [
      'sources elsewhere',
      (stage) => ({ ...withRegistry(stage), image: ContainerImage.build('../web') }),
      'image: the build context "../web" is outside of the project.',
    ],
    [
      'another registry',
      (stage) => ({
        ...withRegistry(stage),
        image: ContainerImage.build('src/api', { registry: { loginServer: 'crother.azurecr.io' } }),
      }),
      'image: src/api is pushed to another registry than the one that is pulled from.',
    ],
    [
      'Arm',
      (stage) => ({
        ...withRegistry(stage),
        image: ContainerImage.build('src/api', { platform: ImagePlatform.LINUX_ARM64 }),
      }),
      'image: got "linux/arm64". Allowed: linux/amd64, as Container Apps have no other.',
    ],
  ])('%s', (_, props, message) => {
    const stage = addStage();
    expect(() => addApp(stage, props(stage))).toThrow(`stage-apps/Api: ${message}`);
  });

  test('a secret as a build argument', () => {
    const stage = addStage();
    const { key } = app.readParameters(new ParameterSet({ shape: { key: secret() } }));
    const image = ContainerImage.build('src/api', { buildArgs: { KEY: key.valueIn(stage) } });
    expect(() => addApp(stage, { ...withRegistry(stage), image })).toThrow(
      'stage-apps/Api: image: the build argument KEY is not a text that is known at synth.',
    );
  });

  test('a registry that Terraform alone knows', () => {
    const stage = addStage();
    const { id } = app.readParameters(new ParameterSet({ shape: { id: secret() } }));
    addApp(stage, { registry: ContainerRegistry.fromId(stage, 'Shared', id.valueIn(stage)) });
    expect(() => app.synth()).toThrow(
      'stage-apps/Api: image: src/api is pushed to a registry that is neither known at synth nor one of a stage of this app.',
    );
  });
});
