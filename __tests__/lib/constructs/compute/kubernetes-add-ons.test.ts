import {
  type KubernetesAppRoutingOptions,
  NginxIngressControllerType,
} from '../../../../lib/constructs/compute/kubernetes-app-routing';
import { AutoscalerExpander } from '../../../../lib/constructs/compute/kubernetes-autoscaler-profile';
import { KubernetesCluster } from '../../../../lib/constructs/compute/kubernetes-cluster';
import {
  type KubernetesClusterProps,
  KubernetesTier,
} from '../../../../lib/constructs/compute/kubernetes-cluster-options';
import { DnsZone } from '../../../../lib/constructs/network/dns-zone';
import { PrivateDnsZone } from '../../../../lib/constructs/network/private-dns-zone';
import { MonitorWorkspace } from '../../../../lib/constructs/observability/monitor-workspace';
import { KeyVault } from '../../../../lib/constructs/security/key-vault';
import { type Stage } from '../../../../lib/stage/stage';
import { type RenderedResource, RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingSubnet } from '../../../helpers/neighbours';

function cluster(stage: Stage, props: Partial<KubernetesClusterProps> = {}): KubernetesCluster {
  return new KubernetesCluster(stage, 'Cluster', { subnet: existingSubnet(stage, 'Nodes'), ...props });
}

function rendered(props: Partial<KubernetesClusterProps> = {}): RenderedResource {
  const stage = testStage();
  cluster(stage, props);
  return RenderedStage.of(stage).resource('azurerm_kubernetes_cluster');
}

function warnings(props: Partial<KubernetesClusterProps>): string[] {
  const stage = testStage();
  return cluster(stage, props)
    .node.metadata.filter(({ type }) => type.endsWith('warn'))
    .map(({ data }) => String(data));
}

test('no add-on is there by itself but Azure Policy, the image cleaner and the Key Vault provider', () => {
  const found = rendered();
  expect(found).toMatchObject({
    azure_policy_enabled: true,
    image_cleaner_enabled: true,
    key_vault_secrets_provider: { secret_rotation_enabled: true },
  });
  for (const absent of [
    'workload_autoscaler_profile',
    'auto_scaler_profile',
    'service_mesh_profile',
    'web_app_routing',
    'monitor_metrics',
  ]) {
    expect(found).not.toHaveProperty(absent);
  }
});

describe('autoscaling', () => {
  test('KEDA and the Vertical Pod Autoscaler are turned on each for itself', () => {
    expect(rendered({ keda: true })['workload_autoscaler_profile']).toEqual({ keda_enabled: true });
    expect(rendered({ verticalPodAutoscaler: true })['workload_autoscaler_profile']).toEqual({
      vertical_pod_autoscaler_enabled: true,
    });
  });

  test('the cluster autoscaler takes its settings, and leaves the others to AKS', () => {
    expect(
      rendered({
        autoscalerProfile: {
          expander: AutoscalerExpander.LEAST_WASTE,
          scaleDownUnneeded: '1m30s',
          scaleDownUtilizationThreshold: 0.65,
          maxGracefulTerminationSeconds: 900,
        },
      })['auto_scaler_profile'],
    ).toEqual({
      expander: 'least-waste',
      max_graceful_termination_sec: '900',
      scale_down_unneeded: '1m30s',
      scale_down_utilization_threshold: '0.65',
    });
  });

  test('durations and shares that the autoscaler does not take are refused together', () => {
    expect(() =>
      rendered({
        autoscalerProfile: { scanInterval: '10', maxNodeProvisioningTime: '', scaleDownUtilizationThreshold: 50 },
      }),
    ).toThrow(
      [
        'stage-test/Cluster: autoscalerProfile.scanInterval: got "10". Allowed: a duration of hours, minutes and seconds, such as 30s or 10m.',
        'stage-test/Cluster: autoscalerProfile.maxNodeProvisioningTime: got "". Allowed: a duration of hours, minutes and seconds, such as 30s or 10m.',
        'stage-test/Cluster: autoscalerProfile.scaleDownUtilizationThreshold: got 50. Allowed: more than 0, and 1 at most.',
      ].join('\n'),
    );
  });
});

describe('service mesh', () => {
  test('it has no ingress gateway by itself', () => {
    expect(rendered({ serviceMesh: { revisions: ['asm-1-28'] } })['service_mesh_profile']).toEqual({
      mode: 'Istio',
      revisions: ['asm-1-28'],
      internal_ingress_gateway_enabled: false,
      external_ingress_gateway_enabled: false,
    });
  });

  test('gateways are asked for one by one, and two revisions are a canary upgrade', () => {
    expect(
      rendered({ serviceMesh: { revisions: ['asm-1-28', 'asm-1-29'], internalIngressGateway: true } }),
    ).toMatchObject({
      service_mesh_profile: {
        revisions: ['asm-1-28', 'asm-1-29'],
        internal_ingress_gateway_enabled: true,
        external_ingress_gateway_enabled: false,
      },
    });
  });

  test.each([
    [[], 'serviceMesh.revisions: got 0. Allowed: one revision, or two during an upgrade.'],
    [['1.28'], 'serviceMesh.revisions[0]: got "1.28". Allowed: a revision of the add-on, such as asm-1-28.'],
    [['asm-1-28', 'asm-1-28'], 'Allowed: the older revision first, and another than the second.'],
    [['asm-1-29', 'asm-1-28'], 'Allowed: the older revision first, and another than the second.'],
  ])('revisions %j are refused', (revisions, message) => {
    expect(() => rendered({ serviceMesh: { revisions } })).toThrow(message);
  });

  test('a revision past its end of life, or not listed for the version of Kubernetes, is warned of', () => {
    const stage = testStage({ app: testApp({ today: '2026-06-01' }) });
    const made = cluster(stage, { serviceMesh: { revisions: ['asm-1-27'] }, kubernetesVersion: '1.36' });
    expect(made.node.metadata.map(({ data }) => data)).toEqual([
      'serviceMesh: asm-1-27 was expected to leave support in 2026-05; az aks mesh get-upgrades prints its successors',
      'serviceMesh: AKS lists asm-1-27 for Kubernetes 1.29, 1.30, 1.31, 1.32, 1.33, 1.34, 1.35, not for 1.36',
    ]);
  });

  test('long-term support has revisions of its own, and one that is not known here is left alone', () => {
    const revisions = ['asm-1-99'];
    expect(warnings({ serviceMesh: { revisions }, kubernetesVersion: '1.36' })).toEqual([]);
    const stage = testStage({ app: testApp({ today: '2026-05-31' }) });
    const made = cluster(stage, {
      serviceMesh: { revisions: ['asm-1-27'] },
      kubernetesVersion: '1.28',
      tier: KubernetesTier.PREMIUM,
    });
    expect(made.node.metadata).toEqual([]);
  });
});

describe('application routing', () => {
  test('the ingress controller has an address in the network alone', () => {
    expect(rendered({ appRouting: {} })['web_app_routing']).toEqual({
      dns_zone_ids: [],
      default_nginx_controller: 'Internal',
    });
    expect(
      rendered({ appRouting: { defaultNginxController: NginxIngressControllerType.EXTERNAL } })['web_app_routing'],
    ).toMatchObject({ default_nginx_controller: 'External' });
  });

  test('the identity of the add-on may change the zones, and is granted what else it needs', () => {
    const stage = testStage();
    const made = cluster(stage, {
      appRouting: {
        dnsZones: [DnsZone.fromName(stage, 'Public', 'example.com', 'rg-dns')],
        privateDnsZones: [new PrivateDnsZone(stage, 'Private', { zoneName: 'internal.example.com' })],
      },
    });
    new KeyVault(stage, 'Certificates').grantReadSecrets(made.appRoutingIdentity as never);
    expect(RenderedStage.of(stage).resource('azurerm_kubernetes_cluster')).toMatchObject({
      web_app_routing: {
        dns_zone_ids: [
          expect.stringMatching(/^\$\{data\.azurerm_dns_zone\./),
          expect.stringMatching(/^\$\{azurerm_private_dns_zone\./),
        ],
      },
    });
    const grants = RenderedStage.of(stage)
      .resources('azurerm_role_assignment')
      .filter(({ principal_id: id }) => String(id).includes('web_app_routing_identity[0].object_id'))
      .map((each) => String(each['role_definition_id']).split('/').pop());
    expect(grants.sort()).toEqual([
      '4633458b-17de-408a-b874-0445c86b69e6',
      'b12aa53e-6015-4669-85d0-8515ebb3ae7f',
      'befefa01-2a29-4197-83a8-272ff33ce314',
    ]);
  });

  test('a zone of an earlier stage is granted in the stage of the cluster', () => {
    const app = testApp();
    const first = testStage({ app, id: 'stage-one' });
    const second = testStage({ app, id: 'stage-two' });
    const zone = new DnsZone(first, 'Zone', { zoneName: 'example.com' });
    cluster(second, { appRouting: { dnsZones: [zone] } });
    expect(first).toHaveResourceCount('azurerm_role_assignment', 0);
    expect(second).toHaveResource('azurerm_role_assignment', {
      principal_id: expect.stringContaining('web_app_routing_identity[0].object_id'),
    });
  });

  test('a sixth zone, and one that is named twice, are refused', () => {
    const stage = testStage();
    const zones = ['a', 'b', 'c', 'd', 'e'].map((name) => DnsZone.fromName(stage, name, `${name}.example.com`, 'rg'));
    const appRouting: KubernetesAppRoutingOptions = { dnsZones: [...zones, zones[0] as never] };
    expect(() => cluster(stage, { appRouting })).toThrow(
      [
        'stage-test/Cluster: appRouting.dnsZones: got 6. Allowed: at most 5 zones, private ones included.',
        'stage-test/Cluster: appRouting.dnsZones[5]: got "stage-test/a". Allowed: a value other than appRouting.dnsZones[0].',
      ].join('\n'),
    );
  });

  test('the end of support of its NGINX controller is told, unless there is none', () => {
    expect(warnings({ appRouting: {} })).toEqual([
      'appRouting: Azure patches its NGINX controller until 2026-11-30 and no longer; use an ingress gateway of serviceMesh',
    ]);
    expect(warnings({ appRouting: { defaultNginxController: NginxIngressControllerType.NONE } })).toEqual([]);
  });
});

describe('Managed Prometheus', () => {
  function metrics(stage: Stage, location?: string): MonitorWorkspace {
    return new MonitorWorkspace(stage, 'Metrics', { location });
  }

  test('agents send metrics by an identity, through an endpoint and a rule in the region of the workspace', () => {
    const stage = testStage();
    const made = cluster(stage, { prometheus: { workspace: metrics(stage, 'westeurope') } });
    stage.addOutput('endpoint', String(made.dataCollectionEndpointId), { description: 'For a private link scope.' });
    const found = RenderedStage.of(stage);
    expect(found.resource('azurerm_kubernetes_cluster')).toMatchObject({ monitor_metrics: {} });
    expect(found.resource('azurerm_monitor_data_collection_endpoint')).toMatchObject({
      name: 'dce-demo-dev-cluster-prometheus',
      location: 'westeurope',
      kind: 'Linux',
      public_network_access_enabled: true,
    });
    expect(found.resource('azurerm_monitor_data_collection_rule')).toMatchObject({
      name: 'dcr-demo-dev-cluster-prometheus',
      location: 'westeurope',
      data_collection_endpoint_id: expect.stringMatching(/azurerm_monitor_data_collection_endpoint\./),
      destinations: { monitor_account: [{ monitor_account_id: expect.stringMatching(/azurerm_monitor_workspace\./) }] },
      data_flow: [{ streams: ['Microsoft-PrometheusMetrics'] }],
      data_sources: { prometheus_forwarder: [{ streams: ['Microsoft-PrometheusMetrics'] }] },
    });
    expect(found.resource('azurerm_monitor_data_collection_rule_association')).toMatchObject({
      name: 'ContainerInsightsMetricsExtension',
      target_resource_id: expect.stringMatching(/azurerm_kubernetes_cluster\./),
    });
    expect(found.outputs).toMatchObject({
      endpoint: { value: expect.stringMatching(/azurerm_monitor_data_collection_endpoint\..*\.id/) },
    });
    expect(stage.context.resourceProviders).toContain('microsoft.insights');
  });

  test('kube-state-metrics adds the labels and annotations that are named', () => {
    const stage = testStage();
    const labelsAllowed = ['pods=[app,tenant]', 'namespaces=[*]'];
    cluster(stage, { prometheus: { workspace: metrics(stage), labelsAllowed, annotationsAllowed: ['pods=[owner]'] } });
    expect(stage).toHaveResource('azurerm_kubernetes_cluster', {
      monitor_metrics: { labels_allowed: 'pods=[app,tenant],namespaces=[*]', annotations_allowed: 'pods=[owner]' },
    });
  });

  test('a closed endpoint is that of the rule too, and is told to need a private link scope', () => {
    const stage = testStage();
    const made = cluster(stage, { prometheus: { workspace: metrics(stage), publicNetworkAccess: false } });
    expect(stage).toHaveResource('azurerm_monitor_data_collection_endpoint', { public_network_access_enabled: false });
    expect(stage).toHaveResource('azurerm_monitor_data_collection_rule_association', {
      name: 'configurationAccessEndpoint',
      data_collection_endpoint_id: expect.stringMatching(/azurerm_monitor_data_collection_endpoint\./),
    });
    expect(made.node.findChild('Prometheus').node.metadata.map(({ data }) => data)).toEqual([
      'metrics arrive only once the data collection endpoint is in an Azure Monitor Private Link Scope of the network',
    ]);
  });

  test('a closed endpoint in another region, and labels that are none, are refused', () => {
    const stage = testStage();
    const workspace = metrics(stage, 'westeurope');
    expect(() =>
      cluster(stage, { prometheus: { workspace, publicNetworkAccess: false, labelsAllowed: ['app'] } }),
    ).toThrow(
      [
        'stage-test/Cluster: prometheus.labelsAllowed[0]: got "app". Allowed: a plural resource and its keys, such as pods=[app,tenant], or namespaces=[*].',
        'stage-test/Cluster: prometheus.workspace: got "westeurope". Allowed: a workspace in eastus2, where the cluster is, as its data collection endpoint is closed. Leave prometheus.publicNetworkAccess out, or make a workspace in that region.',
      ].join('\n'),
    );
  });

  test('a workspace that exists has a region that only Terraform knows', () => {
    const stage = testStage();
    const workspace = MonitorWorkspace.fromName(stage, 'Existing', 'amw-existing', 'rg-monitoring');
    cluster(stage, { prometheus: { workspace, publicNetworkAccess: false } });
    expect(stage).toHaveResource('azurerm_monitor_data_collection_endpoint', {
      location: expect.stringMatching(/^\$\{data\.azurerm_monitor_workspace\..*\.location\}$/),
    });
  });
});
