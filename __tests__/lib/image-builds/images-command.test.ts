import fs from 'node:fs';
import path from 'node:path';
import { type ImagesResult } from '../../../lib/toolkit/io/image-results';
import { ImageProject } from '../../helpers/image-project';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';
import { parseLines, TestProject } from '../../helpers/test-project';

let azure: TestAzure;
let one: ImageProject;

beforeAll(async () => {
  azure = await startAzure();
  one = new ImageProject(azure);
  const certificate = path.join(one.project.directory, 'ca.pem');
  fs.writeFileSync(certificate, azure.azure.certificate.cert);
  one.project.withEnv({
    HTTPS_PROXY: azure.azure.proxyAddress,
    NODE_EXTRA_CA_CERTS: certificate,
    ARM_CLIENT_ID: azure.azure.azure.directory.deployer.appId,
    ARM_CLIENT_SECRET: 'secret-of-the-test',
    ARM_TENANT_ID: azure.azure.azure.tenantId,
  });
  one.change({ apps: { images: [one.image({ registry: one.registry('crcommand') })] } });
});
afterAll(async () => {
  TestProject.removeAll();
  await azure.stop();
});

/** A command line in a process of its own, which finds the proxy and the certificate in its environment. */
async function images(...args: string[]): Promise<{ readonly exitCode: number | null; readonly text: string }> {
  const { ended, output } = one.project.start('images', ...args);
  const exitCode = await ended;
  return { exitCode, text: output() };
}

test('images are listed, built and pushed through the proxy of the environment, with the credentials of azurerm', async () => {
  const before = await images('list');
  expect(before.text).toMatch(
    /IMAGE +SOURCES +SIZE +STATUS +STAGES\napi:[0-9a-f]{12} +src\/api +31 B +missing +apps\n/,
  );
  expect(before.text).toMatch(/Next: npx azstage images push\n$/);
  const pushed = await images('push', 'apps');
  expect(pushed.exitCode).toBe(0);
  expect(pushed.text).toMatch(/api: Step 2\/2 : COPY \. \/\n/);
  expect(pushed.text).toMatch(/1 image in the registry\.\n$/);
  const after = await images('list', '--json');
  const result = parseLines(after.text).find(({ code }) => code === 'images.result')?.data as ImagesResult;
  expect(result.images).toMatchObject([{ status: 'present', registry: 'crcommand.azurecr.io' }]);
  expect([before, pushed, after].map(({ text }) => text).join('')).not.toMatch(/sig=|secret-of-the-test|eyJ/);
});

test.each([
  [['build', '--force'], 'azstage images build takes no --force.'],
  [['push', '--builder', 'docker', '--agent-pool', 'x'], '--agent-pool is of ACR Tasks, and --builder is docker.'],
  [['publish'], "value 'publish' is invalid for argument 'action'. Allowed choices are list, build, push."],
  [['push', '--builder', 'podman'], 'Allowed choices are acr, docker.'],
])('%j is refused', async (args, message) => {
  const { exitCode, stderr } = await one.project.azstage('images', ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 64, stderr: expect.stringContaining(message) as string });
});
