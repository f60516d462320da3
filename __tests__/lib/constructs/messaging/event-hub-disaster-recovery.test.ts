import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { EventHubDisasterRecovery } from '../../../../lib/constructs/messaging/event-hub-disaster-recovery';
import { EventHubNamespace } from '../../../../lib/constructs/messaging/event-hub-namespace';
import { EventHubSku } from '../../../../lib/constructs/messaging/event-hub-sku';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';

function regions() {
  const app = testApp();
  const east = testStage({ app, id: 'eastus-data' });
  const primary = new EventHubNamespace(east, 'Events', { hubs: ['orders'] });
  const west = testStage({ app, id: 'westeurope-data', upstream: [east] });
  const secondary = new EventHubNamespace(west, 'Events', { location: 'westeurope' });
  return { primary, west, secondary };
}

test('two namespaces have one host name, made in the later stage', () => {
  const { primary, west, secondary } = regions();
  const recovery = new EventHubDisasterRecovery(west, 'Recovery', { primary, secondary, name: 'evhdr-demo' });
  expect(RenderedStage.of(west).resource('azurerm_eventhub_namespace_disaster_recovery_config')).toEqual({
    name: 'evhdr-demo',
    namespace_name: expect.stringMatching(/^\$\{data\.terraform_remote_state\./),
    resource_group_name: expect.stringMatching(/^\$\{data\.terraform_remote_state\./),
    partner_namespace_id: expect.stringMatching(/^\$\{azurerm_eventhub_namespace\.Events.*\.id\}$/),
  });
  expect(recovery.partOf).toBe(primary);
});

test('an app connects by that name, with roles in both namespaces', () => {
  const { primary, west, secondary } = regions();
  const recovery = new EventHubDisasterRecovery(west, 'Recovery', { primary, secondary });
  const { environment } = recovery.connectionFor(new UserAssignedIdentity(west, 'App'), { readOnly: true });
  expect(environment).toEqual({ EVENTHUB_FULLY_QUALIFIED_NAMESPACE: recovery.hostName });
  expect(RenderedStage.of(west).resources('azurerm_role_assignment')).toHaveLength(2);
});

test('what cannot be a pair is refused', () => {
  const { primary, west } = regions();
  const basic = new EventHubNamespace(west, 'Basic', {
    sku: EventHubSku.BASIC,
    hubs: ['own'],
    publicNetworkAccess: true,
  });
  expect(() => new EventHubDisasterRecovery(west, 'Recovery', { primary, secondary: basic })).toThrow(
    [
      'westeurope-data/Recovery: secondary: westeurope-data/Basic is of the tier Basic, which has no geo-disaster recovery. Use STANDARD or PREMIUM.',
      'westeurope-data/Recovery: secondary: westeurope-data/Basic is of the tier Basic, and eastus-data/Events of Standard. Give both the same sku.',
      'westeurope-data/Recovery: secondary: westeurope-data/Basic has hubs of its own, which Azure refuses. Leave them out: Azure copies those of the primary.',
    ].join('\n'),
  );
  expect(() => new EventHubDisasterRecovery(west, 'Same', { primary, secondary: primary })).toThrow(
    'westeurope-data/Same: secondary: eastus-data/Events is the primary as well. Give a namespace of another region.',
  );
});
