import { TerraformVariable } from 'cdktf';
import {
  FluxConfiguration,
  type FluxConfigurationProps,
  FluxScope,
} from '../../../../lib/constructs/compute/flux-configuration';
import { FluxExtension } from '../../../../lib/constructs/compute/flux-extension';
import {
  type FluxKustomizationOptions,
  FluxVariableSource,
} from '../../../../lib/constructs/compute/flux-kustomization';
import { GitAuthentication } from '../../../../lib/constructs/compute/git-authentication';
import { KubernetesCluster } from '../../../../lib/constructs/compute/kubernetes-cluster';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { KeyVault } from '../../../../lib/constructs/security/key-vault';
import { type Stage } from '../../../../lib/stage/stage';
import { type RenderedResource, RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { GitReference } from '../../../../lib/values/git-reference';

const URL = 'https://github.com/acme/platform';

function extension(stage: Stage, identity?: UserAssignedIdentity): FluxExtension {
  const cluster = KubernetesCluster.fromName(stage, 'Cluster', 'aks-existing', 'rg-existing');
  return new FluxExtension(stage, 'Flux', { cluster, identity });
}

function configuration(stage: Stage, props: Partial<FluxConfigurationProps> = {}): FluxConfiguration {
  return new FluxConfiguration(stage, 'PlatformApps', {
    flux: props.flux ?? extension(stage),
    gitRepository: { url: URL },
    kustomizations: [{ name: 'apps' }],
    ...props,
  });
}

function rendered(props: Partial<FluxConfigurationProps> = {}): RenderedResource {
  const stage = testStage();
  configuration(stage, props);
  return RenderedStage.of(stage).resource('azurerm_kubernetes_flux_configuration');
}

function withKustomizations(...kustomizations: FluxKustomizationOptions[]): RenderedResource {
  return rendered({ kustomizations });
}

function secret(stage: Stage): string {
  return new TerraformVariable(stage, 'key', { type: 'string', sensitive: true }).stringValue;
}

test('by default it follows main, heals, deletes what is gone, and may change its namespace alone', () => {
  expect(rendered()).toEqual({
    name: 'platform-apps',
    cluster_id: expect.stringMatching(/^\$\{data\.azurerm_kubernetes_cluster\./),
    namespace: 'platform-apps',
    scope: 'namespace',
    continuous_reconciliation_enabled: true,
    git_repository: {
      url: URL,
      reference_type: 'branch',
      reference_value: 'main',
      sync_interval_in_seconds: 60,
      timeout_in_seconds: 600,
    },
    kustomizations: [
      {
        name: 'apps',
        garbage_collection_enabled: true,
        recreating_enabled: false,
        wait: true,
        sync_interval_in_seconds: 600,
        retry_interval_in_seconds: 60,
        timeout_in_seconds: 600,
      },
    ],
    depends_on: [expect.stringMatching(/^azurerm_kubernetes_cluster_extension\.Flux_/)],
  });
});

test('an extension of an earlier stage is waited for by the stage', () => {
  const app = testApp();
  const first = testStage({ app, id: 'stage-one' });
  const second = testStage({ app, id: 'stage-two' });
  configuration(second, { flux: extension(first) });
  expect(RenderedStage.of(second).resource('azurerm_kubernetes_flux_configuration')).not.toHaveProperty('depends_on');
  expect(second.dependsOn(first)).toBe(true);
});

test('names, scope, reference and intervals are overridden', () => {
  expect(
    rendered({
      name: 'platform',
      namespace: 'gitops',
      scope: FluxScope.CLUSTER,
      continuousReconciliation: false,
      gitRepository: { url: URL, reference: GitReference.tag('v1'), syncIntervalSeconds: 30, timeoutSeconds: 90 },
    }),
  ).toMatchObject({
    name: 'platform',
    namespace: 'gitops',
    scope: 'cluster',
    continuous_reconciliation_enabled: false,
    git_repository: {
      reference_type: 'tag',
      reference_value: 'v1',
      sync_interval_in_seconds: 30,
      timeout_in_seconds: 90,
    },
  });
});

test('the pods that it brings find the grants and federated credentials of their identities in place', () => {
  const stage = testStage();
  const flux = extension(stage);
  const identity = new UserAssignedIdentity(stage, 'Api');
  configuration(stage, { flux, identities: [identity] });
  flux.cluster.federate(identity, { namespace: 'apps', serviceAccount: 'api' });
  new KeyVault(stage, 'Secrets').grantReadSecrets(identity);
  const waitsFor = RenderedStage.of(stage).resource('azurerm_kubernetes_flux_configuration')['depends_on'] as string[];
  expect(waitsFor.map((address) => address.split('.')[0]).sort()).toEqual([
    'azurerm_federated_identity_credential',
    'azurerm_kubernetes_cluster_extension',
    'azurerm_role_assignment',
  ]);
});

test('kustomizations have paths, an order, and variables', () => {
  const { kustomizations } = withKustomizations(
    { name: 'infrastructure', path: './infrastructure', prune: false, recreate: true, wait: false },
    {
      name: 'apps',
      path: './apps',
      dependsOn: ['infrastructure'],
      syncIntervalSeconds: 120,
      retryIntervalSeconds: 30,
      timeoutSeconds: 300,
      substitute: { region: 'eastus' },
      substituteFrom: [{ kind: FluxVariableSource.SECRET, name: 'keys', optional: true }],
    },
  );
  expect(kustomizations).toMatchObject([
    { path: './infrastructure', garbage_collection_enabled: false, recreating_enabled: true, wait: false },
    {
      depends_on: ['infrastructure'],
      sync_interval_in_seconds: 120,
      retry_interval_in_seconds: 30,
      timeout_in_seconds: 300,
      post_build: {
        substitute: { region: 'eastus' },
        substitute_from: [{ kind: 'Secret', name: 'keys', optional: true }],
      },
    },
  ]);
});

describe('authentication', () => {
  test('a key, given as a token, is encoded by Terraform and never in the JSON', () => {
    const stage = testStage();
    const authentication = GitAuthentication.ssh({ privateKey: secret(stage), knownHosts: 'host ssh-ed25519 AAAA' });
    configuration(stage, { gitRepository: { url: 'ssh://git@git.example.com/platform', authentication } });
    expect(stage).toHaveResource('azurerm_kubernetes_flux_configuration', {
      git_repository: {
        ssh_private_key_base64: '${base64encode(var.key)}',
        ssh_known_hosts_base64: '${base64encode("host ssh-ed25519 AAAA")}',
      },
    });
  });

  test('without a key Flux makes one', () => {
    const authentication = GitAuthentication.ssh();
    const found = rendered({ gitRepository: { url: 'git@github.com:acme/platform', authentication } });
    expect(found['git_repository']).not.toHaveProperty('ssh_private_key_base64');
  });

  test('user and token go over HTTPS', () => {
    const stage = testStage();
    const authentication = GitAuthentication.https({ user: 'git', key: secret(stage), caCertificate: 'PEM' });
    configuration(stage, { gitRepository: { url: URL, authentication } });
    expect(stage).toHaveResource('azurerm_kubernetes_flux_configuration', {
      git_repository: {
        https_user: 'git',
        https_key_base64: '${base64encode(var.key)}',
        https_ca_cert_base64: '${base64encode("PEM")}',
      },
    });
  });

  test('a secret of the cluster is named', () => {
    const authentication = GitAuthentication.localSecret('git-key');
    expect(rendered({ gitRepository: { url: URL, authentication } })).toMatchObject({
      git_repository: { local_auth_reference: 'git-key' },
    });
  });

  test('Azure DevOps takes the identity of the extension', () => {
    const stage = testStage();
    const gitRepository = {
      url: 'https://dev.azure.com/acme/platform/_git/platform',
      authentication: GitAuthentication.azureDevOps(),
    };
    configuration(stage, { flux: extension(stage, new UserAssignedIdentity(stage, 'Sources')), gitRepository });
    expect(stage).toHaveResource('azurerm_kubernetes_flux_configuration', { git_repository: { provider: 'Azure' } });
    expect(() => rendered({ gitRepository })).toThrow(
      'stage-test/PlatformApps: gitRepository.authentication: stage-test/Flux has no identity that could sign in to Azure DevOps. Give the FluxExtension an identity.',
    );
  });

  test.each<[string, FluxConfigurationProps['gitRepository'], string]>([
    [
      'a key as text',
      { url: 'ssh://git@example.com/a', authentication: GitAuthentication.ssh({ privateKey: 'KEY' }) },
      'gitRepository.authentication.privateKey: is a literal, which the Terraform JSON would show to whoever reads it. Pass the value of a TerraformVariable with sensitive: true.',
    ],
    [
      'a token as text',
      { url: URL, authentication: GitAuthentication.https({ user: 'git', key: 'TOKEN' }) },
      'gitRepository.authentication.key: is a literal',
    ],
    [
      'a key for HTTPS',
      { url: URL, authentication: GitAuthentication.ssh() },
      'gitRepository.url: got "https://github.com/acme/platform". Allowed: an address that begins with ssh:// or git@.',
    ],
    [
      'no encryption',
      { url: 'http://github.com/acme/platform' },
      'gitRepository.url: got "http://github.com/acme/platform". Allowed: an address that begins with https://, or gitRepository.authentication.',
    ],
    [
      'a password in the address',
      { url: 'https://git:token@github.com/acme/platform' },
      'gitRepository.url: has a password in it, which the Terraform JSON would show to whoever reads it. Use gitRepository.authentication.',
    ],
    [
      'a secret that has no such name',
      { url: URL, authentication: GitAuthentication.localSecret('Git_Key') },
      'gitRepository.authentication: got "Git_Key". Allowed: a secret of 1 to 63 lower-case letters',
    ],
  ])('%s is refused', (_title, gitRepository, message) => {
    expect(() => rendered({ gitRepository })).toThrow(`stage-test/PlatformApps: ${message}`);
  });
});

describe('bad input', () => {
  test('every problem is reported at once, with the path and what is allowed', () => {
    expect(() =>
      rendered({
        name: 'Platform',
        namespace: 'Apps',
        gitRepository: { url: URL, syncIntervalSeconds: 0 },
        kustomizations: [
          { name: 'apps', dependsOn: ['infra'], path: '', timeoutSeconds: 0 },
          { name: 'apps', substitute: { '1st': 'x', region: '' } },
        ],
      }),
    ).toThrow(
      [
        'stage-test/PlatformApps: name: got "Platform". Allowed: 1 to 30 lower-case letters, digits and hyphens, a letter or digit at both ends.',
        'stage-test/PlatformApps: namespace: got "Apps". Allowed: 1 to 63 lower-case letters, digits and hyphens, a letter or digit at both ends.',
        'stage-test/PlatformApps: gitRepository.syncIntervalSeconds: got 0. Allowed: a whole number from 1 to 35791394.',
        'stage-test/PlatformApps: kustomizations[1]: got "apps". Allowed: a value other than kustomizations[0].',
        'stage-test/PlatformApps: kustomizations[0].path: got "". Allowed: a path such as ./clusters/prod.',
        'stage-test/PlatformApps: kustomizations[0].timeoutSeconds: got 0. Allowed: a whole number from 1 to 35791394.',
        'stage-test/PlatformApps: kustomizations[0].dependsOn[0]: got "infra". Allowed: apps, apps.',
        'stage-test/PlatformApps: kustomizations[1].substitute: got "1st". Allowed: letters, digits and underscores, no digit first.',
        'stage-test/PlatformApps: kustomizations[1].substitute.region: got "". Allowed: a text that is not empty.',
      ].join('\n'),
    );
  });

  test('kustomizations that wait for one another, and none at all, are refused', () => {
    expect(() =>
      withKustomizations(
        { name: 'a', dependsOn: ['b'] },
        { name: 'b', dependsOn: ['a'] },
        { name: 'c' },
        { name: 'd', dependsOn: ['c'] },
      ),
    ).toThrow('stage-test/PlatformApps: kustomizations: a, b depend on one another. Remove one from dependsOn.');
    expect(() => withKustomizations()).toThrow(
      'stage-test/PlatformApps: kustomizations: got 0. Allowed: at least one.',
    );
  });
});
