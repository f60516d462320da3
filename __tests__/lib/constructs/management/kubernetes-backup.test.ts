import { KubernetesBackupExtension } from '../../../../lib/constructs/compute/kubernetes-backup-extension';
import { KubernetesCluster } from '../../../../lib/constructs/compute/kubernetes-cluster';
import { type IKubernetesCluster } from '../../../../lib/constructs/compute/kubernetes-cluster-base';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { BackupVault } from '../../../../lib/constructs/management/backup-vault';
import { KubernetesBackup } from '../../../../lib/constructs/management/kubernetes-backup';
import { KubernetesBackupPolicy } from '../../../../lib/constructs/management/kubernetes-backup-policy';
import { ResourceGroup } from '../../../../lib/constructs/management/resource-group';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { Role } from '../../../../lib/values/role';
import { existingSubnet } from '../../../helpers/neighbours';

const INSTANCE = 'azurerm_data_protection_backup_instance_kubernetes_cluster';
const TRUST = 'azurerm_kubernetes_cluster_trusted_access_role_binding';

function newCluster(stage: Stage): KubernetesCluster {
  return new KubernetesCluster(stage, 'Cluster', { subnet: existingSubnet(stage) });
}

function extensionOf(stage: Stage, cluster: IKubernetesCluster): KubernetesBackupExtension {
  const account = new StorageAccount(stage, 'State');
  return new KubernetesBackupExtension(stage, 'Agent', {
    cluster,
    account,
    container: account.addContainer('cluster'),
  });
}

function policyOf(stage: Stage): KubernetesBackupPolicy {
  return new KubernetesBackupPolicy(stage, 'Policy', { vault: new BackupVault(stage, 'Backups') });
}

/** Roles of the stage: the name of each with the end of its principal and of its scope. */
function rolesOf(stage: Stage): string[] {
  const names = new Map(
    ['Reader', 'Contributor', 'Storage Blob Data Contributor'].map((name) => [Role.of(name).guid, name] as const),
  );
  return RenderedStage.of(stage)
    .resources('azurerm_role_assignment')
    .flatMap((assignment) => {
      const name = names.get(String(assignment['role_definition_id']).split('/').at(-1) ?? '');
      const type = (value: unknown) => /\$\{([a-z_]+)\./.exec(String(value))?.[1];
      return name === undefined ? [] : [`${type(assignment['principal_id'])}: ${name} on ${type(assignment['scope'])}`];
    })
    .sort();
}

test('the agent signs in to the account, instead of asking for its keys', () => {
  const stage = testStage();
  extensionOf(stage, newCluster(stage));
  const prefix = 'configuration.backupStorageLocation';
  const extension = RenderedStage.of(stage).resource('azurerm_kubernetes_cluster_extension');
  expect(extension).toMatchObject({
    name: 'azure-aks-backup',
    extension_type: 'microsoft.dataprotection.kubernetes',
    release_train: 'stable',
    release_namespace: 'dataprotection-microsoft',
    configuration_settings: {
      [`${prefix}.bucket`]: expect.stringMatching(/^\$\{azurerm_storage_container\..*\.name\}$/),
      [`${prefix}.config.storageAccount`]: expect.stringMatching(/^\$\{azurerm_storage_account\..*\.name\}$/),
      [`${prefix}.config.resourceGroup`]: expect.stringMatching(/^\$\{element\(split\("\/", .*\), 4\)\}$/),
      [`${prefix}.config.subscriptionId`]: expect.stringMatching(/^\$\{element\(split\("\/", .*\), 2\)\}$/),
      [`${prefix}.config.useAAD`]: 'true',
      [`${prefix}.config.storageAccountURI`]: expect.stringMatching(/\.primary_blob_endpoint\}$/),
      'credentials.tenantId': '${data.azurerm_client_config.CurrentClient.tenant_id}',
    },
  });
  expect(extension).not.toHaveProperty('configuration_protected_settings');
});

test('a version that is given is of no release train', () => {
  const stage = testStage();
  const account = new StorageAccount(stage, 'State');
  new KubernetesBackupExtension(stage, 'Agent', {
    cluster: newCluster(stage),
    account,
    container: account.addContainer('cluster'),
    name: 'backup-agent',
    version: '0.0.3301',
  });
  const extension = RenderedStage.of(stage).resource('azurerm_kubernetes_cluster_extension');
  expect(extension).toMatchObject({ name: 'backup-agent', version: '0.0.3301' });
  expect(extension).not.toHaveProperty('release_train');
});

test('everything is backed up, once vault, cluster and agent have their roles', () => {
  const stage = testStage();
  const cluster = newCluster(stage);
  new KubernetesBackup(stage, 'ClusterBackup', { extension: extensionOf(stage, cluster), policy: policyOf(stage) });
  const rendered = RenderedStage.of(stage);
  expect(rendered.resource(INSTANCE)).toMatchObject({
    name: 'bki-aks-demo-dev-cluster-backup',
    location: 'eastus2',
    backup_datasource_parameters: { cluster_scoped_resources_enabled: true, volume_snapshot_enabled: true },
    depends_on: [
      expect.stringMatching(/^azurerm_role_assignment\.Cluster_Grant-Reader/),
      expect.stringMatching(/^azurerm_role_assignment\.ClusterBackup_Snapshots_Grant-Reader/),
      expect.stringMatching(/^azurerm_role_assignment\.ClusterBackup_Snapshots_Grant-Contributor/),
      expect.stringMatching(/^azurerm_role_assignment\.State_Grant-StorageBlobDataContributor/),
      expect.stringMatching(/^azurerm_kubernetes_cluster_trusted_access_role_binding\.Cluster_Grant-TrustedAccess/),
    ],
  });
  expect(rolesOf(stage)).toEqual([
    'azurerm_data_protection_backup_vault: Reader on azurerm_kubernetes_cluster',
    'azurerm_data_protection_backup_vault: Reader on azurerm_resource_group',
    'azurerm_kubernetes_cluster_extension: Storage Blob Data Contributor on azurerm_storage_account',
    'azurerm_user_assigned_identity: Contributor on azurerm_resource_group',
  ]);
  expect(rendered.resource(TRUST)).toMatchObject({
    name: expect.stringMatching(/^backup-[0-9a-z]{5}$/),
    roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
    source_resource_id: expect.stringMatching(/^\$\{azurerm_data_protection_backup_vault\..*\.id\}$/),
  });
  expect(stage).not.toWarn('privileged');
});

test('snapshots are in a group of their own, or in one that is given', () => {
  const own = testStage();
  const ownCluster = newCluster(own);
  new KubernetesBackup(own, 'ClusterBackup', { extension: extensionOf(own, ownCluster), policy: policyOf(own) });
  expect(own).toHaveResource('azurerm_resource_group', { name: 'rg-demo-dev-cluster-backup-snapshots' });
  const given = testStage();
  const snapshotResourceGroup = ResourceGroup.fromName(given, 'Shared', 'rg-snapshots');
  const extension = extensionOf(given, newCluster(given));
  new KubernetesBackup(given, 'ClusterBackup', { extension, policy: policyOf(given), snapshotResourceGroup });
  expect(given).toHaveResource(INSTANCE, {
    snapshot_resource_group_name: expect.stringMatching(/^\$\{data\.azurerm_resource_group\..*\.name\}$/),
  });
});

test('of a cluster and a vault of earlier stages, it makes the grants between them in its own', () => {
  const app = testApp();
  const [data, clusters, backups] = ['data', 'clusters', 'backups'].map((id) => testStage({ app, id })) as [
    Stage,
    Stage,
    Stage,
  ];
  const policy = new KubernetesBackupPolicy(backups, 'Policy', { vault: new BackupVault(data, 'Backups') });
  const extension = extensionOf(backups, newCluster(clusters));
  new KubernetesBackup(backups, 'Apps', { extension, policy });
  new KubernetesBackup(backups, 'Shared', { extension, policy, includedNamespaces: ['shared-services'] });
  app.synth();
  expect(backups).toHaveResourceCount(TRUST, 1);
  expect(rolesOf(backups)).toHaveLength(6);
  expect(clusters.dependencies).toEqual([]);
  expect(data.dependencies).toEqual([]);
});

test('instances of one cluster share its roles and the trusted access', () => {
  const stage = testStage();
  const extension = extensionOf(stage, newCluster(stage));
  const policy = policyOf(stage);
  new KubernetesBackup(stage, 'Apps', { extension, policy, excludedNamespaces: ['shared-services'] });
  new KubernetesBackup(stage, 'Shared', {
    extension,
    policy,
    includedNamespaces: ['shared-services'],
    includedResourceTypes: ['configmaps'],
    excludedResourceTypes: ['secrets'],
    labelSelectors: ['tier:data'],
    clusterScopedResources: false,
    volumeSnapshots: false,
  });
  expect(stage).toHaveResourceCount(TRUST, 1);
  const [apps, shared] = RenderedStage.of(stage)
    .resources(INSTANCE)
    .map((instance) => instance['backup_datasource_parameters']);
  expect(apps).toEqual({
    excluded_namespaces: ['shared-services'],
    cluster_scoped_resources_enabled: true,
    volume_snapshot_enabled: true,
  });
  expect(shared).toEqual({
    included_namespaces: ['shared-services'],
    included_resource_types: ['configmaps'],
    excluded_resource_types: ['secrets'],
    label_selectors: ['tier:data'],
    cluster_scoped_resources_enabled: false,
    volume_snapshot_enabled: false,
  });
});

test('a vault of a later stage reads the cluster of an earlier one', () => {
  const app = testApp();
  const first = testStage({ app, id: 'stage-cluster' });
  const second = testStage({ app, id: 'stage-backup' });
  const cluster = newCluster(first);
  new KubernetesBackup(second, 'ClusterBackup', { extension: extensionOf(second, cluster), policy: policyOf(second) });
  expect(second).toHaveResourceCount(TRUST, 1);
  expect(second).toHaveResourceCount('azurerm_role_assignment', 4);
  expect(first).toHaveResourceCount(TRUST, 0);
  expect(second.dependsOn(first)).toBe(true);
});

test('an imported cluster comes with the identity of its control plane', () => {
  const stage = testStage();
  const cluster = KubernetesCluster.fromName(stage, 'Cluster', 'aks-existing', 'rg-existing');
  const extension = extensionOf(stage, cluster);
  const policy = policyOf(stage);
  expect(() => new KubernetesBackup(stage, 'ClusterBackup', { extension, policy })).toThrow(
    'stage-test/ClusterBackup: clusterIdentity: not given, and stage-test/Cluster is imported. Give the identity of its control plane: UserAssignedIdentity.fromName.',
  );
  const clusterIdentity = new UserAssignedIdentity(stage, 'ControlPlane');
  new KubernetesBackup(stage, 'Backup', { extension, policy, clusterIdentity });
  expect(rolesOf(stage)).toContain('azurerm_user_assigned_identity: Contributor on azurerm_resource_group');
});

test('namespaces that Azure never backs up, twice or in both lists are refused at once', () => {
  const stage = testStage();
  const extension = extensionOf(stage, newCluster(stage));
  const policy = policyOf(stage);
  expect(
    () =>
      new KubernetesBackup(stage, 'ClusterBackup', {
        extension,
        policy,
        includedNamespaces: ['kube-system', 'apps', 'apps'],
        excludedNamespaces: ['kube-system'],
      }),
  ).toThrow(
    [
      'stage-test/ClusterBackup: includedNamespaces[2]: got "apps". Allowed: a value other than includedNamespaces[1].',
      'stage-test/ClusterBackup: includedNamespaces[0]: got "kube-system". Allowed: none of kube-system, kube-node-lease, kube-public, which Azure never backs up.',
      'stage-test/ClusterBackup: excludedNamespaces: kube-system is in includedNamespaces too. Leave it in one of them.',
    ].join('\n'),
  );
});
