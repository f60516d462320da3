import { ContainerApp } from '../../../../lib/constructs/compute/container-app';
import { ContainerAppEnvironment } from '../../../../lib/constructs/compute/container-app-environment';
import { Scaling } from '../../../../lib/constructs/compute/scaling';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { KeyVault } from '../../../../lib/constructs/security/key-vault';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testStage } from '../../../../lib/testing';

function rendered(scaling: readonly Scaling[], stage: Stage = testStage()): unknown {
  const environment = new ContainerAppEnvironment(stage, 'Apps');
  const secrets = { BUS: new KeyVault(stage, 'Vault').secret('bus') };
  new ContainerApp(stage, 'Api', { environment, image: 'nginx:1.27', ingress: { targetPort: 80 }, scaling, secrets });
  return RenderedStage.of(stage).resource('azurerm_container_app')['template'];
}

test('by requests and by connections, as text, which azurerm wants', () => {
  expect(rendered([Scaling.http({ concurrentRequests: 20 }), Scaling.tcp()])).toMatchObject({
    http_scale_rule: [{ name: 'http', concurrent_requests: '20' }],
    tcp_scale_rule: [{ name: 'tcp', concurrent_requests: '10' }],
  });
});

test('without rules there are no blocks: Azure counts requests itself', () => {
  expect(JSON.stringify(rendered([]))).not.toContain('scale_rule');
});

test('by a queue, without account key', () => {
  const stage = testStage();
  const account = new StorageAccount(stage, 'Documents');
  const template = rendered([Scaling.queue({ account, queueName: 'filings' })], stage);
  expect(template).toMatchObject({
    custom_scale_rule: [
      {
        name: 'queue',
        custom_rule_type: 'azure-queue',
        metadata: { queueName: 'filings', queueLength: '5' },
        identity_id: expect.stringContaining('azurerm_user_assigned_identity'),
      },
    ],
  });
  expect(template).not.toHaveProperty('azure_queue_scale_rule');
  expect(stage).toHaveResource('azurerm_role_assignment', {
    role_definition_id: expect.stringContaining('19e7f393-937e-4f77-808e-94535e297925'),
  });
});

test('an identity for a scaler needs azurerm 4.69, in this stage alone', () => {
  const stage = testStage();
  rendered([Scaling.custom({ name: 'bus', type: 'azure-servicebus', metadata: {}, useIdentity: true })], stage);
  expect(stage.context.azurermMinor).toBe(69);
});

test('other rules do not: they work with 4.55', () => {
  const stage = testStage();
  const template = rendered([Scaling.cpu(), Scaling.memory({ utilization: 80 }), Scaling.http()], stage);
  expect(stage.context.azurermMinor).toBe(0);
  expect(template).toMatchObject({
    custom_scale_rule: [
      { name: 'cpu', custom_rule_type: 'cpu', metadata: { type: 'Utilization', value: '70' } },
      { name: 'memory', custom_rule_type: 'memory', metadata: { type: 'Utilization', value: '80' } },
    ],
  });
  expect(JSON.stringify(template)).not.toContain('identity_id');
});

test('a scaler can take a parameter from a secret of the app', () => {
  const authentication = { connection: 'BUS' };
  expect(
    rendered([Scaling.custom({ name: 'bus', type: 'azure-servicebus', metadata: {}, authentication })]),
  ).toMatchObject({
    custom_scale_rule: [{ authentication: [{ secret_name: 'bus', trigger_parameter: 'connection' }] }],
  });
});

test('what azurerm would refuse is reported at once', () => {
  expect(() =>
    rendered([
      Scaling.http({ concurrentRequests: 0 }),
      Scaling.http({ name: 'http' }),
      Scaling.cpu({ utilization: 0 }),
      Scaling.custom({ name: 'Bus', type: 'azure-bus', metadata: {}, authentication: { connection: 'MISSING' } }),
    ]),
  ).toThrow(
    /each name once\.\n.*scaling\[0\]\.concurrentRequests: got 0.*\n.*scaling\[2\]\.utilization: got 0.*\n.*scaling\[3\]: got "Bus".*\n.*scaling\[3\]\.type: got "azure-bus".*\n.*scaling\[3\]\.authentication: got "MISSING". Allowed: a variable of secrets: BUS\./,
  );
});
