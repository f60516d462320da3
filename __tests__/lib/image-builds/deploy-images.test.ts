import fs from 'node:fs';
import path from 'node:path';
import { type OpenImages } from '../../../lib/image-builds/images';
import { deploy, type DeployOptions } from '../../../lib/toolkit/actions/deploy';
import { deployPlan } from '../../../lib/toolkit/actions/deploy-plan';
import { down } from '../../../lib/toolkit/actions/down';
import { plan } from '../../../lib/toolkit/actions/plan';
import { Bundle } from '../../../lib/toolkit/bundle/bundle';
import { type RunResult } from '../../../lib/toolkit/io/run-result';
import { type ImageMetadata } from '../../../lib/manifest/app-metadata';
import { describeWithTerraform } from '../../helpers/terraform';
import { ImageProject } from '../../helpers/image-project';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';
import { REGISTRY_PROVIDER, RegistryProvider } from '../../helpers/registry-provider';
import { type FakeStage, TestProject } from '../../helpers/test-project';

const REGISTRY = 'azurerm_container_registry.Images';
const terraform = { required_providers: { azurerm: { source: REGISTRY_PROVIDER } } };

describeWithTerraform('deploy builds the images of its stages', () => {
  const asked: string[] = [];
  let refuseBuilds = false;
  let onBuild: () => void = () => undefined;
  let azure: TestAzure;
  let provider: RegistryProvider;
  let one: ImageProject;
  let name = '';
  let names = 0;

  beforeAll(async () => {
    azure = await startAzure({
      fault: (method, url) => {
        asked.push(`${method} ${url.host}${url.pathname}`);
        if (url.pathname.endsWith('/scheduleRun')) {
          onBuild();
        }
        return refuseBuilds && url.pathname.endsWith('/scheduleRun')
          ? {
              status: 409,
              body: { error: { code: 'TasksOperationsNotAllowed', message: 'ACR Tasks requests are not permitted.' } },
            }
          : undefined;
      },
    });
    provider = await RegistryProvider.start(azure);
  });
  beforeEach(() => {
    asked.length = 0;
    provider.applied.length = 0;
    provider.beforeApply = () => undefined;
    refuseBuilds = false;
    onBuild = () => undefined;
    one = new ImageProject(azure);
    name = `crdeploy${(names += 1)}`;
  });
  afterAll(async () => {
    TestProject.removeAll();
    provider.close();
    await azure.stop();
  });

  const registry = (stage: string): FakeStage => ({
    terraform,
    resources: { [REGISTRY]: { name } },
    outputs: { server: `\${${REGISTRY}.login_server}` },
    lifecycle: stage === 'platform' ? 'permanent' : 'on-demand',
  });
  const app = (image: ImageMetadata, server: string, more: object = {}): FakeStage => ({
    terraform,
    resources: {
      ...more,
      'azurerm_container_app.Api': { name: 'api', image: `${server}/${image.repository}:${image.tag}` },
    },
    images: [image],
  });
  const image = (stage: string, more: object = {}) => one.image({ registry: { stage, address: REGISTRY }, ...more });

  /** A stage with the registry, and another one with the app. */
  const twoStages = (how: object = {}) => {
    const server = '${data.terraform_remote_state.platform.outputs.server}';
    one.change({
      platform: registry('platform'),
      apps: { needs: ['platform'], ...app(image('platform', how), server) },
    });
  };
  /** One stage with both. */
  const oneStage = () => {
    const own = registry('apps').resources ?? {};
    one.change({ apps: app(image('apps'), `\${${REGISTRY}.login_server}`, own) });
  };

  const session = () => one.session({ env: one.project.env(provider.env) });
  const run = (options: Partial<DeployOptions> = {}, open: OpenImages = one.open()): Promise<RunResult> =>
    deploy(session(), { all: true, yes: true, images: open, ...options });
  const results = ({ stages }: RunResult) => stages.map(({ stage, result }) => `${stage}: ${result}`);
  const builds = () => asked.filter((each) => each.endsWith('/scheduleRun')).length;

  it('after the registry of another stage, and before the app', async () => {
    twoStages();
    const result = await run();
    expect(results(result)).toEqual(['platform: applied', 'apps: applied']);
    expect(provider.applied).toEqual([`create ${name}`, 'create api']);
    expect(builds()).toBe(1);
    expect(one.host.texts('image.finished')).toEqual([
      expect.stringMatching(/^apps: pushed crdeploy\d+\.azurecr\.io\/api:/),
    ]);
    expect(results(await run())).toEqual(['platform: unchanged', 'apps: unchanged']);
    expect(builds()).toBe(1);
  });

  it('once more when the sources change, and not otherwise', async () => {
    twoStages();
    await run();
    one.project.write('src/api/main.py', 'print(2)');
    twoStages();
    expect(results(await run())).toEqual(['platform: unchanged', 'apps: applied']);
    expect(builds()).toBe(2);
    expect(provider.applied.at(-1)).toBe('update api');
  });

  it('in one stage with its registry, which is applied first', async () => {
    oneStage();
    const result = await run();
    expect(results(result)).toEqual(['apps: applied']);
    expect(result.stages[0]?.warnings).toBeUndefined();
    expect(result.stages[0]?.counts).toEqual({ added: 2, changed: 0, destroyed: 0 });
    expect(provider.applied).toEqual([`create ${name}`, 'create api']);
    expect(one.host.texts('stage.started')).toContain(`apps: apply: ${REGISTRY} first, to push images to it`);
    expect(results(await run())).toEqual(['apps: unchanged']);
  });

  it('with one approval for both steps', async () => {
    oneStage();
    let questions = 0;
    one.host.requestResponse = () => {
      questions += 1;
      return Promise.resolve(true);
    };
    expect(results(await run({ yes: false }))).toEqual(['apps: applied']);
    expect(questions).toBe(1);
    expect(one.host.texts('image.planned')).toEqual([
      expect.stringMatching(/^apps: builds api:[0-9a-f]{12} once azurerm_container_registry.Images of apps is there$/),
    ]);
  });

  it('and nothing of a plan that is declined', async () => {
    oneStage();
    one.host.requestResponse = () => Promise.resolve(false);
    expect(results(await run({ yes: false }))).toEqual(['apps: declined']);
    expect(provider.applied).toEqual([]);
    expect(builds()).toBe(0);
  });

  it('and goes on where a failed build has stopped it', async () => {
    oneStage();
    refuseBuilds = true;
    const failed = await run();
    expect(failed.stages).toMatchObject([
      {
        result: 'failed',
        errors: [{ summary: expect.stringMatching(/ACR Tasks requests are not permitted/) as string }],
      },
    ]);
    expect(provider.applied).toEqual([`create ${name}`]);
    refuseBuilds = false;
    expect(results(await run())).toEqual(['apps: applied']);
    expect(provider.applied).toEqual([`create ${name}`, 'create api']);
  });

  it('again in a registry that is replaced', async () => {
    oneStage();
    await run();
    name = `${name}b`;
    oneStage();
    expect(results(await run({ allowDataLoss: [REGISTRY] }))).toEqual(['apps: applied']);
    expect(provider.applied.slice(2)).toEqual([`delete ${name.slice(0, -1)}`, `create ${name}`, 'update api']);
    expect(builds()).toBe(2);
  });

  it('once for two stages', async () => {
    const server = '${data.terraform_remote_state.platform.outputs.server}';
    const built = app(image('platform'), server);
    one.change({
      platform: registry('platform'),
      apps: { needs: ['platform'], ...built },
      jobs: { needs: ['platform'], ...built },
    });
    expect(results(await run())).toEqual(['platform: applied', 'apps: applied', 'jobs: applied']);
    expect(builds()).toBe(1);
  });

  it('unless they are left out', async () => {
    twoStages();
    const result = await run({ images: undefined });
    expect(results(result)).toEqual(['platform: applied', 'apps: failed']);
    expect(builds()).toBe(0);
  });

  it('and a plan says which ones', async () => {
    twoStages();
    const planned = () => plan(session(), { stages: [], images: one.open() });
    await planned();
    expect(one.host.texts('image.planned')).toEqual([
      expect.stringMatching(
        /^apps: builds api:[0-9a-f]{12} once azurerm_container_registry.Images of platform is there$/,
      ),
    ]);
    await run({ all: false, stages: ['platform'] });
    one.host.messages.length = 0;
    await planned();
    expect(one.host.texts('image.planned')).toEqual([
      expect.stringMatching(/^apps: builds api:[0-9a-f]{12} and pushes it to crdeploy\d+\.azurecr\.io$/),
    ]);
    expect(builds()).toBe(0);
  });

  it('and a plan without a sign-in says that it does not know', async () => {
    twoStages();
    await run({ all: false, stages: ['platform'] });
    one.host.messages.length = 0;
    const { openImages } = jest.requireActual<{ openImages: OpenImages }>('../../../lib/image-builds/open-images');
    const env = { ...provider.env, ARM_ENVIRONMENT: 'usgovernment' };
    await plan(one.session({ env: one.project.env(env) }), { stages: [], images: openImages });
    expect(one.host.texts('image.planned')).toEqual([
      expect.stringMatching(/it is not known whether it is there: ARM_ENVIRONMENT is usgovernment/),
    ]);
  });

  it('with the plans of a bundle, in a stage that has its registry too', async () => {
    oneStage();
    await plan(session(), { stages: [], out: 'plans' });
    const bundle = await Bundle.open(path.join(one.project.directory, 'plans'), {});
    const result = await deployPlan(session(), bundle, { images: one.open() });
    expect(results(result)).toEqual(['apps: applied']);
    expect(provider.applied).toEqual([`create ${name}`, 'create api']);
  });

  it('with the plans of a bundle, which goes on where a build has failed after its registry was made', async () => {
    oneStage();
    await plan(session(), { stages: [], out: 'plans' });
    const bundle = await Bundle.open(path.join(one.project.directory, 'plans'), {});
    const job = () => deployPlan(session(), bundle, { stages: ['apps'], images: one.open() });
    refuseBuilds = true;
    expect(results(await job())).toEqual(['apps: failed']);
    refuseBuilds = false;
    expect(results(await job())).toEqual(['apps: applied']);
    expect(provider.applied).toEqual([`create ${name}`, 'create api']);
    expect(results(await job())).toEqual(['apps: unchanged']);
  });

  describe('and goes on after a kill -9', () => {
    /** Starts a deployment in a process of its own, which is killed at a moment. */
    const killedAt = async (at: (kill: () => void) => void): Promise<void> => {
      const certificate = path.join(one.project.directory, 'ca.pem');
      fs.writeFileSync(certificate, azure.azure.certificate.cert);
      one.project.withEnv({
        ...provider.env,
        HTTPS_PROXY: azure.azure.proxyAddress,
        NODE_EXTRA_CA_CERTS: certificate,
        ARM_CLIENT_ID: azure.azure.azure.directory.deployer.appId,
        ARM_CLIENT_SECRET: 'secret',
        ARM_TENANT_ID: azure.azure.azure.tenantId,
      });
      const running = one.project.start('deploy', '--all', '--yes');
      at(() => process.kill(running.pid, 'SIGKILL'));
      expect(await running.ended).toBeNull();
      at(() => undefined);
    };
    /** Deploys once the Terraform of the killed run has ended. */
    const again = async (): Promise<string[]> => {
      for (let attempts = 0; attempts < 100; attempts += 1) {
        const result = await run();
        if (!result.stages.some(({ code }) => code === 'LOCKED')) {
          return results(result);
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      throw new TypeError('Terraform never ended.');
    };

    it('during the build', async () => {
      oneStage();
      await killedAt((kill) => (onBuild = kill));
      expect(provider.applied).toEqual([`create ${name}`]);
      expect(await again()).toEqual(['apps: applied']);
      expect(provider.applied).toEqual([`create ${name}`, 'create api']);
    }, 120_000);

    it.each(['azurerm_container_registry', 'azurerm_container_app'])(
      'while %s is created',
      async (type) => {
        oneStage();
        await killedAt((kill) => {
          provider.beforeApply = (applied) => (applied === type ? kill() : undefined);
        });
        expect(['apps: applied', 'apps: unchanged', 'apps: no-changes']).toContain((await again())[0]);
        expect(provider.applied).toEqual([`create ${name}`, 'create api']);
        expect(await again()).toEqual(['apps: unchanged']);
      },
      120_000,
    );
  });

  it('and down destroys them with their registry', async () => {
    oneStage();
    await run();
    expect(results(await down(session(), { all: true, yes: true, allowDataLoss: [REGISTRY] }))).toEqual([
      'apps: destroyed',
    ]);
  });
});
