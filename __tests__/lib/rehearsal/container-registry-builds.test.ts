import { z } from 'zod';
import { ArmClient } from '../../../lib/azure/arm-client';
import { JsonFormat } from '../../../lib/json/json-format';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';

const VERSION = '2019-06-01-preview';
const ANY = new JsonFormat('answer', z.record(z.string(), z.unknown()));
const UPLOAD = new JsonFormat('upload', z.object({ relativePath: z.string(), uploadUrl: z.string() }));
const RUN = new JsonFormat('run', z.object({ properties: z.object({ runId: z.string(), status: z.string() }) }));

describe('builds of a container registry', () => {
  let azure: TestAzure;
  let arm: ArmClient;
  let registry: string;

  beforeAll(async () => {
    azure = await startAzure();
    arm = new ArmClient({ credential: azure.credential, options: azure.options });
    registry = azure.idOf('Microsoft.ContainerRegistry/registries/crbuilds');
    azure.azure.assume(registry, { location: 'westeurope', sku: { name: 'Premium' }, properties: {} });
  });
  afterAll(() => azure.stop());

  const request = {
    type: 'DockerBuildRequest',
    platform: { os: 'Linux' },
    dockerFilePath: 'Dockerfile',
    sourceLocation: 'none',
  };
  const schedule = (more: object = {}) =>
    arm.request(`${registry}/scheduleRun`, VERSION, RUN, { method: 'POST', body: { ...request, ...more } });
  const statusOf = async (runId: string) =>
    (await arm.request(`${registry}/runs/${runId}`, VERSION, RUN)).properties.status;

  it('has a place of its own for each upload', async () => {
    const place = () => arm.request(`${registry}/listBuildSourceUploadUrl`, VERSION, UPLOAD, { method: 'POST' });
    const [one, two] = [await place(), await place()];
    expect(one.relativePath).not.toBe(two.relativePath);
    expect(new URL(one.uploadUrl).searchParams.get('sig')).not.toBe(new URL(two.uploadUrl).searchParams.get('sig'));
  });

  it('refuses what is no build, lacks a platform, or names an agent pool that is not there', async () => {
    await expect(schedule({ type: 'EncodedTaskRunRequest' })).rejects.toEqual(
      expect.objectContaining({ status: 400, reason: 'InvalidRunRequest' }),
    );
    await expect(schedule({ platform: {} })).rejects.toMatchObject({ status: 400 });
    await expect(schedule({ agentPoolName: 'none' })).rejects.toMatchObject({
      status: 404,
      reason: 'AgentPoolNotFound',
    });
  });

  it('goes from queued to its end, fails without sources, and cannot be cancelled then', async () => {
    const { runId, status } = (await schedule()).properties;
    const statuses = [status];
    while (!['Failed', 'Succeeded'].includes(statuses.at(-1) ?? '')) {
      statuses.push(await statusOf(runId));
    }
    expect(statuses).toEqual(['Queued', 'Started', 'Running', 'Failed']);
    const cancel = arm.perform(`${registry}/runs/${runId}/cancel`, VERSION, { method: 'POST' });
    await expect(cancel).rejects.toMatchObject({ status: 409, reason: 'RunNotCancellable' });
    const { runId: other } = (await schedule()).properties;
    await arm.perform(`${registry}/runs/${other}/cancel`, VERSION, { method: 'POST' });
    expect(await statusOf(other)).toBe('Canceled');
  });

  it('has no run that was not started', async () => {
    await expect(statusOf('none')).rejects.toMatchObject({ status: 404, reason: 'ResourceNotFound' });
    await expect(arm.list(`${registry}/runs`, VERSION, RUN)).resolves.not.toHaveLength(0);
  });

  it('has agent pools with the SKU Premium alone', async () => {
    const pool = { location: 'westeurope', properties: { count: 1 } };
    const put = (id: string) => arm.request(`${id}/agentPools/builds`, VERSION, ANY, { method: 'PUT', body: pool });
    await expect(put(registry)).resolves.toMatchObject({ name: 'builds', properties: { tier: 'S1', os: 'Linux' } });
    const basic = azure.idOf('Microsoft.ContainerRegistry/registries/crbasic');
    azure.azure.assume(basic, { location: 'westeurope', sku: { name: 'Basic' }, properties: {} });
    await expect(put(basic)).rejects.toMatchObject({ reason: 'FeatureNotSupported' });
  });
});
