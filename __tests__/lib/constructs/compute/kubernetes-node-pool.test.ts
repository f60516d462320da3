import { KubernetesCluster } from '../../../../lib/constructs/compute/kubernetes-cluster';
import {
  KubernetesNodePool,
  type NodePoolOptions,
  NodePoolMode,
  SpotEvictionPolicy,
} from '../../../../lib/constructs/compute/kubernetes-node-pool';
import { type Stage } from '../../../../lib/stage/stage';
import { type RenderedResource, RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingSubnet } from '../../../helpers/neighbours';

function cluster(stage: Stage, kubernetesVersion?: string): KubernetesCluster {
  return new KubernetesCluster(stage, 'Cluster', { subnet: existingSubnet(stage, 'Nodes'), kubernetesVersion });
}

function rendered(options: NodePoolOptions, environment = 'dev'): RenderedResource {
  const stage = testStage({ app: testApp({ environment }) });
  cluster(stage).addNodePool('Agents', options);
  return RenderedStage.of(stage).resource('azurerm_kubernetes_cluster_node_pool');
}

test('a pool is called after its id, and scales in the subnet of the cluster', () => {
  const found = rendered({});
  expect(found).toMatchObject({
    name: 'agents',
    temporary_name_for_rotation: 'tmpagents',
    kubernetes_cluster_id: expect.stringContaining('azurerm_kubernetes_cluster.'),
    mode: 'User',
    os_type: 'Linux',
    auto_scaling_enabled: true,
    min_count: 1,
    max_count: 5,
    node_public_ip_enabled: false,
    upgrade_settings: { max_surge: '10%' },
    vnet_subnet_id: expect.stringContaining('data.azurerm_subnet.Nodes'),
    tags: { environment: 'dev' },
  });
  for (const absent of ['priority', 'spot_max_price', 'eviction_policy', 'node_taints', 'node_labels', 'zones']) {
    expect(found).not.toHaveProperty(absent);
  }
});

test('taints keep off what does not belong there', () => {
  expect(rendered({ taints: ['workload=agents:NoSchedule'], minCount: 2, maxCount: 20 })).toMatchObject({
    node_taints: ['workload=agents:NoSchedule'],
    min_count: 2,
    max_count: 20,
  });
});

test('production spreads over zones, and warns of a single node', () => {
  expect(rendered({}, 'prod')).toMatchObject({
    zones: ['1', '2', '3'],
    min_count: 3,
    upgrade_settings: { max_surge: '33%' },
  });
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  cluster(stage).addNodePool('Crud', { minCount: 1, maxCount: 10 });
  expect(stage).toWarn('stage-test/Cluster/Crud: one node is not redundant');
});

test('a spot pool is named as AKS names it, may be empty, and says nothing of upgrades', () => {
  const found = rendered({ spot: {}, labels: { tier: 'batch' }, taints: ['workload=batch:NoSchedule'] }, 'prod');
  expect(found).toMatchObject({
    priority: 'Spot',
    spot_max_price: -1,
    eviction_policy: 'Delete',
    min_count: 0,
    node_labels: { tier: 'batch', 'kubernetes.azure.com/scalesetpriority': 'spot' },
    node_taints: ['workload=batch:NoSchedule', 'kubernetes.azure.com/scalesetpriority=spot:NoSchedule'],
  });
  expect(found).not.toHaveProperty('upgrade_settings');
});

test('what is paid for a spot node and what becomes of it can be said', () => {
  expect(rendered({ spot: { maxPrice: 0.05, evictionPolicy: SpotEvictionPolicy.DEALLOCATE } })).toMatchObject({
    spot_max_price: 0.05,
    eviction_policy: 'Deallocate',
  });
});

test('a pool has the version of the cluster, unless it has one of its own', () => {
  const stage = testStage();
  const made = cluster(stage, '1.33');
  made.addNodePool('Agents');
  made.addNodePool('Crud', { kubernetesVersion: '1.32', mode: NodePoolMode.SYSTEM });
  expect(stage).toHaveResource('azurerm_kubernetes_cluster_node_pool', {
    name: 'agents',
    orchestrator_version: '1.33',
  });
  expect(stage).toHaveResource('azurerm_kubernetes_cluster_node_pool', {
    name: 'crud',
    orchestrator_version: '1.32',
    mode: 'System',
  });
});

test('in a subnet of its own it waits until the cluster may use that', () => {
  const stage = testStage();
  const made = cluster(stage);
  const before = RenderedStage.of(stage).resources('azurerm_role_assignment').length;
  made.addNodePool('Agents', { subnet: existingSubnet(stage, 'AgentNodes') });
  expect(stage).toHaveResourceCount('azurerm_role_assignment', before + 1);
  expect(RenderedStage.of(stage).resource('azurerm_kubernetes_cluster_node_pool')['depends_on']).toEqual([
    expect.stringContaining('AgentNodes_Grant-NetworkContributor'),
  ]);
});

test('an existing cluster takes a pool, in a subnet that is named', () => {
  const stage = testStage();
  const existing = KubernetesCluster.fromName(stage, 'Existing', 'aks-existing', 'rg-existing');
  expect(() => existing.addNodePool('Agents')).toThrow(
    'stage-test/Existing/Agents: subnet: that of stage-test/Existing is not known, because it is imported. Give one.',
  );
  new KubernetesNodePool(stage, 'Agents', { cluster: existing, subnet: existingSubnet(stage) });
  expect(stage).toHaveResource('azurerm_kubernetes_cluster_node_pool', {
    kubernetes_cluster_id: expect.stringContaining('data.azurerm_kubernetes_cluster.Existing'),
  });
  expect(stage).toHaveResourceCount('azurerm_role_assignment', 0);
});

describe('bad input', () => {
  test('names and the temporary names of all pools of a cluster are one set, in whatever stage they are', () => {
    const app = testApp();
    const stage = testStage({ app });
    const made = cluster(stage);
    made.addNodePool('Agents');
    expect(() => made.addNodePool('TmpAgents')).toThrow(
      'stage-test/Cluster/TmpAgents: name: got "tmpagents". Allowed: a name that is none of system, tmpsystem, agents, tmpagents, also as',
    );
    const later = testStage({ app, id: 'stage-later' });
    expect(() => new KubernetesNodePool(later, 'Agents', { cluster: made })).toThrow('name: got "agents"');
    expect(() => new KubernetesNodePool(later, 'Jobs', { cluster: made })).not.toThrow();
  });

  test('every problem is reported at once, with the path and what is allowed', () => {
    expect(() =>
      cluster(testStage()).addNodePool('Agents', {
        name: 'system',
        mode: NodePoolMode.SYSTEM,
        spot: { maxPrice: 0 },
        maxSurge: '33%',
        minCount: 0,
        maxPods: 9,
        osDiskSizeGb: 10,
        drainTimeoutMinutes: 0,
        taints: ['workload=agents'],
      }),
    ).toThrow(
      [
        'stage-test/Cluster/Agents: name: got "system". Allowed: a name that is none of system, tmpsystem, also as tmpsystem while it makes way for its successor.',
        'stage-test/Cluster/Agents: spot.maxPrice: got 0. Allowed: -1, or more than 0.',
        'stage-test/Cluster/Agents: spot: Azure evicts spot machines, which a system pool must not lose. Leave spot out, or mode.',
        'stage-test/Cluster/Agents: maxSurge: a spot pool is upgraded without further machines. Leave it out.',
        'stage-test/Cluster/Agents: minCount: got 0. Allowed: a whole number from 1 to 1000.',
        'stage-test/Cluster/Agents: maxPods: got 9. Allowed: a whole number from 10 to 250.',
        'stage-test/Cluster/Agents: osDiskSizeGb: got 10. Allowed: a whole number from 30 to 2048.',
        'stage-test/Cluster/Agents: drainTimeoutMinutes: got 0. Allowed: a whole number from 1 to 1440.',
        'stage-test/Cluster/Agents: taints[0]: "workload=agents" is not a taint. Allowed: key=value:effect, such as workload=agents:NoSchedule.',
      ].join('\n'),
    );
  });

  test('two pools of a cluster have two names, whatever their ids', () => {
    const made = cluster(testStage());
    made.addNodePool('Agents');
    expect(() => made.addNodePool('Other', { name: 'agents' })).toThrow(
      'a name that is none of system, tmpsystem, agents, tmpagents',
    );
  });

  test('an id that makes no name asks for one', () => {
    expect(() => cluster(testStage()).addNodePool('AgentsWithALongName')).toThrow(
      'stage-test/Cluster/AgentsWithALongName: name: name "agentswithalongname" has 19 characters',
    );
  });
});
