import {
  StorageAccount,
  type StorageAccountProps,
  StorageRedundancy,
} from '../../../../lib/constructs/data/storage-account';
import { StorageService } from '../../../../lib/constructs/data/storage-service';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingDnsZones, existingSubnet, existingWorkspace } from '../../../helpers/neighbours';

/** What sends, and which logs. */
function settings(stage: Stage) {
  return RenderedStage.of(stage)
    .resources('azurerm_monitor_diagnostic_setting')
    .map(({ target_resource_id: target, enabled_log: logs }) => [target, logs]);
}

/** The services whose logs are sent. */
function services(stage: Stage) {
  return settings(stage)
    .filter(([, logs]) => logs !== undefined)
    .map(([target]) => /\/(\w+)Services\/default$/.exec(String(target))?.[1])
    .sort();
}

/** What private endpoints lead to. */
function endpoints(stage: Stage) {
  return RenderedStage.of(stage)
    .resources('azurerm_private_endpoint')
    .flatMap((each) => (each['private_service_connection'] as { subresource_names: string[] }).subresource_names)
    .sort();
}

describe('by default', () => {
  test('the account is closed: no keys, no anonymous blobs, no public address', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Documents');
    expect(stage).toHaveResource('azurerm_storage_account', {
      account_kind: 'StorageV2',
      account_replication_type: 'LRS',
      allow_nested_items_to_be_public: false,
      cross_tenant_replication_enabled: false,
      default_to_oauth_authentication: true,
      https_traffic_only_enabled: true,
      infrastructure_encryption_enabled: true,
      local_user_enabled: false,
      min_tls_version: 'TLS1_2',
      network_rules: { bypass: ['AzureServices'], default_action: 'Deny' },
      public_network_access_enabled: false,
      sas_policy: { expiration_period: '01.00:00:00' },
      sftp_enabled: false,
      shared_access_key_enabled: false,
    });
  });

  test('what is deleted or replaced can be restored for 14 days', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Documents');
    expect(stage).toHaveResource('azurerm_storage_account', {
      blob_properties: {
        versioning_enabled: true,
        delete_retention_policy: { days: 14 },
        container_delete_retention_policy: { days: 14 },
      },
    });
  });

  test('the name carries project, environment and id, and fits the rule', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Documents');
    expect(RenderedStage.of(stage).resource('azurerm_storage_account')['name']).toMatch(
      /^stdemodevdocuments[a-z0-9]{5}$/,
    );
  });

  test('production spreads over zones', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    new StorageAccount(stage, 'Documents');
    expect(stage).toHaveResource('azurerm_storage_account', { account_replication_type: 'ZRS' });
  });

  test('logs come from the blob service, metrics from the account too', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    new StorageAccount(stage, 'Documents');
    expect(settings(stage)).toEqual([
      [expect.stringMatching(/^\$\{azurerm_storage_account\.\w+\.id\}$/), undefined],
      [expect.stringMatching(/\.id\}\/blobServices\/default$/), [{ category_group: 'allLogs' }]],
    ]);
    expect(RenderedStage.of(stage).resource('azurerm_storage_account')).not.toHaveProperty('share_properties');
  });

  test('production in a region without zones keeps to one data centre', () => {
    const stage = testStage({ app: testApp({ environment: 'prod', location: 'westus' }) });
    new StorageAccount(stage, 'Documents');
    expect(stage).toHaveResource('azurerm_storage_account', { account_replication_type: 'LRS' });
    const elsewhere = testStage({ app: testApp({ environment: 'prod' }) });
    new StorageAccount(elsewhere, 'Documents', { location: 'westus' });
    expect(elsewhere).toHaveResource('azurerm_storage_account', { account_replication_type: 'LRS' });
  });
});

describe('services', () => {
  test('each that is used sends its logs, has an endpoint, and keeps what is deleted', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    const privateEndpoints = { subnet: existingSubnet(stage), dnsZones: existingDnsZones(stage) };
    new StorageAccount(stage, 'Documents', {
      services: [StorageService.FILE, StorageService.TABLE, StorageService.QUEUE, StorageService.BLOB],
      privateEndpoints,
      softDeleteDays: 30,
    });
    expect(services(stage)).toEqual(['blob', 'file', 'queue', 'table']);
    expect(endpoints(stage)).toEqual(['blob', 'file', 'queue', 'table']);
    expect(stage).toHaveResource('azurerm_storage_account', { share_properties: { retention_policy: { days: 30 } } });
  });

  test('those that endpoints lead to are used', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    const subresources = ['dfs', 'queue', 'table_secondary'];
    new StorageAccount(stage, 'Documents', { privateEndpoints: { subnet: existingSubnet(stage), subresources } });
    expect(services(stage)).toEqual(['blob', 'queue', 'table']);
  });

  test('an account of queues alone has nothing of blobs', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    new StorageAccount(stage, 'Jobs', {
      services: [StorageService.QUEUE],
      privateEndpoints: { subnet: existingSubnet(stage) },
    });
    expect(services(stage)).toEqual(['queue']);
    expect(endpoints(stage)).toEqual(['queue']);
  });

  test('a hierarchical namespace is reached by two names, and logs as blobs', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    new StorageAccount(stage, 'Lake', {
      hierarchicalNamespace: true,
      privateEndpoints: { subnet: existingSubnet(stage) },
    });
    expect(services(stage)).toEqual(['blob']);
    expect(endpoints(stage)).toEqual(['blob', 'dfs']);
  });
});

describe('options', () => {
  test('allowed ranges open the public address to them alone', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Documents', { allowedIpRanges: ['20.10.0.0/24', '20.11.0.4'] });
    expect(stage).toHaveResource('azurerm_storage_account', {
      public_network_access_enabled: true,
      network_rules: { default_action: 'Deny', ip_rules: ['20.10.0.0/24', '20.11.0.4'] },
    });
  });

  test('containers and lifecycle rules become resources of their own', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Documents', {
      containers: ['sec-filings', 'news-articles'],
      lifecycleRules: [{ name: 'age', coolAfterDays: 30, archiveAfterDays: 180, deleteVersionsAfterDays: 90 }],
    });
    expect(stage).toHaveResource('azurerm_storage_container', {
      name: 'sec-filings',
      container_access_type: 'private',
    });
    expect(stage).toHaveResource('azurerm_storage_container', { name: 'news-articles' });
    expect(stage).toHaveResource('azurerm_storage_management_policy', {
      rule: [
        {
          name: 'age',
          actions: {
            base_blob: {
              tier_to_cool_after_days_since_modification_greater_than: 30,
              tier_to_archive_after_days_since_modification_greater_than: 180,
            },
            version: { delete_after_days_since_creation: 90 },
          },
        },
      ],
    });
  });

  test('a rule that only ends old versions says nothing of current blobs', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Documents', { lifecycleRules: [{ name: 'old-versions', deleteVersionsAfterDays: 90 }] });
    expect(RenderedStage.of(stage).resource('azurerm_storage_management_policy')['rule']).toEqual([
      expect.objectContaining({ actions: { version: { delete_after_days_since_creation: 90 } } }),
    ]);
  });

  test('security can be loosened by name, one thing at a time', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Documents', {
      sharedKeyAccess: true,
      versioning: false,
      softDeleteDays: 7,
      redundancy: StorageRedundancy.GRS,
      lock: LockLevel.READ_ONLY,
    });
    const account = RenderedStage.of(stage).resource('azurerm_storage_account');
    expect(account).toMatchObject({
      shared_access_key_enabled: true,
      account_replication_type: 'GRS',
      blob_properties: { versioning_enabled: false, delete_retention_policy: { days: 7 } },
    });
    expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'ReadOnly' });
  });

  test('a hierarchical namespace has no versions', () => {
    const stage = testStage();
    new StorageAccount(stage, 'Lake', { hierarchicalNamespace: true });
    expect(stage).toHaveResource('azurerm_storage_account', {
      is_hns_enabled: true,
      blob_properties: { versioning_enabled: false, change_feed_enabled: false },
    });
  });
});

describe('grants', () => {
  test('reading is the reader role, by GUID and with the subscription of the account', () => {
    const stage = testStage();
    const account = new StorageAccount(stage, 'Documents');
    const identity = new UserAssignedIdentity(stage, 'Reader');
    account.grantRead(identity);
    const assignment = RenderedStage.of(stage).resource('azurerm_role_assignment');
    expect(assignment['role_definition_id']).toMatch(
      /element\(split\("\/",.*id.*roleDefinitions\/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1/,
    );
    expect(assignment).toMatchObject({ principal_type: 'ServicePrincipal' });
  });

  test('the same grant twice is one assignment', () => {
    const stage = testStage();
    const account = new StorageAccount(stage, 'Documents');
    const identity = new UserAssignedIdentity(stage, 'Writer');
    expect(account.grantReadWrite(identity)).toBe(account.grantReadWrite(identity));
    expect(stage).toHaveResourceCount('azurerm_role_assignment', 1);
  });

  test('a connection carries endpoints and no secret', () => {
    const stage = testStage();
    const account = new StorageAccount(stage, 'Documents');
    const connection = account.connectionFor(new UserAssignedIdentity(stage, 'App'));
    expect(Object.keys(connection.environment)).toEqual(['AZURE_STORAGE_ACCOUNT_NAME', 'AZURE_STORAGE_BLOB_ENDPOINT']);
  });
});

test('an account that exists is read, not made', () => {
  const stage = testStage();
  const account = StorageAccount.fromName(stage, 'Existing', 'stexisting', 'rg-existing');
  account.grantRead(new UserAssignedIdentity(stage, 'Reader'));
  expect(stage).toHaveResourceCount('azurerm_storage_account', 0);
  expect(RenderedStage.of(stage).dataSources('azurerm_storage_account')).toEqual([
    { name: 'stexisting', resource_group_name: 'rg-existing' },
  ]);
});

describe('bad input', () => {
  test('every problem is reported at once, with the path and what is allowed', () => {
    const stage = testStage();
    expect(
      () =>
        new StorageAccount(stage, 'Documents', {
          softDeleteDays: 400,
          allowedIpRanges: ['10.0.0.1/31', '300.1.1.1'],
          hierarchicalNamespace: true,
          versioning: true,
        }),
    ).toThrow(
      [
        'stage-test/Documents: softDeleteDays: got 400. Allowed: a whole number from 1 to 365.',
        'stage-test/Documents: versioning: an account with a hierarchical namespace has no blob versions. Leave versioning out, or hierarchicalNamespace.',
        'stage-test/Documents: allowedIpRanges[0]: "10.0.0.1/31" has host bits set. Allowed: the first address of the range. Did you mean "10.0.0.0/31"?',
        'stage-test/Documents: allowedIpRanges[1]: "300.1.1.1/32" is not an IPv4 range. Allowed: CIDR notation such as 10.0.0.0/16.',
      ].join('\n'),
    );
  });

  test.each<[string, StorageAccountProps, string]>([
    [
      'copies in a region that Azure has not paired',
      { redundancy: StorageRedundancy.GZRS, location: 'italynorth' },
      'redundancy: got "GZRS". Allowed: LRS or ZRS in Italy North, which Azure has paired with no region.',
    ],
    ['an unknown region', { location: 'nowhere' }, 'location: "nowhere" is not a region'],
    ['an account of nothing', { services: [] }, 'services: got []. Allowed: at least one'],
    [
      'a container in an account without blobs',
      { services: [StorageService.QUEUE], containers: ['logs'] },
      'services: got ["queue"]. Allowed: at least one, and blob among them where there are containers.',
    ],
  ])('%s is refused', (_title, props, message) => {
    expect(() => new StorageAccount(testStage(), 'Documents', props)).toThrow(`stage-test/Documents: ${message}`);
  });

  test.each(['Sec-Filings', 'ab', 'double--hyphen'])('a container cannot be called %s', (name) => {
    expect(() => new StorageAccount(testStage(), 'Documents', { containers: [name] })).toThrow(
      /stage-test\/Documents\/.*3 to 63/,
    );
  });

  test('lifecycle ages must grow', () => {
    expect(
      () =>
        new StorageAccount(testStage(), 'Documents', {
          lifecycleRules: [{ name: 'age', coolAfterDays: 30, archiveAfterDays: 10 }],
        }),
    ).toThrow('ages that grow from cool over cold and archive to delete');
  });
});
