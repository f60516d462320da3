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

test('by a queue, in the block that azurerm reads back, with the connection string from a secret', () => {
  const stage = testStage();
  const account = new StorageAccount(stage, 'Documents');
  const template = rendered([Scaling.queue({ account, queueName: 'filings', connection: 'BUS' })], stage);
  expect(template).toMatchObject({
    azure_queue_scale_rule: [
      {
        name: 'queue',
        queue_name: 'filings',
        queue_length: 5,
        authentication: [{ secret_name: 'bus', trigger_parameter: 'connection' }],
      },
    ],
  });
  expect(template).not.toHaveProperty('custom_scale_rule');
  expect(stage.context.azurermMinor).toBe(0);
});

test('a queue that an app would ask as its identity is refused: azurerm gives the rule back as another block', () => {
  const stage = testStage();
  const account = new StorageAccount(stage, 'Documents');
  expect(() => rendered([Scaling.http(), Scaling.queue({ account, queueName: 'filings' })], stage)).toThrow(
    /stage-test\/Api: scaling\[1\]: azurerm cannot store a queue rule that authenticates with an identity, and every plan would change it\. Scale a ContainerAppJob by the queue, or put/,
  );
});

test.each([
  [{ metadata: { queueName: 'q', queueLength: '1' }, useIdentity: true }, /authenticates with an identity/],
  [{ metadata: {}, authentication: { connection: 'BUS' } }, /needs queueName and queueLength/],
])('the same rule written as a custom one is no way around: %j', (options, message) => {
  const rule = Scaling.custom({ name: 'queue', type: 'azure-queue', ...options });
  expect(() => rendered([rule])).toThrow(message);
});

test('a queue rule as a custom one with a secret goes where azurerm reads it back', () => {
  const metadata = { queueName: 'filings', queueLength: '3' };
  const authentication = { connection: 'BUS' };
  const template = rendered([Scaling.custom({ name: 'mine', type: 'azure-queue', metadata, authentication })]);
  expect(template).toMatchObject({ azure_queue_scale_rule: [{ name: 'mine', queue_length: 3 }] });
  expect(template).not.toHaveProperty('custom_scale_rule');
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
