import { TerraformVariable } from 'cdktf';
import { FluxExtension } from '../../../../lib/constructs/compute/flux-extension';
import { KubernetesCluster } from '../../../../lib/constructs/compute/kubernetes-cluster';
import { type IKubernetesCluster } from '../../../../lib/constructs/compute/kubernetes-cluster-base';
import { KubernetesExtension } from '../../../../lib/constructs/compute/kubernetes-extension';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingSubnet } from '../../../helpers/neighbours';

function existing(stage: Stage): IKubernetesCluster {
  return KubernetesCluster.fromName(stage, 'Cluster', 'aks-existing', 'rg-existing');
}

test('an extension is upgraded by Azure, and called after its construct', () => {
  const stage = testStage();
  new KubernetesExtension(stage, 'DaprRuntime', { cluster: existing(stage), extensionType: 'microsoft.dapr' });
  expect(RenderedStage.of(stage).resource('azurerm_kubernetes_cluster_extension')).toEqual({
    name: 'dapr-runtime',
    cluster_id: expect.stringMatching(/^\$\{data\.azurerm_kubernetes_cluster\..*\.id\}$/),
    extension_type: 'microsoft.dapr',
  });
  expect(stage.context.resourceProviders).toContain('Microsoft.KubernetesConfiguration');
});

test('version, namespace, settings and plan are passed on, secrets as tokens alone', () => {
  const stage = testStage();
  const token = new TerraformVariable(stage, 'token', { type: 'string', sensitive: true }).stringValue;
  new KubernetesExtension(stage, 'Gateway', {
    cluster: existing(stage),
    extensionType: 'contoso.gateway',
    name: 'gateway',
    version: '1.2.3',
    releaseNamespace: 'gateway',
    configurationSettings: { replicas: '2' },
    configurationProtectedSettings: { token },
    plan: { name: 'standard', product: 'gateway', publisher: 'contoso' },
  });
  expect(stage).toHaveResource('azurerm_kubernetes_cluster_extension', {
    version: '1.2.3',
    release_namespace: 'gateway',
    configuration_settings: { replicas: '2' },
    configuration_protected_settings: { token: '${var.token}' },
    plan: { name: 'standard', product: 'gateway', publisher: 'contoso' },
  });
});

test('it waits for the pools of its stage, those that are added after it included', () => {
  const stage = testStage();
  const cluster = new KubernetesCluster(stage, 'Cluster', { subnet: existingSubnet(stage) });
  cluster.addNodePool('First');
  new KubernetesExtension(stage, 'Dapr', { cluster, extensionType: 'microsoft.dapr' });
  cluster.addNodePool('Second');
  expect(stage).toHaveResource('azurerm_kubernetes_cluster_extension', {
    depends_on: [
      expect.stringMatching(/^azurerm_kubernetes_cluster_node_pool\.Cluster_First_/),
      expect.stringMatching(/^azurerm_kubernetes_cluster_node_pool\.Cluster_Second_/),
    ],
  });
});

test('an extension of a later stage waits for that of the cluster, and for no pool', () => {
  const app = testApp();
  const first = testStage({ app, id: 'stage-one' });
  const second = testStage({ app, id: 'stage-two' });
  const cluster = new KubernetesCluster(first, 'Cluster', { subnet: existingSubnet(first) });
  cluster.addNodePool('Agents');
  new KubernetesExtension(second, 'Dapr', { cluster, extensionType: 'microsoft.dapr' });
  expect(RenderedStage.of(second).resource('azurerm_kubernetes_cluster_extension')).not.toHaveProperty('depends_on');
  expect(second.dependsOn(first)).toBe(true);
});

test('it is granted access as the identity that AKS assigns to it', () => {
  const stage = testStage();
  const extension = new KubernetesExtension(stage, 'Backup', {
    cluster: existing(stage),
    extensionType: 'microsoft.dataprotection.kubernetes',
  });
  new StorageAccount(stage, 'Backups').grantReadWrite(extension);
  expect(stage).toHaveResource('azurerm_role_assignment', {
    principal_id: expect.stringMatching(/aks_assigned_identity\[0\]\.principal_id/),
    principal_type: 'ServicePrincipal',
  });
});

test('what contradicts, and secrets that anyone could read, are refused together', () => {
  const stage = testStage();
  expect(
    () =>
      new KubernetesExtension(stage, 'Dapr', {
        cluster: existing(stage),
        extensionType: '',
        name: '-dapr',
        version: '1.0.0',
        releaseTrain: 'Preview',
        releaseNamespace: 'dapr',
        targetNamespace: 'dapr',
        configurationSettings: { token: 'x' },
        configurationProtectedSettings: { token: 'secret' },
      }),
  ).toThrow(
    [
      'stage-test/Dapr: name: got "-dapr". Allowed: 1 to 253 letters, digits, dots and hyphens, a letter or digit first.',
      'stage-test/Dapr: extensionType: got "". Allowed: a type such as microsoft.flux.',
      'stage-test/Dapr: version: a version is of no release train. Leave one of them out.',
      'stage-test/Dapr: targetNamespace: an extension is for the whole cluster or for one namespace. Leave out releaseNamespace or targetNamespace.',
      'stage-test/Dapr: configurationProtectedSettings.token: is a literal, which the Terraform JSON would show to whoever reads it. Pass the value of a TerraformVariable with sensitive: true.',
      'stage-test/Dapr: configurationSettings.token: is a protected setting too. Leave one of them out.',
    ].join('\n'),
  );
});

describe('Flux', () => {
  test('tenants are kept apart, and nothing signs in to Azure', () => {
    const stage = testStage();
    const flux = new FluxExtension(stage, 'GitOps', { cluster: existing(stage) });
    expect(stage).toHaveResource('azurerm_kubernetes_cluster_extension', {
      name: 'flux',
      extension_type: 'microsoft.flux',
      configuration_settings: { 'multiTenancy.enforce': 'true' },
    });
    expect(flux.workloadIdentity).toBe(false);
    expect(stage).toHaveResourceCount('azurerm_federated_identity_credential', 0);
  });

  test('with an identity its source controller signs in as that', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Sources');
    new FluxExtension(stage, 'Flux', { cluster: existing(stage), identity, multiTenancy: false, name: 'gitops' });
    expect(stage).toHaveResource('azurerm_kubernetes_cluster_extension', {
      name: 'gitops',
      configuration_settings: {
        'multiTenancy.enforce': 'false',
        'workloadIdentity.enable': 'true',
        'workloadIdentity.azureClientId': expect.stringMatching(/azurerm_user_assigned_identity\..*client_id/),
      },
    });
    expect(stage).toHaveResource('azurerm_federated_identity_credential', {
      subject: 'system:serviceaccount:flux-system:source-controller',
    });
  });

  test('one that is installed already adds nothing', () => {
    const stage = testStage();
    const flux = FluxExtension.fromCluster(stage, 'Flux', existing(stage), { workloadIdentity: true });
    expect(flux.workloadIdentity).toBe(true);
    expect(stage).toHaveResourceCount('azurerm_kubernetes_cluster_extension', 0);
  });
});
