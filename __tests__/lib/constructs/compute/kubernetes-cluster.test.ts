import { TerraformVariable } from 'cdktf';
import { KubernetesCluster } from '../../../../lib/constructs/compute/kubernetes-cluster';
import {
  type KubernetesClusterProps,
  KubernetesOutboundType,
  KubernetesTier,
} from '../../../../lib/constructs/compute/kubernetes-cluster-options';
import { KubernetesNodePool } from '../../../../lib/constructs/compute/kubernetes-node-pool';
import { NodeOsDiskType, NodeOsSku } from '../../../../lib/constructs/compute/kubernetes-node-pool-settings';
import { ContainerRegistry } from '../../../../lib/constructs/compute/container-registry';
import { Principal } from '../../../../lib/constructs/identity/principal';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { LogAnalyticsWorkspace } from '../../../../lib/constructs/observability/log-analytics-workspace';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { type Stage } from '../../../../lib/stage/stage';
import { type RenderedResource, RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { KubernetesMaintenanceWindow, Weekday } from '../../../../lib/values/kubernetes-maintenance-window';
import { KubernetesUpgradeChannel, NodeOsUpgradeChannel } from '../../../../lib/values/kubernetes-version';
import { existingActionGroup, existingDnsZones, existingSubnet, existingWorkspace } from '../../../helpers/neighbours';

const GROUP = '11111111-1111-1111-1111-111111111111';

function cluster(stage: Stage, props: Partial<KubernetesClusterProps> = {}): KubernetesCluster {
  return new KubernetesCluster(stage, 'Cluster', { subnet: existingSubnet(stage, 'Nodes'), ...props });
}

function rendered(props: Partial<KubernetesClusterProps> = {}, environment = 'dev'): RenderedResource {
  const stage = testStage({ app: testApp({ environment }) });
  cluster(stage, props);
  return RenderedStage.of(stage).resource('azurerm_kubernetes_cluster');
}

function roles(stage: Stage): string[] {
  return RenderedStage.of(stage)
    .resources('azurerm_role_assignment')
    .map((role) => String(role['role_definition_id']).split('/').pop() ?? '');
}

/** What the agents in the cluster are told. */
function collection(rule: RenderedResource): unknown {
  const { extension } = rule['data_sources'] as { extension: { extension_json: string }[] };
  return (JSON.parse(extension[0]?.extension_json ?? '{}') as Record<string, unknown>)['dataCollectionSettings'];
}

function systemPoolIsKept(stage: Stage): unknown {
  const { default_node_pool: pool } = RenderedStage.of(stage).resource('azurerm_kubernetes_cluster');
  return (pool as Record<string, unknown>)['only_critical_addons_enabled'];
}

describe('by default', () => {
  test('the API server answers in the network alone, to identities of Entra ID by roles of Azure alone', () => {
    const found = rendered();
    expect(found).toMatchObject({
      private_cluster_enabled: true,
      private_dns_zone_id: 'System',
      private_cluster_public_fqdn_enabled: false,
      local_account_disabled: true,
      role_based_access_control_enabled: true,
      azure_active_directory_role_based_access_control: {
        azure_rbac_enabled: true,
        tenant_id: '${data.azurerm_client_config.CurrentClient.tenant_id}',
      },
      run_command_enabled: false,
    });
    expect(found).not.toHaveProperty('api_server_access_profile');
    expect(found).not.toHaveProperty('azure_active_directory_role_based_access_control.admin_group_object_ids');
  });

  test('pods sign in as identities, policies are enforced, images cleaned, secrets followed', () => {
    const found = rendered();
    expect(found).toMatchObject({
      oidc_issuer_enabled: true,
      workload_identity_enabled: true,
      azure_policy_enabled: true,
      image_cleaner_enabled: true,
      image_cleaner_interval_hours: 168,
      key_vault_secrets_provider: { secret_rotation_enabled: true },
    });
    expect(found).not.toHaveProperty('microsoft_defender');
  });

  test('pods have addresses apart from the network, and Cilium filters their traffic', () => {
    expect(rendered()).toMatchObject({
      network_profile: {
        network_plugin: 'azure',
        network_plugin_mode: 'overlay',
        network_data_plane: 'cilium',
        network_policy: 'cilium',
        load_balancer_sku: 'standard',
        outbound_type: 'loadBalancer',
        pod_cidr: '10.244.0.0/16',
        service_cidr: '172.16.0.0/16',
        dns_service_ip: '172.16.0.10',
      },
    });
  });

  test('AKS upgrades patches on Sundays and node images on Saturdays', () => {
    const window = { frequency: 'Weekly', interval: 1, start_time: '02:00', utc_offset: '+00:00', duration: 4 };
    const found = rendered();
    expect(found).toMatchObject({
      automatic_upgrade_channel: 'patch',
      node_os_upgrade_channel: 'NodeImage',
      maintenance_window_auto_upgrade: { ...window, day_of_week: 'Sunday' },
      maintenance_window_node_os: { ...window, day_of_week: 'Saturday' },
    });
    expect(found).not.toHaveProperty('kubernetes_version');
  });

  test('the first pool scales from 1 to 5 nodes without addresses on the Internet', () => {
    const found = rendered();
    expect(found).toMatchObject({
      sku_tier: 'Free',
      support_plan: 'KubernetesOfficial',
      dns_prefix: 'aks-demo-dev-cluster',
      node_resource_group: 'MC_aks-demo-dev-cluster',
      default_node_pool: {
        name: 'system',
        temporary_name_for_rotation: 'tmpsystem',
        type: 'VirtualMachineScaleSets',
        vm_size: 'Standard_D2s_v5',
        auto_scaling_enabled: true,
        min_count: 1,
        max_count: 5,
        node_public_ip_enabled: false,
        host_encryption_enabled: false,
        only_critical_addons_enabled: false,
        os_disk_type: 'Managed',
        os_sku: 'Ubuntu',
        upgrade_settings: { max_surge: '10%' },
        tags: { environment: 'dev' },
      },
    });
    for (const absent of ['zones', 'node_count', 'node_labels', 'max_pods', 'orchestrator_version']) {
      expect(found).not.toHaveProperty(`default_node_pool.${absent}`);
    }
  });

  test("the first pool is kept for the cluster's own pods once there is another whose machines stay", () => {
    const stage = testStage();
    const made = cluster(stage);
    expect(systemPoolIsKept(stage)).toBe(false);
    made.addNodePool('Spot', { spot: {} });
    expect(systemPoolIsKept(stage)).toBe(false);
    made.addNodePool('Apps');
    expect(systemPoolIsKept(stage)).toBe(true);
  });

  test('a pool of another stage, which may be down, is no place for all pods', () => {
    const app = testApp();
    const first = testStage({ app, id: 'stage-cluster' });
    const made = cluster(first);
    new KubernetesNodePool(testStage({ app, id: 'stage-batch', upstream: [first] }), 'Batch', { cluster: made });
    expect(systemPoolIsKept(first)).toBe(false);
  });

  test('who wants other pods in the first pool says so', () => {
    const stage = testStage();
    cluster(stage, { systemPool: { criticalAddonsOnly: false } }).addNodePool('Apps');
    expect(systemPoolIsKept(stage)).toBe(false);
  });

  test('staging is promised the API server and has two nodes, production one in each zone', () => {
    expect(rendered({}, 'staging')).toMatchObject({
      sku_tier: 'Standard',
      default_node_pool: { vm_size: 'Standard_D4s_v5', min_count: 2, upgrade_settings: { max_surge: '33%' } },
    });
    expect(rendered({}, 'prod')).toMatchObject({
      sku_tier: 'Standard',
      default_node_pool: { min_count: 3, max_count: 5, zones: ['1', '2', '3'] },
    });
  });

  test('what it needs of Azure is registered, and it counts as data without a lock', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    cluster(stage);
    expect(stage.metadata.resourceProviders).toEqual(
      expect.arrayContaining(['Microsoft.ContainerService', 'Microsoft.ManagedIdentity', 'Microsoft.PolicyInsights']),
    );
    expect(stage.metadata.dataResources).toEqual([expect.stringContaining('azurerm_kubernetes_cluster.')]);
    expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
  });
});

describe('identities', () => {
  const NETWORK_CONTRIBUTOR = '4d97b98b-1d4f-4787-a291-c67834d212e7';
  const MANAGED_IDENTITY_OPERATOR = 'f1a07417-d97a-45cb-824c-7a7467783830';
  const ZONE_CONTRIBUTOR = 'b12aa53e-6015-4669-85d0-8515ebb3ae7f';

  test('it has two of its own, and their roles on subnet and kubelet identity are there first', () => {
    const stage = testStage();
    cluster(stage);
    const found = RenderedStage.of(stage).resource('azurerm_kubernetes_cluster');
    expect(stage).toHaveResourceCount('azurerm_user_assigned_identity', 2);
    expect(roles(stage).sort()).toEqual([NETWORK_CONTRIBUTOR, MANAGED_IDENTITY_OPERATOR].sort());
    expect(found).toMatchObject({
      identity: { type: 'UserAssigned', identity_ids: [expect.stringContaining('Cluster_Identity')] },
      kubelet_identity: {
        client_id: expect.stringContaining('Cluster_KubeletIdentity'),
        object_id: expect.stringContaining('principal_id'),
        user_assigned_identity_id: expect.stringContaining('Cluster_KubeletIdentity'),
      },
    });
    expect(found['depends_on']).toHaveLength(2);
    expect(found['depends_on']).toEqual(
      expect.arrayContaining([expect.stringContaining('NetworkContributor'), expect.stringContaining('Operator')]),
    );
  });

  test('with zones of yours it may link them to the network', () => {
    const stage = testStage();
    cluster(stage, { dnsZones: existingDnsZones(stage) });
    const found = RenderedStage.of(stage).resource('azurerm_kubernetes_cluster');
    expect(found['private_dns_zone_id']).toBe(
      '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.eastus2.azmk8s.io',
    );
    expect(roles(stage)).toContain(ZONE_CONTRIBUTOR);
    expect(found['depends_on']).toHaveLength(3);
    expect(stage).toHaveResource('azurerm_role_assignment', {
      scope: expect.stringMatching(/element\(split\("\/subnets\/", .*\), 0\)/),
      role_definition_id: expect.stringContaining(NETWORK_CONTRIBUTOR),
    });
  });

  test('identities that are given are used, and the roles that they were given before are waited for', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Given');
    const kubeletIdentity = new UserAssignedIdentity(stage, 'Pulls');
    new ContainerRegistry(stage, 'Images').grantPush(identity);
    const made = cluster(stage, { identity, kubeletIdentity });
    made.grantAdmin(identity);
    expect(stage).toHaveResourceCount('azurerm_user_assigned_identity', 2);
    const { depends_on: waitsFor } = RenderedStage.of(stage).resource('azurerm_kubernetes_cluster');
    expect(waitsFor).toHaveLength(3);
    expect(JSON.stringify(waitsFor)).toContain('AcrPush');
    expect(JSON.stringify(waitsFor)).not.toContain('ClusterAdmin');
  });

  test('as a grantee it is its kubelet identity: one line lets it pull, also from a registry of an earlier stage', () => {
    const app = testApp();
    const first = testStage({ app, id: 'stage-one' });
    const second = testStage({ app, id: 'stage-two' });
    const registry = new ContainerRegistry(first, 'Images');
    const made = cluster(second);
    expect(registry.grantPull(made)).toBe(registry.grantPull(made));
    expect(second).toHaveResource('azurerm_role_assignment', {
      principal_id: expect.stringContaining('Cluster_KubeletIdentity'),
      role_definition_id: expect.stringContaining('7f951dda-4ed3-4680-a7ca-43fe172d538d'),
    });
    expect(first).toHaveResourceCount('azurerm_role_assignment', 0);
  });
});

describe('options', () => {
  test('allowed ranges make a public cluster that answers them alone', () => {
    const found = rendered({ allowedIpRanges: ['20.10.0.0/24'] });
    expect(found).toMatchObject({
      private_cluster_enabled: false,
      api_server_access_profile: { authorized_ip_ranges: ['20.10.0.0/24'] },
    });
    expect(found).not.toHaveProperty('private_dns_zone_id');
    expect(found).not.toHaveProperty('private_cluster_public_fqdn_enabled');
  });

  test('a single address gets the mask that AKS gives back', () => {
    expect(rendered({ allowedIpRanges: ['20.10.0.4', '20.11.0.0/24'] })).toMatchObject({
      api_server_access_profile: { authorized_ip_ranges: ['20.10.0.4/32', '20.11.0.0/24'] },
    });
  });

  test('the address that stands for nobody else is allowed alone', () => {
    expect(rendered({ allowedIpRanges: ['0.0.0.0'] })).toMatchObject({
      api_server_access_profile: { authorized_ip_ranges: ['0.0.0.0/32'] },
    });
    expect(() => cluster(testStage(), { allowedIpRanges: ['0.0.0.0/32', '20.10.0.4'] })).toThrow(
      'Allowed: 0.0.0.0/32 alone, which lets in nobody but the outbound address of the cluster.',
    );
  });

  test('an address twice is refused, with and without its mask', () => {
    expect(() => cluster(testStage(), { allowedIpRanges: ['20.10.0.4', '20.10.0.4/32'] })).toThrow(
      'allowedIpRanges[1]: got "20.10.0.4/32". Allowed: a range other than allowedIpRanges[0].',
    );
  });

  test('a public cluster without ranges is warned of', () => {
    const stage = testStage();
    cluster(stage, { publicNetworkAccess: true });
    expect(stage).toHaveResource('azurerm_kubernetes_cluster', { private_cluster_enabled: false });
    expect(stage).toWarn('the API server is reachable from the whole Internet');
  });

  test('security can be loosened by name, one thing at a time', () => {
    const found = rendered({
      azurePolicy: false,
      imageCleaner: false,
      keyVaultSecretsProvider: false,
      localAccounts: true,
      publicFqdn: true,
      runCommand: true,
      workloadIdentity: false,
    });
    expect(found).toMatchObject({
      azure_policy_enabled: false,
      image_cleaner_enabled: false,
      local_account_disabled: false,
      oidc_issuer_enabled: false,
      private_cluster_public_fqdn_enabled: true,
      run_command_enabled: true,
      workload_identity_enabled: false,
    });
    expect(found).not.toHaveProperty('image_cleaner_interval_hours');
    expect(found).not.toHaveProperty('key_vault_secrets_provider');
  });

  test('a mounted secret can stay, images can be cleaned daily, and Defender can watch', () => {
    const stage = testStage();
    cluster(stage, {
      secretRotation: false,
      imageCleanerIntervalHours: 24,
      defenderWorkspace: existingWorkspace(stage),
    });
    expect(stage).toHaveResource('azurerm_kubernetes_cluster', {
      key_vault_secrets_provider: { secret_rotation_enabled: false },
      image_cleaner_interval_hours: 24,
      microsoft_defender: { log_analytics_workspace_id: expect.stringContaining('Logs') },
    });
  });

  test('administrators do everything, by a role of Azure', () => {
    const stage = testStage();
    cluster(stage, { administrators: [Principal.group(stage, 'Platform', GROUP)] });
    expect(stage).toHaveResource('azurerm_role_assignment', {
      principal_id: GROUP,
      role_definition_id: expect.stringContaining('b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b'),
    });
  });

  test('without roles of Azure they are groups that Kubernetes knows', () => {
    const stage = testStage();
    cluster(stage, { azureRbac: false, administrators: [Principal.group(stage, 'Platform', GROUP)] });
    expect(stage).toHaveResource('azurerm_kubernetes_cluster', {
      azure_active_directory_role_based_access_control: { azure_rbac_enabled: false, admin_group_object_ids: [GROUP] },
    });
    expect(roles(stage)).toContain('4abbcc35-e782-43d8-92c5-2d3f1bd2253f');
  });

  test('channels and windows can be chosen, and a channel that does nothing has no window', () => {
    const upgradeWindow = KubernetesMaintenanceWindow.weekly({ day: Weekday.TUESDAY, utcOffset: '+01:00' });
    expect(
      rendered({
        upgradeChannel: KubernetesUpgradeChannel.STABLE,
        upgradeWindow,
        nodeOsUpgradeChannel: NodeOsUpgradeChannel.SECURITY_PATCH,
        nodeOsUpgradeWindow: KubernetesMaintenanceWindow.daily(),
      }),
    ).toMatchObject({
      automatic_upgrade_channel: 'stable',
      maintenance_window_auto_upgrade: { day_of_week: 'Tuesday', utc_offset: '+01:00' },
      node_os_upgrade_channel: 'SecurityPatch',
      maintenance_window_node_os: { frequency: 'Daily' },
    });
    const still = rendered({
      upgradeChannel: KubernetesUpgradeChannel.NONE,
      nodeOsUpgradeChannel: NodeOsUpgradeChannel.UNMANAGED,
    });
    expect(still['node_os_upgrade_channel']).toBe('Unmanaged');
    for (const absent of [
      'automatic_upgrade_channel',
      'maintenance_window_auto_upgrade',
      'maintenance_window_node_os',
    ]) {
      expect(still).not.toHaveProperty(absent);
    }
  });

  test('a version is that of the cluster and of its first pool', () => {
    expect(rendered({ kubernetesVersion: '1.33' })).toMatchObject({
      kubernetes_version: '1.33',
      default_node_pool: { orchestrator_version: '1.33' },
    });
  });

  test('the first pool can be told as much as any other', () => {
    const found = rendered({
      tier: KubernetesTier.PREMIUM,
      outboundType: KubernetesOutboundType.USER_ASSIGNED_NAT_GATEWAY,
      podCidr: '10.100.0.0/20',
      serviceCidr: '10.200.0.0/24',
      dnsPrefix: 'shop',
      nodeResourceGroupName: 'rg-nodes',
      systemPool: {
        name: 'core',
        vmSize: 'Standard_D8ds_v5',
        nodeCount: 3,
        criticalAddonsOnly: true,
        hostEncryption: true,
        nodePublicIp: true,
        labels: { tier: 'core' },
        maxPods: 100,
        maxSurge: '1',
        drainTimeoutMinutes: 60,
        osDiskType: NodeOsDiskType.EPHEMERAL,
        osDiskSizeGb: 128,
        osSku: NodeOsSku.AZURE_LINUX,
        zones: ['1'],
      },
    });
    expect(found).toMatchObject({
      sku_tier: 'Premium',
      support_plan: 'AKSLongTermSupport',
      dns_prefix: 'shop',
      node_resource_group: 'rg-nodes',
      network_profile: {
        outbound_type: 'userAssignedNATGateway',
        pod_cidr: '10.100.0.0/20',
        service_cidr: '10.200.0.0/24',
        dns_service_ip: '10.200.0.10',
      },
      default_node_pool: {
        name: 'core',
        vm_size: 'Standard_D8ds_v5',
        auto_scaling_enabled: false,
        node_count: 3,
        only_critical_addons_enabled: true,
        host_encryption_enabled: true,
        node_public_ip_enabled: true,
        node_labels: { tier: 'core' },
        max_pods: 100,
        os_disk_type: 'Ephemeral',
        os_disk_size_gb: 128,
        os_sku: 'AzureLinux',
        zones: ['1'],
        upgrade_settings: { max_surge: '1', drain_timeout_in_minutes: 60 },
      },
    });
    expect(found).not.toHaveProperty('default_node_pool.min_count');
    expect(found).not.toHaveProperty('default_node_pool.max_count');
  });

  test('one system node in production is warned of', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    cluster(stage, { systemPool: { minCount: 1 } });
    expect(stage).toWarn('one system node is not redundant');
    expect(stage).toHaveResource('azurerm_kubernetes_cluster', { default_node_pool: { min_count: 1, max_count: 5 } });
  });

  test('other networks reach a private cluster through private endpoints, and a lock can be asked for', () => {
    const stage = testStage();
    cluster(stage, {
      lock: LockLevel.CAN_NOT_DELETE,
      privateEndpoints: { subnet: existingSubnet(stage), dnsZones: existingDnsZones(stage) },
    });
    expect(stage).toHaveResource('azurerm_private_endpoint', {
      private_service_connection: { subresource_names: ['management'] },
    });
    expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'CanNotDelete' });
  });
});

test('what only Terraform knows is passed on', () => {
  const stage = testStage();
  const text = (name: string) => new TerraformVariable(stage, name, { type: 'string' }).stringValue;
  cluster(stage, { name: text('name'), kubernetesVersion: text('version'), serviceCidr: text('services') });
  expect(stage).toHaveResource('azurerm_kubernetes_cluster', {
    name: '${var.name}',
    dns_prefix: '${var.name}',
    node_resource_group: 'MC_${var.name}',
    kubernetes_version: '${var.version}',
    network_profile: { service_cidr: '${var.services}', dns_service_ip: '${cidrhost(var.services, 10)}' },
  });
});

test('a grant to the cluster is one that its nodes can wait for', () => {
  const stage = testStage();
  const kubeletIdentity = new UserAssignedIdentity(stage, 'Pulls');
  const grant = new ContainerRegistry(stage, 'Images').grantPull(cluster(stage, { kubeletIdentity }));
  expect(kubeletIdentity.grants).toContain(grant.dependable);
});

describe('observability', () => {
  test('the logs of the control plane go to the workspace, without every read', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    cluster(stage);
    const setting = RenderedStage.of(stage).resource('azurerm_monitor_diagnostic_setting');
    const categories = (setting['enabled_log'] as { category: string }[]).map(({ category }) => category);
    expect(categories).toEqual(expect.arrayContaining(['kube-audit-admin', 'kube-apiserver', 'guard']));
    expect(categories).not.toContain('kube-audit');
    expect(setting).toMatchObject({ enabled_metric: [{ category: 'AllMetrics' }] });
  });

  test('what containers write goes there too, sent by agents with an identity', () => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    cluster(stage);
    const streams = ['Microsoft-ContainerLogV2', 'Microsoft-KubeEvents', 'Microsoft-KubePodInventory'];
    expect(stage).toHaveResource('azurerm_kubernetes_cluster', {
      oms_agent: {
        log_analytics_workspace_id: expect.stringMatching(/^\$\{data\.azurerm_log_analytics_workspace\..*\.id\}$/),
        msi_auth_for_monitoring_enabled: true,
      },
    });
    const rule = RenderedStage.of(stage).resource('azurerm_monitor_data_collection_rule');
    expect(rule).toMatchObject({
      name: 'dcr-demo-dev-cluster',
      // Azure wants it where the workspace is.
      location: expect.stringMatching(/^\$\{data\.azurerm_log_analytics_workspace\..*\.location\}$/),
      kind: 'Linux',
      data_flow: [{ streams, destinations: ['workspace'] }],
      data_sources: { extension: [{ extension_name: 'ContainerInsights', streams }] },
    });
    expect(collection(rule)).toEqual({ enableContainerLogV2: true, interval: '1m', namespaceFilteringMode: 'Off' });
    expect(stage).toHaveResource('azurerm_monitor_data_collection_rule_association', {
      name: 'ContainerInsightsExtension',
      target_resource_id: expect.stringMatching(/^\$\{azurerm_kubernetes_cluster\./),
      data_collection_rule_id: expect.stringMatching(/^\$\{azurerm_monitor_data_collection_rule\./),
    });
  });

  test('a workspace of this app has a known region', () => {
    const stage = testStage();
    const workspace = new LogAnalyticsWorkspace(stage, 'Logs', { location: 'northeurope' });
    cluster(stage, { containerLogs: { workspace, excludedNamespaces: ['kube-system', 'gatekeeper-system'] } });
    const rule = RenderedStage.of(stage).resource('azurerm_monitor_data_collection_rule');
    expect(rule).toMatchObject({ location: 'northeurope' });
    expect(collection(rule)).toMatchObject({
      namespaceFilteringMode: 'Exclude',
      namespaces: ['kube-system', 'gatekeeper-system'],
    });
  });

  test.each<[string, Partial<KubernetesClusterProps>]>([
    ['when they are turned off', { containerLogs: { enabled: false } }],
    ['when nothing is to be sent at all', { diagnostics: { enabled: false } }],
  ])('containers keep what they write %s', (_title, props) => {
    const stage = testStage();
    stage.context.setDefaults({ logAnalyticsWorkspace: existingWorkspace(stage) });
    cluster(stage, props);
    expect(RenderedStage.of(stage).resource('azurerm_kubernetes_cluster')).not.toHaveProperty('oms_agent');
    expect(stage).toHaveResourceCount('azurerm_monitor_data_collection_rule', 0);
  });

  test('container logs that are asked for need a workspace, and namespaces names that Kubernetes takes', () => {
    const stage = testStage();
    const containerLogs = { enabled: true, excludedNamespaces: ['Kube_System'] };
    expect(() => cluster(stage, { containerLogs })).toThrow(
      [
        'stage-test/Cluster: containerLogs: there is no workspace to send them to. Give containerLogs.workspace, or call stage.context.setDefaults({ logAnalyticsWorkspace }) before.',
        'stage-test/Cluster: containerLogs.excludedNamespaces[0]: got "Kube_System". Allowed: a namespace of Kubernetes: 1 to 63 lower-case letters, digits and hyphens.',
      ].join('\n'),
    );
  });

  test('who is on call hears of nodes and pods in trouble', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    cluster(stage);
    expect(stage).toHaveResourceCount('azurerm_monitor_metric_alert', 6);
    expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
      criteria: [
        {
          metric_name: 'kube_node_status_condition',
          dimension: [{ name: 'status2', operator: 'Include', values: ['NotReady', 'Unknown'] }],
        },
      ],
    });
  });
});

describe('grants', () => {
  const CONNECT = '4abbcc35-e782-43d8-92c5-2d3f1bd2253f';
  const WRITER = 'a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb';
  const READER = '7f6c6a51-bcf8-42ba-9220-52d62157d7db';

  test('whoever writes or reads may connect too, in a namespace or in all', () => {
    const stage = testStage();
    const made = cluster(stage);
    const group = Principal.group(stage, 'Developers', GROUP);
    made.grantWrite(group, 'agents');
    made.grantWrite(group, 'crud');
    made.grantRead(group);
    expect(
      roles(stage)
        .filter((role) => [CONNECT, WRITER, READER].includes(role))
        .sort(),
    ).toEqual([CONNECT, WRITER, WRITER, READER].sort());
    expect(stage).toHaveResource('azurerm_role_assignment', {
      scope: expect.stringMatching(/join\("\/", \[azurerm_kubernetes_cluster\..*id, "namespaces", "agents"\]\)/),
    });
  });

  test('the pods of a service account sign in as an identity, which is made once', () => {
    const stage = testStage();
    const made = cluster(stage);
    const identity = new UserAssignedIdentity(stage, 'Cart');
    const account = { namespace: 'agents', serviceAccount: 'cart' };
    expect(made.federate(identity, account)).toBe(made.federate(identity, account));
    expect(RenderedStage.of(stage).resource('azurerm_federated_identity_credential')).toMatchObject({
      issuer: expect.stringMatching(/azurerm_kubernetes_cluster\..*\.oidc_issuer_url/),
      subject: 'system:serviceaccount:agents:cart',
      user_assigned_identity_id: expect.stringContaining('azurerm_user_assigned_identity.Cart'),
    });
  });

  test('an identity of a later stage is federated there', () => {
    const app = testApp();
    const first = testStage({ app, id: 'stage-one' });
    const second = testStage({ app, id: 'stage-two' });
    const made = cluster(first);
    made.federate(new UserAssignedIdentity(second, 'Cart'), { namespace: 'agents', serviceAccount: 'cart' });
    expect(second).toHaveResourceCount('azurerm_federated_identity_credential', 1);
    expect(first.dependsOn(second)).toBe(false);
  });

  test('a service account that Kubernetes does not take, or a cluster without workload identity, is refused', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Cart');
    const account = { namespace: 'Agents', serviceAccount: 'cart' };
    expect(() => cluster(stage).federate(identity, account)).toThrow(
      'stage-test/Cluster: federate: namespace "Agents"',
    );
    const off = testStage();
    expect(() =>
      cluster(off, { workloadIdentity: false }).federate(new UserAssignedIdentity(off, 'Cart'), account),
    ).toThrow('stage-test/Cluster: workloadIdentity: is off, so no pod can sign in as an identity.');
  });
});

test('an existing cluster is read, granted and federated', () => {
  const stage = testStage();
  const existing = KubernetesCluster.fromName(stage, 'Existing', 'aks-existing', 'rg-existing');
  new ContainerRegistry(stage, 'Images').grantPull(existing);
  existing.federate(new UserAssignedIdentity(stage, 'Cart'), { namespace: 'agents', serviceAccount: 'cart' });
  expect(stage).toHaveResourceCount('azurerm_kubernetes_cluster', 0);
  expect(RenderedStage.of(stage).dataSources('azurerm_kubernetes_cluster')).toEqual([
    { name: 'aks-existing', resource_group_name: 'rg-existing' },
  ]);
  expect(stage).toHaveResource('azurerm_role_assignment', {
    principal_id: expect.stringMatching(/data\.azurerm_kubernetes_cluster\..*kubelet_identity\[0\]\.object_id/),
  });
});

describe('bad input', () => {
  test('every problem is reported at once, with the path and what is allowed', () => {
    const stage = testStage();
    expect(() =>
      cluster(stage, {
        allowedIpRanges: ['10.0.0.0/8'],
        publicNetworkAccess: false,
        dnsPrefix: '-shop',
        nodeResourceGroupName: 'rg.',
        imageCleanerIntervalHours: 1,
        azureRbac: false,
        kubernetesVersion: '1.33.2',
        podCidr: '10.244.0.0/25',
        serviceCidr: '172.16.0.0/12',
        systemPool: { name: 'System', minCount: 0, maxSurge: '0%', labels: { 'a b': 'c' } },
      }),
    ).toThrow(
      [
        'stage-test/Cluster: dnsPrefix: got "-shop". Allowed: 1 to 54 letters, digits and hyphens, a letter or digit at both ends.',
        'stage-test/Cluster: nodeResourceGroupName: got "rg.". Allowed: 1 to 80 letters, digits and _.()-, no dot at its end.',
        'stage-test/Cluster: imageCleanerIntervalHours: got 1. Allowed: a whole number from 24 to 2160.',
        'stage-test/Cluster: systemPool.name: name "System" is not one that azurerm_kubernetes_cluster_node_pool takes. Allowed: 1 to 12 characters matching ^[a-z][a-z0-9]{0,11}$. Give a name, such as agents.',
        'stage-test/Cluster: systemPool.minCount: got 0. Allowed: a whole number from 1 to 1000.',
        'stage-test/Cluster: systemPool.maxSurge: got "0%". Allowed: such as 2 or 33%.',
        'stage-test/Cluster: systemPool.labels: "a b" is not the name of a label or a taint. Allowed: 1 to 63 letters, digits, hyphens, underscores and dots, such as workload or example.com/workload.',
        'stage-test/Cluster: allowedIpRanges[0]: got "10.0.0.0/8". Allowed: public addresses. Private addresses come through a private endpoint.',
        'stage-test/Cluster: allowedIpRanges: the API server does not answer the Internet, because publicNetworkAccess is false. Leave one of them out.',
        'stage-test/Cluster: administrators: without roles of Azure at least one group must be named, and nothing but groups. Use Principal.group, or leave azureRbac out.',
        'stage-test/Cluster: kubernetesVersion: the channel patch upgrades the cluster from 1.33.2, and Terraform would try to downgrade it. Leave out the patch, or set upgradeChannel to NONE.',
        'stage-test/Cluster: podCidr: got "10.244.0.0/25". Allowed: a range of /24 or larger: every node takes a /24.',
        'stage-test/Cluster: serviceCidr: got "172.16.0.0/12". Allowed: a range from /13 to /28.',
        'stage-test/Cluster: serviceCidr: got "172.16.0.0/12". Allowed: a range apart from 172.30.0.0/16, which is AKS\'s own.',
      ].join('\n'),
    );
  });

  test('pods and services keep apart from the subnet and from each other', () => {
    const stage = testStage();
    const network = new VirtualNetwork(stage, 'Network', {
      subnets: [{ name: 'nodes', prefix: 24, role: SubnetRole.AKS }],
    });
    const subnet = network.subnet('nodes');
    expect(() => cluster(stage, { subnet, serviceCidr: '10.0.0.0/16', podCidr: '10.0.0.0/16' })).toThrow(
      /podCidr: got "10.0.0.0\/16". Allowed: a range apart from that of the services, 10.0.0.0\/16.\n.*podCidr: .*which is the subnet.\n.*serviceCidr: .*which is the subnet/,
    );
  });

  test('a delegated subnet takes no nodes', () => {
    const stage = testStage();
    const subnet = { ...existingSubnet(stage), delegation: 'Microsoft.App/environments' } as never;
    expect(() => cluster(stage, { subnet })).toThrow(
      'subnet: got "Microsoft.App/environments". Allowed: a subnet without',
    );
  });

  test.each<[Partial<KubernetesClusterProps>, string]>([
    [{ publicNetworkAccess: true, publicFqdn: false }, 'publicFqdn: a public cluster has one'],
    [
      { upgradeChannel: KubernetesUpgradeChannel.NODE_IMAGE, nodeOsUpgradeChannel: NodeOsUpgradeChannel.NONE },
      'nodeOsUpgradeChannel: None contradicts the upgrade channel node-image',
    ],
    [
      { upgradeChannel: KubernetesUpgradeChannel.RAPID, kubernetesVersion: '1.33' },
      'kubernetesVersion: the channel rapid upgrades the cluster from 1.33, and Terraform would try to downgrade it. Leave it out',
    ],
    [{ systemPool: { nodeCount: 2, maxCount: 3 } }, 'systemPool.nodeCount: a fixed number of nodes has neither'],
    [{ systemPool: { minCount: 4, maxCount: 3 } }, 'systemPool.maxCount: got 3. Allowed: 4 (minCount) or more.'],
  ])('%j is refused', (props, message) => {
    expect(() => cluster(testStage(), props)).toThrow(message);
  });

  test('a public cluster has neither private zones nor private endpoints', () => {
    const stage = testStage();
    const dnsZones = existingDnsZones(stage);
    const privateEndpoints = { subnet: existingSubnet(stage) };
    expect(() => cluster(stage, { publicNetworkAccess: true, dnsZones, privateEndpoints })).toThrow(
      /dnsZones: a public cluster has none. Leave them out.\n.*privateEndpoints: only a private cluster has them/,
    );
  });
});
