import { TerraformVariable } from 'cdktf';
import { ContainerApp, type ContainerAppProps, DaprProtocol } from '../../../../lib/constructs/compute/container-app';
import { ContainerAppEnvironment } from '../../../../lib/constructs/compute/container-app-environment';
import { ContainerRegistry } from '../../../../lib/constructs/compute/container-registry';
import { ContainerVolume } from '../../../../lib/constructs/compute/container-volume';
import { RevisionMode } from '../../../../lib/constructs/compute/ingress';
import { Scaling } from '../../../../lib/constructs/compute/scaling';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { PrivateEndpoint } from '../../../../lib/constructs/network/private-endpoint';
import { SubnetRole } from '../../../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../../../lib/constructs/network/virtual-network';
import { KeyVault } from '../../../../lib/constructs/security/key-vault';
import { ResourceTags } from '../../../../lib/constructs/resource-tags';
import { type Stage } from '../../../../lib/stage/stage';
import { type RenderedResource, RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { ContainerResources } from '../../../../lib/values/container-resources';
import { PrivateLinkService } from '../../../../lib/values/private-link-service';
import { WorkloadProfile, WorkloadProfileType } from '../../../../lib/values/workload-profile';
import { existingActionGroup } from '../../../helpers/neighbours';

const IMAGE = 'ghcr.io/team/agent-api:1.0';

function addApp(stage: Stage, props: Partial<ContainerAppProps> = {}): ContainerApp {
  const environment = props.environment ?? new ContainerAppEnvironment(stage, 'ContainerAppEnvironment');
  return new ContainerApp(stage, 'AgentApi', { image: IMAGE, ingress: { targetPort: 8000 }, ...props, environment });
}

function appOf(stage: Stage): RenderedResource {
  return RenderedStage.of(stage).resource('azurerm_container_app');
}

function rendered(props: Partial<ContainerAppProps> = {}, environment = 'dev'): RenderedResource {
  const stage = testStage({ app: testApp({ environment }) });
  addApp(stage, props);
  return appOf(stage);
}

/** Of the main container. */
function envOf(stage: Stage): unknown {
  const template = appOf(stage)['template'] as { container: { env?: unknown }[] };
  return template.container[0]?.env;
}

describe('by default', () => {
  test('an app signs in as an identity of its own and has no secret, no Dapr and no registry', () => {
    const stage = testStage();
    addApp(stage);
    expect(stage).toHaveResource('azurerm_user_assigned_identity', { name: 'id-demo-dev-agent-api' });
    const app = appOf(stage);
    expect(app).toMatchObject({
      name: 'ca-demo-dev-agent-api',
      identity: { type: 'UserAssigned', identity_ids: [expect.stringContaining('AgentApi_Identity')] },
      revision_mode: 'Single',
      max_inactive_revisions: 10,
      workload_profile_name: 'Consumption',
    });
    ['secret', 'dapr', 'registry'].forEach((block) => expect(app).not.toHaveProperty(block));
  });

  test('it sleeps until somebody calls it', () => {
    expect(rendered()).toMatchObject({
      template: {
        min_replicas: 0,
        max_replicas: 10,
        termination_grace_period_seconds: 30,
        container: [{ name: 'agent-api', cpu: 0.5, memory: '1Gi' }],
      },
    });
  });

  test('nothing but a replica that is there already could start an app without ingress, so one is always on', () => {
    expect(rendered({ ingress: undefined })).toMatchObject({ template: { min_replicas: 1 } });
    expect(rendered({ ingress: undefined }, 'prod')).toMatchObject({ template: { min_replicas: 2 } });
    expect(rendered({ scaling: [Scaling.cpu()] })).toMatchObject({ template: { min_replicas: 1 } });
  });
});

describe('replicas', () => {
  test('what is always on has two replicas in production', () => {
    expect(rendered({ alwaysOn: true })).toMatchObject({ template: { min_replicas: 1 } });
    expect(rendered({ alwaysOn: true }, 'prod')).toMatchObject({ template: { min_replicas: 2 } });
  });

  test('one replica in production is allowed, with a warning', () => {
    const stage = testStage({ app: testApp({ environment: 'prod' }) });
    addApp(stage, { minReplicas: 1, maxReplicas: 1 });
    expect(appOf(stage)).toMatchObject({ template: { min_replicas: 1, max_replicas: 1 } });
    expect(stage).toWarn('minReplicas is 1');
  });

  test('the most replicas are never fewer than the least', () => {
    expect(rendered({ minReplicas: 20 })).toMatchObject({ template: { min_replicas: 20, max_replicas: 20 } });
  });

  test.each([
    [{ minReplicas: 301 }, 'minReplicas: got 301. Allowed: a whole number from 0 to 300.'],
    [{ maxReplicas: 0 }, 'maxReplicas: got 0. Allowed: a whole number from 1 to 300.'],
    [{ minReplicas: 5, maxReplicas: 2 }, 'minReplicas: got 5. Allowed: no more than maxReplicas (2).'],
    [{ minReplicas: 0, alwaysOn: true }, 'alwaysOn: contradicts minReplicas 0.'],
    [{ minReplicas: 0, ingress: undefined }, 'with 0 the app never starts'],
    [{ alwaysOn: false, scaling: [Scaling.memory()] }, 'with 0 the app never starts'],
  ])('%p is refused', (props, text) => {
    expect(() => rendered(props)).toThrow(text);
  });
});

describe('images', () => {
  test('an image without a host comes from the registry, as the identity of the app', () => {
    const stage = testStage();
    addApp(stage, { image: 'agent-api:1.0', registry: new ContainerRegistry(stage, 'Registry') });
    const app = appOf(stage);
    expect(app).toMatchObject({
      registry: [
        {
          server: expect.stringMatching(/login_server}$/),
          identity: expect.stringContaining('azurerm_user_assigned_identity'),
        },
      ],
      template: { container: [{ image: expect.stringMatching(/login_server}\/agent-api:1.0$/) }] },
    });
    expect(app['depends_on']).toEqual([expect.stringContaining('Grant-AcrPull')]);
  });

  test.each(['ghcr.io/team/agent-api', 'ghcr.io/team/agent-api:latest'])('production refuses %s', (image) => {
    expect(() => rendered({ image }, 'prod')).toThrow('Pin the tag, or set allowMovingTag.');
    expect(rendered({ image, allowMovingTag: true }, 'prod')).toMatchObject({ template: { container: [{ image }] } });
    expect(rendered({ image })).toMatchObject({ template: { container: [{ image }] } });
  });
});

describe('environment variables and secrets', () => {
  test('they are sorted by name, and those added late are there', () => {
    const stage = testStage();
    const app = addApp(stage, { env: { ZONE: 'a', ALPHA: 'b' } });
    app.addEnv('MIDDLE', 'c');
    expect(envOf(stage)).toEqual([
      { name: 'ALPHA', value: 'b' },
      { name: 'MIDDLE', value: 'c' },
      { name: 'ZONE', value: 'a' },
    ]);
  });

  test('a secret stays in the key vault, which the app may read before it starts', () => {
    const stage = testStage();
    const vault = new KeyVault(stage, 'Vault');
    const app = addApp(stage, { secrets: { NEWSAPI_KEY: vault.secret('newsapi-key') } });
    app.addSecret('SEC_AGENT', vault.secret('sec-agent'));
    expect(envOf(stage)).toEqual([
      { name: 'NEWSAPI_KEY', secret_name: 'newsapi-key' },
      { name: 'SEC_AGENT', secret_name: 'sec-agent' },
    ]);
    const resource = appOf(stage);
    expect(resource['secret']).toEqual(
      ['newsapi-key', 'sec-agent'].map((name) => ({
        name,
        identity: expect.stringContaining('azurerm_user_assigned_identity'),
        key_vault_secret_id: expect.stringContaining(`"secrets/${name}"`),
      })),
    );
    expect(resource['depends_on']).toHaveLength(2);
  });

  test('the address of a secret is known when the identity is, and not before: azurerm refuses a plan with one of them', () => {
    const stage = testStage();
    addApp(stage, { secrets: { NEWSAPI_KEY: new KeyVault(stage, 'Vault').secret('newsapi-key') } });
    const both =
      /^\$\{element\(split\(" ", join\(" ", \[join\("", \[azurerm_key_vault\.\w+\.vault_uri, "secrets\/newsapi-key"\]\), azurerm_user_assigned_identity\.\w+\.id\]\)\), ([01])\)\}$/;
    const [secret] = appOf(stage)['secret'] as Record<string, string>[];
    expect(both.exec(secret?.['key_vault_secret_id'] ?? '')?.[1]).toBe('0');
    expect(both.exec(secret?.['identity'] ?? '')?.[1]).toBe('1');
  });

  test('two variables that would be one secret are refused', () => {
    const stage = testStage();
    const vault = new KeyVault(stage, 'Vault');
    expect(() => addApp(stage, { secrets: { API_KEY: vault.secret('one'), 'api.key': vault.secret('two') } })).toThrow(
      'secrets: api.key would be the secret "api-key", which exists already. Rename one of the two.',
    );
  });

  test('a variable cannot have two values', () => {
    const app = addApp(testStage(), { env: { MODE: 'a' } });
    app.addEnv('MODE', 'a');
    expect(() => app.addEnv('MODE', 'b')).toThrow(
      'stage-test/AgentApi: env: container "agent-api" has MODE already, with another value.',
    );
  });

  test.each(['1ST', 'A B', ''])('%p is no name of a variable', (name) => {
    expect(() => rendered({ env: { [name]: 'x' } })).toThrow('letters, digits, -, _ and ., not starting with a digit');
  });
});

describe('connectTo', () => {
  test('grants, tells where the resource is, and names the identity', () => {
    const stage = testStage();
    const account = new StorageAccount(stage, 'Documents');
    const app = addApp(stage);
    app.connectTo(account);
    expect(envOf(stage)).toEqual([
      { name: 'AZURE_CLIENT_ID', value: expect.stringContaining('client_id') },
      { name: 'AZURE_STORAGE_ACCOUNT_NAME', value: expect.stringContaining('Documents') },
      { name: 'AZURE_STORAGE_BLOB_ENDPOINT', value: expect.stringContaining('Documents') },
    ]);
    expect(appOf(stage)['depends_on']).toEqual([expect.stringContaining('azurerm_role_assignment.Documents_Grant')]);
  });

  test('twice to the same resource is once', () => {
    const stage = testStage();
    const account = new StorageAccount(stage, 'Documents');
    const app = addApp(stage);
    app.connectTo(account);
    app.connectTo(account);
    account.grantReadWrite(app);
    expect(stage).toHaveResourceCount('azurerm_role_assignment', 1);
  });

  test('two resources of one kind need a prefix', () => {
    const stage = testStage();
    const app = addApp(stage);
    app.connectTo(new StorageAccount(stage, 'Documents'));
    const archive = new StorageAccount(stage, 'Archive');
    expect(() => app.connectTo(archive)).toThrow('connectTo takes a prefix');
    expect(() => app.connectTo(archive, { prefix: 'ARCHIVE' })).not.toThrow();
  });

  test('apps that share an identity share its grants', () => {
    const stage = testStage();
    const account = new StorageAccount(stage, 'Documents');
    const identity = new UserAssignedIdentity(stage, 'Shared');
    const environment = new ContainerAppEnvironment(stage, 'ContainerAppEnvironment');
    for (const id of ['One', 'Two']) {
      new ContainerApp(stage, id, { environment, image: IMAGE, identity }).connectTo(account);
    }
    expect(stage).toHaveResourceCount('azurerm_role_assignment', 1);
    expect(stage).toHaveResourceCount('azurerm_user_assigned_identity', 1);
    expect(RenderedStage.of(stage).resources('azurerm_container_app')).toEqual(
      ['One', 'Two'].map(() => expect.objectContaining({ depends_on: [expect.stringContaining('Shared')] })),
    );
  });

  test('an identity that is set by hand stays', () => {
    const stage = testStage();
    addApp(stage, { env: { AZURE_CLIENT_ID: 'mine' } }).connectTo(new StorageAccount(stage, 'Documents'));
    expect(envOf(stage)).toContainEqual({ name: 'AZURE_CLIENT_ID', value: 'mine' });
  });

  test('a key of a service without Entra sign-in becomes a secret, never a plain variable', () => {
    const stage = testStage();
    const legacy = Object.assign(new UserAssignedIdentity(stage, 'Legacy'), {
      connectionFor: () => ({ environment: {}, secrets: { REDIS_KEY: '${random.key}' }, ports: [] }),
    });
    addApp(stage).connectTo(legacy);
    expect(appOf(stage)).toMatchObject({ secret: [{ name: 'redis-key', value: '${random.key}' }] });
    expect(envOf(stage)).toContainEqual({ name: 'REDIS_KEY', secret_name: 'redis-key' });
  });

  test('the way through the network is opened where the group of the endpoint would close it', () => {
    const stage = testStage();
    const network = new VirtualNetwork(stage, 'VirtualNetwork', {
      subnets: [
        { name: 'apps', prefix: 27, role: SubnetRole.CONTAINER_APPS },
        { name: 'endpoints', prefix: 27, role: SubnetRole.PRIVATE_ENDPOINTS },
      ],
    });
    const environment = new ContainerAppEnvironment(stage, 'Apps', { subnet: network.subnet('apps') });
    const connectable = Object.assign(new UserAssignedIdentity(stage, 'Custom'), {
      connectionFor: () => ({ environment: {}, ports: [443, 7777] }),
    });
    new PrivateEndpoint(connectable, 'PrivateEndpoint', {
      subnet: network.subnet('endpoints'),
      service: PrivateLinkService.KEY_VAULT,
      targetResourceId: '/subscriptions/s/resourceGroups/r/providers/Microsoft.KeyVault/vaults/v',
    });
    addApp(stage, { environment }).connectTo(connectable);
    const opened = RenderedStage.of(stage)
      .resources('azurerm_network_security_rule')
      .filter(({ description }) => description === 'Connection of stage-test/AgentApi');
    expect(opened).toEqual([
      expect.objectContaining({ access: 'Allow', direction: 'Inbound', destination_port_range: '7777' }),
    ]);
  });

  test('another app says where it is', () => {
    const stage = testStage();
    const api = addApp(stage);
    const environment = ContainerAppEnvironment.fromName(stage, 'Other', { name: 'cae', resourceGroupName: 'rg' });
    const site = new ContainerApp(stage, 'Site', { environment, image: IMAGE });
    site.connectTo(api);
    const template = RenderedStage.of(stage)
      .resources('azurerm_container_app')
      .find(({ name }) => name === 'ca-demo-dev-site')?.['template'];
    expect(JSON.stringify(template)).toMatch(/AGENT_API_URL","value":"https:\/\/\$\{azurerm_container_app.*fqdn\}/);
  });
});

describe('containers', () => {
  test('sidecars, first containers and volumes', () => {
    const stage = testStage();
    const app = addApp(stage, {
      volumes: [ContainerVolume.emptyDir('scratch'), ContainerVolume.azureFile('models', 'models', 'ro')],
      volumeMounts: [{ volume: 'scratch', path: '/tmp/work', subPath: 'api' }],
      command: ['/bin/api'],
      args: ['--verbose'],
    });
    app
      .addContainer('proxy', { image: 'ghcr.io/team/proxy:1', resources: ContainerResources.cpu(0.25) })
      .addEnv('A', 'b');
    app.addInitContainer('migrate', { image: 'ghcr.io/team/migrate:1', env: { UP: '1' } });
    expect(appOf(stage)['template']).toMatchObject({
      container: [
        {
          name: 'agent-api',
          command: ['/bin/api'],
          args: ['--verbose'],
          volume_mounts: [{ name: 'scratch', path: '/tmp/work', sub_path: 'api' }],
        },
        { name: 'proxy', cpu: 0.25, memory: '0.5Gi', env: [{ name: 'A', value: 'b' }] },
      ],
      init_container: [{ name: 'migrate', env: [{ name: 'UP', value: '1' }] }],
      volume: [
        { name: 'scratch', storage_type: 'EmptyDir' },
        { name: 'models', storage_type: 'AzureFile', storage_name: 'models', mount_options: 'ro' },
      ],
    });
  });

  test('all of them together must fit the workload profile', () => {
    const app = addApp(testStage(), { resources: ContainerResources.cpu(4) });
    expect(() => app.addContainer('proxy', { image: IMAGE })).toThrow(
      'resources: got "4.5 vCPU with 9Gi". Allowed: in all a pair of the Consumption profile, at most 4 vCPU with 8Gi.',
    );
    expect(() => rendered({ resources: ContainerResources.dedicated(1, '4Gi') })).toThrow('a pair of the Consumption');
  });

  test('a dedicated profile takes what it has room for', () => {
    const stage = testStage();
    const environment = new ContainerAppEnvironment(stage, 'Apps', {
      workloadProfiles: [WorkloadProfile.dedicated('agents', { type: WorkloadProfileType.D4, maximumCount: 2 })],
    });
    addApp(stage, { environment, workloadProfileName: 'agents', resources: ContainerResources.dedicated(3, '14Gi') });
    expect(appOf(stage)).toMatchObject({
      workload_profile_name: 'agents',
      template: { container: [{ cpu: 3, memory: '14Gi' }] },
    });
    expect(() => rendered({ workloadProfileName: 'agents' })).toThrow(
      'workloadProfileName: got "agents". Allowed: a profile of the environment: Consumption.',
    );
  });

  test('names and mounts are checked', () => {
    const app = addApp(testStage());
    expect(() => app.addContainer('agent-api', { image: IMAGE })).toThrow('Allowed: a name other than agent-api.');
    expect(() => app.addInitContainer('Proxy_1', { image: IMAGE })).toThrow('up to 46 lower-case letters');
    expect(() => rendered({ volumeMounts: [{ volume: 'scratch', path: 'tmp:x' }] })).toThrow(
      /volume: got "scratch".*it has none\.\n.*path: got "tmp:x". Allowed: an absolute path without :/,
    );
  });
});

describe('options', () => {
  test('several revisions share the traffic', () => {
    expect(
      rendered({
        revisionMode: RevisionMode.MULTIPLE,
        revisionSuffix: 'v2',
        maxInactiveRevisions: 3,
        ingress: {
          targetPort: 8000,
          traffic: [
            { percentage: 90, revisionSuffix: 'v1' },
            { percentage: 10, label: 'next' },
          ],
        },
      }),
    ).toMatchObject({
      revision_mode: 'Multiple',
      max_inactive_revisions: 3,
      template: { revision_suffix: 'v2' },
      ingress: {
        traffic_weight: [
          { percentage: 90, revision_suffix: 'v1', latest_revision: false },
          { percentage: 10, label: 'next', latest_revision: true },
        ],
      },
    });
  });

  test('Dapr listens where the ingress does', () => {
    expect(rendered({ dapr: {} })).toMatchObject({
      dapr: { app_id: 'agent-api', app_port: 8000, app_protocol: 'http' },
    });
    expect(rendered({ dapr: { appId: 'api', appPort: 50051, protocol: DaprProtocol.GRPC } })).toMatchObject({
      dapr: { app_id: 'api', app_port: 50051, app_protocol: 'grpc' },
    });
  });

  test('timing', () => {
    expect(
      rendered({ pollingIntervalSeconds: 10, cooldownSeconds: 60, terminationGracePeriodSeconds: 120 }),
    ).toMatchObject({
      template: {
        polling_interval_in_seconds: 10,
        cooldown_period_in_seconds: 60,
        termination_grace_period_seconds: 120,
      },
    });
    expect(() =>
      rendered({
        pollingIntervalSeconds: 0,
        cooldownSeconds: 0,
        terminationGracePeriodSeconds: 601,
        maxInactiveRevisions: 101,
      }),
    ).toThrow(/polling.*\n.*cooldown.*\n.*0 to 600\.\n.*0 to 100\./);
  });

  test('alerts where somebody hears of them, with a threshold that follows the memory', () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    addApp(stage, { resources: ContainerResources.cpu(1) });
    expect(RenderedStage.of(stage).resources('azurerm_monitor_metric_alert')).toEqual([
      expect.objectContaining({
        criteria: [expect.objectContaining({ metric_name: 'WorkingSetBytes', threshold: 1932735283 })],
      }),
      expect.objectContaining({ criteria: [expect.objectContaining({ metric_name: 'RestartCount', threshold: 3 })] }),
    ]);
  });

  test('a custom domain gets a managed certificate later, which Terraform leaves alone', () => {
    const stage = testStage();
    addApp(stage, { ingress: { targetPort: 8000, external: true }, customDomain: 'api.example.com' });
    const domain = RenderedStage.of(stage).resource('azurerm_container_app_custom_domain');
    expect(domain).toMatchObject({
      name: 'api.example.com',
      lifecycle: { ignore_changes: ['certificate_binding_type', 'container_app_environment_certificate_id'] },
    });
    expect(domain).not.toHaveProperty('certificate_binding_type');
  });

  test('a certificate of yours is bound at once', () => {
    const stage = testStage();
    const app = addApp(stage, { ingress: { targetPort: 8000, external: true } });
    app.addCustomDomain('api.example.com', { certificateId: '/subscriptions/s/certificates/c' });
    expect(stage).toHaveResource('azurerm_container_app_custom_domain', {
      certificate_binding_type: 'SniEnabled',
      container_app_environment_certificate_id: '/subscriptions/s/certificates/c',
    });
    expect(() => app.addCustomDomain('asuid.Example')).toThrow('a host name in lower case');
    expect(() => rendered({ customDomain: 'api.example.com' })).toThrow('only an external HTTP ingress has one');
  });
});

test('an app without ingress has no host name', () => {
  const app = addApp(testStage(), { ingress: undefined });
  expect(() => app.url).toThrow('stage-test/AgentApi: fqdn: it has no ingress, and so no host name.');
});

test('an external app of an environment that nobody reaches is warned of', () => {
  const stage = testStage();
  addApp(stage, { ingress: { targetPort: 8000, external: true } });
  expect(stage).toWarn('only its private endpoints lead to the app');
});

test('an app that exists is read, not made', () => {
  const stage = testStage();
  const app = ContainerApp.fromName(stage, 'Existing', 'ca-existing', 'rg-existing');
  expect(app.url).toMatch(/^https:\/\//);
  addApp(stage).connectTo(app, { prefix: 'BACKEND' });
  expect(RenderedStage.of(stage).dataSources('azurerm_container_app')).toEqual([
    { name: 'ca-existing', resource_group_name: 'rg-existing' },
  ]);
  expect(envOf(stage)).toContainEqual({
    name: 'BACKEND_URL',
    value: expect.stringMatching(/data\.azurerm_container_app.*ingress\[0\]\.fqdn/),
  });
});

test('values that Terraform computes are taken as they are', () => {
  const stage = testStage();
  const parameter = (id: string) => new TerraformVariable(stage, id, {});
  addApp(stage, {
    image: parameter('image').stringValue,
    minReplicas: 2,
    maxReplicas: parameter('replicas').numberValue,
    ingress: { targetPort: 8000, allowedIpRanges: [parameter('range').stringValue] },
  });
  expect(appOf(stage)).toMatchObject({
    template: { min_replicas: 2, max_replicas: '${var.replicas}', container: [{ image: '${var.image}' }] },
    ingress: { ip_security_restriction: [{ ip_address_range: '${var.range}' }] },
  });
});

test('tags that are added late reach the app and its identity', () => {
  const stage = testStage();
  ResourceTags.of(addApp(stage)).add('team', 'agents');
  expect(appOf(stage)).toMatchObject({ tags: { team: 'agents' } });
  expect(stage).toHaveResource('azurerm_user_assigned_identity', { tags: { team: 'agents' } });
});

test('every problem is reported at once, those of container, ingress and scaling together', () => {
  expect(() =>
    rendered({ image: 'Agent', healthPath: 'health', maxReplicas: 0, containerName: 'A', ingress: { targetPort: 0 } }),
  ).toThrow(/maxReplicas.*\n.*healthPath.*\n.*targetPort.*\n.*image.*\n.*containerName/);
});
