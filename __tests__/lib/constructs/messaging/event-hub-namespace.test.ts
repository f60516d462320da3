import { ContainerApp } from '../../../../lib/constructs/compute/container-app';
import { ContainerAppEnvironment } from '../../../../lib/constructs/compute/container-app-environment';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import {
  EventHubNamespace,
  type EventHubNamespaceProps,
} from '../../../../lib/constructs/messaging/event-hub-namespace';
import { EventHubSku } from '../../../../lib/constructs/messaging/event-hub-sku';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingActionGroup, existingKey, existingSubnet } from '../../../helpers/neighbours';

const { BASIC, PREMIUM } = EventHubSku;

function render(props: EventHubNamespaceProps = {}, stage: Stage = testStage()) {
  new EventHubNamespace(stage, 'Events', props);
  return RenderedStage.of(stage).resource('azurerm_eventhub_namespace');
}

function of(environment: string): Stage {
  return testStage({ app: testApp({ environment }) });
}

const STANDARD_ALERTS = [
  ['QuotaExceededErrors', 0],
  ['ServerErrors', 5],
  ['ThrottledRequests', 0],
  ['UserErrors', 5],
];

describe('by default', () => {
  test('the namespace is closed: no keys, no public address, no services past the rules, TLS 1.2', () => {
    const namespace = render();
    expect(namespace).toMatchObject({
      sku: 'Standard',
      local_authentication_enabled: false,
      minimum_tls_version: '1.2',
      public_network_access_enabled: false,
      network_rulesets: [
        {
          default_action: 'Deny',
          public_network_access_enabled: false,
          trusted_service_access_enabled: false,
          ip_rule: [],
          virtual_network_rule: [],
        },
      ],
    });
    expect(namespace).not.toHaveProperty('identity');
  });

  test('development has one throughput unit and keeps it', () => {
    const namespace = render();
    expect(namespace).toMatchObject({ capacity: 1, auto_inflate_enabled: false });
    expect(namespace).not.toHaveProperty('maximum_throughput_units');
    expect(namespace).not.toHaveProperty('lifecycle');
  });

  test.each(['staging', 'prod'])('%s adds units by itself, and Terraform does not take them away', (environment) => {
    expect(render({}, of(environment))).toMatchObject({
      capacity: 1,
      auto_inflate_enabled: true,
      maximum_throughput_units: 10,
      lifecycle: { ignore_changes: ['capacity'] },
    });
  });

  test('the name carries project and environment', () => {
    expect(render()['name']).toMatch(/^evhns-demo-dev-events-[a-z0-9]{5}$/);
  });

  test.each([
    [EventHubSku.STANDARD, STANDARD_ALERTS],
    [PREMIUM, [['NamespaceCpuUsage', 80], ['NamespaceMemoryUsage', 80], ...STANDARD_ALERTS]],
  ])('logs, metrics and the alerts of %s go where the stage sends them', (sku, expected) => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    render({ sku }, stage);
    const metrics = RenderedStage.of(stage)
      .resources('azurerm_monitor_metric_alert')
      .flatMap((alert) => alert['criteria'] as { metric_name: string; threshold: number }[])
      .map((criterion) => [criterion.metric_name, criterion.threshold]);
    expect(metrics.sort()).toEqual(expected);
  });

  test('the subscription must have registered Event Hubs', () => {
    const stage = testStage();
    render({}, stage);
    expect(stage.context.resourceProviders).toContain('Microsoft.EventHub');
  });
});

describe('options', () => {
  test('each default can be overridden by name', () => {
    const stage = of('prod');
    expect(
      render(
        {
          capacity: 2,
          maximumThroughputUnits: 0,
          localAuthentication: true,
          publicNetworkAccess: true,
          trustedServices: true,
          lock: LockLevel.NONE,
        },
        stage,
      ),
    ).toMatchObject({
      capacity: 2,
      auto_inflate_enabled: false,
      local_authentication_enabled: true,
      public_network_access_enabled: true,
      network_rulesets: [
        { default_action: 'Deny', public_network_access_enabled: true, trusted_service_access_enabled: true },
      ],
    });
    expect(stage).toWarn(
      'stage-test/Events: is reachable from the whole Internet: publicNetworkAccess without allowedIpRanges',
    );
    expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
  });

  test('units that nobody would add are not added by themselves', () => {
    expect(render({ capacity: 12 }, of('prod'))).toMatchObject({ capacity: 12, auto_inflate_enabled: false });
    expect(render({ maximumThroughputUnits: 40 })).toMatchObject({ maximum_throughput_units: 40 });
  });

  test('ranges and subnets open the public address to them alone', () => {
    const stage = testStage();
    expect(render({ allowedIpRanges: ['20.10.0.0/24'], allowedSubnets: [existingSubnet(stage)] }, stage)).toMatchObject(
      {
        public_network_access_enabled: true,
        network_rulesets: [
          {
            default_action: 'Deny',
            public_network_access_enabled: true,
            ip_rule: [{ ip_mask: '20.10.0.0/24', action: 'Allow' }],
            virtual_network_rule: [
              {
                subnet_id: expect.stringContaining('azurerm_subnet'),
                ignore_missing_virtual_network_service_endpoint: false,
              },
            ],
          },
        ],
      },
    );
    expect(stage).not.toWarn('is reachable from the whole Internet');
  });

  test('Basic has no network rules, and says so', () => {
    const stage = of('prod');
    const namespace = render({ sku: BASIC, publicNetworkAccess: true }, stage);
    expect(namespace).toMatchObject({ sku: 'Basic', auto_inflate_enabled: false, public_network_access_enabled: true });
    expect(namespace).not.toHaveProperty('network_rulesets');
    expect(stage).toWarn('stage-test/Events: is reachable from the whole Internet: Basic has no network rules');
  });

  test('Premium takes a key of your own, as an identity that may use it already', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Encryption');
    const namespace = render(
      { sku: PREMIUM, captureIdentity: identity, customerManagedKey: { key: existingKey(stage), identity } },
      stage,
    );
    expect(namespace).toMatchObject({ identity: { type: 'UserAssigned', identity_ids: [expect.any(String)] } });
    expect(RenderedStage.of(stage).resource('azurerm_eventhub_namespace_customer_managed_key')).toMatchObject({
      key_vault_key_ids: [expect.stringMatching(/keys\/encryption$/)],
      infrastructure_encryption_enabled: true,
      user_assigned_identity_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\./),
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\./)],
    });
  });
});

describe('a hub', () => {
  test('has four partitions and keeps events for a week', () => {
    const stage = testStage();
    render({ hubs: ['order-events', 'user-events'] }, stage);
    expect(stage).toHaveResourceCount('azurerm_eventhub', 2);
    const hub = RenderedStage.of(stage)
      .resources('azurerm_eventhub')
      .find(({ name }) => name === 'order-events');
    expect(hub).toEqual({
      name: 'order-events',
      namespace_id: expect.stringMatching(/^\$\{azurerm_eventhub_namespace\..*\.id\}$/),
      partition_count: 4,
      message_retention: 7,
    });
    expect(stage.metadata.dataResources).toHaveLength(3);
  });

  test('in Basic keeps them for a day', () => {
    const stage = testStage();
    render({ sku: BASIC, publicNetworkAccess: true, hubs: ['orders'] }, stage);
    expect(stage).toHaveResource('azurerm_eventhub', { message_retention: 1 });
  });

  test('takes partitions, days and consumer groups', () => {
    const stage = testStage();
    const hub = new EventHubNamespace(stage, 'Events', { sku: PREMIUM }).addHub('OrderEvents', {
      partitionCount: 100,
      retentionDays: 90,
      consumerGroups: ['billing'],
    });
    hub.addConsumerGroup('shipping');
    expect(stage).toHaveResource('azurerm_eventhub', {
      name: 'order-events',
      partition_count: 100,
      message_retention: 90,
    });
    expect(stage).toHaveResource('azurerm_eventhub_consumer_group', {
      name: 'shipping',
      eventhub_name: expect.stringMatching(/^\$\{azurerm_eventhub\..*\.name\}$/),
      namespace_name: expect.stringMatching(/^\$\{azurerm_eventhub_namespace\..*\.name\}$/),
      resource_group_name: expect.any(String),
    });
    expect(stage).toHaveResource('azurerm_eventhub_consumer_group', { name: 'billing' });
  });

  test('captures its events as the identity of the namespace, which may write before', () => {
    const stage = testStage();
    const storageAccount = new StorageAccount(stage, 'Archive');
    const container = storageAccount.addContainer('events');
    const captureIdentity = new UserAssignedIdentity(stage, 'Capture');
    const namespace = new EventHubNamespace(stage, 'Events', { captureIdentity });
    namespace.addHub('orders', { capture: { storageAccount, container, sizeLimitMb: 100 } });
    expect(RenderedStage.of(stage).resource('azurerm_eventhub')).toMatchObject({
      capture_description: {
        enabled: true,
        encoding: 'Avro',
        interval_in_seconds: 300,
        size_limit_in_bytes: 104_857_600,
        skip_empty_archives: true,
        destination: {
          name: 'EventHubArchive.AzureBlockBlob',
          archive_name_format: '{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}',
          storage_authentication_type: 'UserAssigned',
          storage_authentication_id: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\./),
        },
      },
      depends_on: [expect.stringMatching(/^azurerm_role_assignment\./)],
    });
    expect(stage.context.azurermMinor).toBe(81);
  });
});

describe('access', () => {
  const SENDER = /2b629674-e913-4c01-ae53-ef4638d8f975$/;
  const RECEIVER = /a638d3c7-ab3a-418d-83e6-5f17a39d4fde$/;

  test('sending and receiving are two roles', () => {
    const stage = testStage();
    const namespace = new EventHubNamespace(stage, 'Events');
    const identity = new UserAssignedIdentity(stage, 'App');
    namespace.grantSend(identity);
    namespace.grantReceive(identity);
    expect(stage).toHaveResource('azurerm_role_assignment', { role_definition_id: expect.stringMatching(SENDER) });
    expect(stage).toHaveResource('azurerm_role_assignment', { role_definition_id: expect.stringMatching(RECEIVER) });
  });

  test('a connection to a hub grants access to it alone, and carries no secret', () => {
    const stage = testStage();
    const namespace = new EventHubNamespace(stage, 'Events');
    const hub = namespace.addHub('orders');
    expect(hub.partOf).toBe(namespace);
    expect(hub.connectionFor(new UserAssignedIdentity(stage, 'App'))).toEqual({
      environment: {
        EVENTHUB_FULLY_QUALIFIED_NAMESPACE: namespace.hostName,
        EVENTHUB_NAME: hub.eventHubName,
      },
      ports: [443, 5671, 9093],
    });
    stage.addOutput('host', namespace.hostName, { description: 'Host.' });
    expect(RenderedStage.of(stage).outputs['host']).toMatchObject({
      value: expect.stringMatching(/^\$\{azurerm_eventhub_namespace\..*\.name\}\.servicebus\.windows\.net$/),
    });
    for (const role_definition_id of [SENDER, RECEIVER]) {
      expect(stage).toHaveResource('azurerm_role_assignment', {
        role_definition_id: expect.stringMatching(role_definition_id),
        scope: expect.stringMatching(/^\$\{azurerm_eventhub\./),
      });
    }
  });

  test('connecting an app to a hub opens the way to the endpoint of its namespace', () => {
    const stage = testStage();
    const network = new VirtualNetwork(stage, 'VirtualNetwork', {
      subnets: [
        { name: 'apps', prefix: 27, role: SubnetRole.CONTAINER_APPS },
        { name: 'endpoints', prefix: 27, role: SubnetRole.RESERVED },
      ],
    });
    const environment = new ContainerAppEnvironment(stage, 'Apps', { subnet: network.subnet('apps') });
    const app = new ContainerApp(stage, 'Api', { environment, image: 'example.azurecr.io/api:1.0.0' });
    const privateEndpoints = { subnet: network.subnet('endpoints') };
    app.connectTo(new EventHubNamespace(stage, 'Events', { privateEndpoints }).addHub('orders'));
    const opened = RenderedStage.of(stage)
      .resources('azurerm_network_security_rule')
      .filter(({ description }) => description === 'Connection of stage-test/Api')
      .map((rule) => rule['destination_port_range']);
    expect(opened.sort()).toEqual(['443', '5671', '9093']);
  });

  test('a connection that only reads does not send', () => {
    const stage = testStage();
    const namespace = new EventHubNamespace(stage, 'Events');
    const connection = namespace.connectionFor(new UserAssignedIdentity(stage, 'App'), {
      readOnly: true,
      prefix: 'BUS',
    });
    expect(connection.environment).toEqual({ BUS_FULLY_QUALIFIED_NAMESPACE: namespace.hostName });
    expect(RenderedStage.of(stage).resource('azurerm_role_assignment')).toMatchObject({
      role_definition_id: expect.stringMatching(RECEIVER),
    });
  });
});

test('a namespace that exists is read, not made', () => {
  const stage = testStage();
  const namespace = EventHubNamespace.fromName(stage, 'Existing', 'evhns-existing', 'rg-existing');
  namespace.grantSend(new UserAssignedIdentity(stage, 'App'));
  const rendered = RenderedStage.of(stage);
  expect(rendered.resources('azurerm_eventhub_namespace')).toEqual([]);
  expect(rendered.dataSources('azurerm_eventhub_namespace')).toEqual([
    { name: 'evhns-existing', resource_group_name: 'rg-existing' },
  ]);
});

describe('bad input', () => {
  const at = 'stage-test/Events: ';

  test('every problem is reported at once', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Encryption');
    expect(() =>
      render(
        {
          sku: BASIC,
          capacity: 41,
          maximumThroughputUnits: 10,
          hubs: ['a', 'a'],
          captureIdentity: identity,
          trustedServices: true,
          allowedSubnets: [existingSubnet(stage)],
          privateEndpoints: { subnet: existingSubnet(stage, 'More') },
          customerManagedKey: { key: existingKey(stage), identity },
        },
        stage,
      ),
    ).toThrow(
      [
        `${at}hubs: got ["a","a"]. Allowed: each name once.`,
        `${at}capacity: got 41. Allowed: a whole number from 1 to 40.`,
        `${at}maximumThroughputUnits: got 10. Allowed: 0 with Basic: only Standard adds units by itself.`,
        `${at}maximumThroughputUnits: got 10. Allowed: 41 or more, as many as capacity, or 0.`,
        `${at}customerManagedKey: Basic supports no customer-managed key. Leave it out, or use EventHubSku.PREMIUM.`,
        `${at}publicNetworkAccess: Basic is always reachable from the whole Internet. Set it to true to confirm it, or use EventHubSku.STANDARD.`,
        `${at}allowedIpRanges, allowedSubnets: Basic has no network rules. Leave them out, or use EventHubSku.STANDARD.`,
        `${at}trustedServices: Basic has no network rules that they could pass. Leave it out, or use EventHubSku.STANDARD.`,
        `${at}privateEndpoints: Basic supports none. Leave them out, or use EventHubSku.STANDARD.`,
        `${at}captureIdentity: Basic captures no events. Leave it out, or use EventHubSku.STANDARD.`,
      ].join('\n'),
    );
  });

  test('Premium comes in some sizes only', () => {
    expect(() => render({ sku: PREMIUM, capacity: 3 })).toThrow(
      `${at}capacity: got 3. Allowed: 1, 2, 4, 6, 8, 10, 12, 16 with Premium.`,
    );
  });

  test('a hub has the limits of its tier, and captures as somebody', () => {
    const stage = testStage();
    const storageAccount = StorageAccount.fromName(stage, 'Archive', 'stexisting', 'rg-existing');
    const container = new StorageAccount(stage, 'Other').addContainer('events');
    const namespace = new EventHubNamespace(stage, 'Events');
    expect(() =>
      namespace.addHub('Orders', {
        name: '-orders',
        partitionCount: 33,
        retentionDays: 8,
        consumerGroups: ['a', 'a'],
        capture: { storageAccount, container, intervalSeconds: 30, sizeLimitMb: 1000 },
      }),
    ).toThrow(
      [
        'stage-test/Events/Orders: partitionCount: got 33. Allowed: a whole number from 1 to 32.',
        'stage-test/Events/Orders: retentionDays: got 8. Allowed: a whole number from 1 to 7.',
        'stage-test/Events/Orders: consumerGroups: got ["a","a"]. Allowed: each name once.',
        'stage-test/Events/Orders: capture: the namespace has no identity to write blobs with. Set captureIdentity of the namespace.',
        'stage-test/Events/Orders: capture.intervalSeconds: got 30. Allowed: a whole number from 60 to 900.',
        'stage-test/Events/Orders: capture.sizeLimitMb: got 1000. Allowed: a whole number from 10 to 500.',
        'stage-test/Events/Orders: name: name "-orders" is not one that azurerm_eventhub takes.',
      ].join('\n'),
    );
  });

  test.each([
    [
      BASIC,
      'billing',
      'consumerGroups: Basic has none beside $Default, and you gave billing. Use EventHubSku.STANDARD.',
    ],
    [EventHubSku.STANDARD, '$Default', 'consumerGroups: got "$Default". Allowed: a name other than $Default'],
    [EventHubSku.STANDARD, 'a b', 'consumerGroups: name "a b" is not one that azurerm_eventhub_consumer_group takes'],
  ])('in %s the consumer group %s is refused', (sku, group, message) => {
    const publicNetworkAccess = sku === BASIC ? true : undefined;
    const hub = new EventHubNamespace(testStage(), 'Events', { sku, publicNetworkAccess }).addHub('orders');
    expect(() => hub.addConsumerGroup(group)).toThrow(message);
  });
});
