import { ContainerAppsAPIClient } from '@azure/arm-appcontainers';
import { type Resource } from '../../../lib/rehearsal/arm/resource-store';
import { namesOf, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const LOCATION = 'westeurope';
const CONSUMPTION = [{ name: 'Consumption', workloadProfileType: 'Consumption' }];

describe('Container Apps', () => {
  let test: TestAzure;
  beforeAll(async () => {
    test = await startAzure();
  });
  afterAll(() => test.stop());

  const client = () => new ContainerAppsAPIClient(test.credential, test.subscriptionId, test.options);
  const idOf = (path: string) => test.idOf(path);
  const put = (path: string, type: string, properties: Resource['properties']) => {
    const id = idOf(path);
    test.azure.azure.store.set({ id, name: path.split('/').at(-1) ?? '', type, location: LOCATION, properties });
    return id;
  };
  const subnet = (name: string, addressPrefix: string, service?: string) =>
    put(`Microsoft.Network/virtualNetworks/vnet/subnets/${name}`, 'Microsoft.Network/virtualNetworks/subnets', {
      addressPrefix,
      delegations: service === undefined ? [] : [{ name: 'd', properties: { serviceName: service } }],
    });
  const environment = (name: string, more: object = {}) =>
    client().managedEnvironments.beginCreateOrUpdateAndWait('rg', name, { location: LOCATION, ...more });
  const template = (more: object = {}) => ({
    containers: [{ name: 'api', image: 'nginx', resources: { cpu: 0.5, memory: '1Gi' }, ...more }],
  });
  const app = (name: string, more: object) =>
    client().containerApps.beginCreateOrUpdateAndWait('rg', name, {
      location: LOCATION,
      managedEnvironmentId: idOf('Microsoft.App/managedEnvironments/cae'),
      template: template(),
      ...more,
    });

  it('serves an environment with a domain of its own, which cannot be deleted while an app is in it', async () => {
    const made = await environment('cae', { workloadProfiles: CONSUMPTION });
    expect(made).toMatchObject({
      provisioningState: 'Succeeded',
      zoneRedundant: false,
      defaultDomain: expect.stringMatching(/^rehearsal-[0-9a-f]{8}\.westeurope\.azurecontainerapps\.io$/),
    });
    const first = await app('api', {
      configuration: {
        ingress: { external: true, targetPort: 80 },
        secrets: [{ name: 'key', value: 'hidden' }],
      },
    });
    expect(first.latestRevisionName).toBe('api--0000001');
    expect(first.configuration?.ingress?.fqdn).toBe(`api.${made.defaultDomain}`);
    expect(first.configuration?.secrets).toEqual([{ name: 'key' }]);
    expect((await client().containerApps.listSecrets('rg', 'api')).value).toEqual([{ name: 'key', value: 'hidden' }]);
    const second = await app('api', { template: template({ image: 'nginx:2' }) });
    expect(second.latestRevisionName).toBe('api--0000002');
    await expect(client().managedEnvironments.beginDeleteAndWait('rg', 'cae')).rejects.toMatchObject({
      code: 'ManagedEnvironmentHasContainerApps',
    });
    await client().containerApps.beginDeleteAndWait('rg', 'api');
    const names = await namesOf(client().containerApps.listByResourceGroup('rg'));
    expect(names).toEqual([]);
  });

  it.each([
    [
      'too small',
      '10.0.0.0/28',
      'Microsoft.App/environments',
      CONSUMPTION,
      'ManagedEnvironmentInvalidNetworkConfiguration',
    ],
    ['not delegated', '10.0.2.0/23', undefined, CONSUMPTION, 'ManagedEnvironmentSubnetDelegationError'],
    [
      'delegated without profiles',
      '10.0.4.0/23',
      'Microsoft.App/environments',
      undefined,
      'ManagedEnvironmentSubnetIsDelegated',
    ],
  ])('refuses a subnet that is %s', async (name, range, service, workloadProfiles, code) => {
    const infrastructureSubnetId = subnet(name.replaceAll(' ', '-'), range, service);
    const made = environment('cae-net', { workloadProfiles, vnetConfiguration: { infrastructureSubnetId } });
    await expect(made).rejects.toMatchObject({ code });
  });

  it('refuses a zone redundant environment without a subnet, unknown profiles and logs for no workspace', async () => {
    await expect(environment('cae-a', { zoneRedundant: true })).rejects.toMatchObject({
      code: 'ManagedEnvironmentInvalidNetworkConfiguration',
    });
    const workloadProfiles = [{ name: 'x', workloadProfileType: 'D5' }];
    await expect(environment('cae-a', { workloadProfiles })).rejects.toMatchObject({
      code: 'InvalidWorkloadProfileType',
    });
    const logAnalyticsConfiguration = { customerId: 'none', sharedKey: 'a' };
    const appLogsConfiguration = { destination: 'log-analytics', logAnalyticsConfiguration };
    await expect(environment('cae-a', { appLogsConfiguration })).rejects.toMatchObject({
      code: 'InvalidLogAnalyticsConfiguration',
    });
  });

  const ingress = (more: object) => ({ configuration: { ingress: { targetPort: 80, ...more } } });
  it.each<readonly [string, object, string]>([
    [
      'a pair of CPU and memory',
      { template: template({ resources: { cpu: 0.5, memory: '2Gi' } }) },
      'ContainerAppInvalidResourceTotal',
    ],
    ['a workload profile', { workloadProfileName: 'd4' }, 'WorkloadProfileNotFound'],
    [
      'a secret of a variable',
      { template: template({ env: [{ name: 'A', secretRef: 'none' }] }) },
      'ContainerAppSecretRefNotFound',
    ],
    [
      'the scale',
      { template: { ...template(), scale: { minReplicas: 3, maxReplicas: 2 } } },
      'ContainerAppInvalidScaleSpec',
    ],
    [
      'weights of traffic',
      ingress({ traffic: [{ latestRevision: true, weight: 50 }] }),
      'ContainerAppInvalidTrafficWeight',
    ],
    ['an exposed port', ingress({ exposedPort: 5432 }), 'ContainerAppInvalidExposedPort'],
    ['external TCP', ingress({ external: true, transport: 'tcp' }), 'ContainerAppTcpRequiresVnet'],
    [
      'a secret of a vault that does not exist',
      {
        identity: { type: 'SystemAssigned' },
        configuration: {
          secrets: [{ name: 'a', keyVaultUrl: 'https://kv.vault.azure.net/secrets/a', identity: 'system' }],
        },
      },
      'InvalidParameterValueInContainerTemplate',
    ],
    ['the location', { location: 'northeurope' }, 'InvalidLocation'],
  ])('refuses an app for %s', async (_what, more, code) => {
    await environment('cae', { workloadProfiles: CONSUMPTION });
    await expect(app('refused', more)).rejects.toMatchObject({ code });
  });

  it('takes a custom domain once a TXT record proves it, where it knows the zone', async () => {
    await environment('cae', { workloadProfiles: CONSUMPTION });
    put('Microsoft.Network/dnsZones/example.com', 'Microsoft.Network/dnsZones', {});
    const made = await app('web', ingress({}));
    const bound = () => app('web', ingress({ customDomains: [{ name: 'web.example.com', bindingType: 'Disabled' }] }));
    await expect(bound()).rejects.toMatchObject({ code: 'InvalidCustomHostNameValidation' });
    put('Microsoft.Network/dnsZones/example.com/TXT/asuid.web', 'Microsoft.Network/dnsZones/TXT', {
      TXTRecords: [{ value: [made.customDomainVerificationId ?? ''] }],
    });
    await expect(bound()).resolves.toMatchObject({ provisioningState: 'Succeeded' });
  });

  it('serves jobs, storages and certificates', async () => {
    await environment('cae', { workloadProfiles: CONSUMPTION });
    const job = (cronExpression: string) =>
      client().jobs.beginCreateOrUpdateAndWait('rg', 'job', {
        location: LOCATION,
        environmentId: idOf('Microsoft.App/managedEnvironments/cae'),
        configuration: { triggerType: 'Schedule', replicaTimeout: 60, scheduleTriggerConfig: { cronExpression } },
        template: template(),
      });
    await expect(job('every day')).rejects.toMatchObject({ code: 'JobCronExpressionInvalid' });
    const made = await job('0 3 * * *');
    expect(made.configuration?.scheduleTriggerConfig).toMatchObject({ parallelism: 1, replicaCompletionCount: 1 });
    const azureFile = { accountName: 'st', accountKey: 'hidden', shareName: 'share', accessMode: 'ReadOnly' };
    const storage = await client().managedEnvironmentsStorages.createOrUpdate('rg', 'cae', 'files', {
      properties: { azureFile },
    });
    expect(storage.properties?.azureFile?.accountKey).toBeUndefined();
    await expect(
      client().certificates.createOrUpdate('rg', 'cae', 'cert', {
        certificateEnvelope: { location: LOCATION, properties: {} },
      }),
    ).rejects.toMatchObject({ code: 'CertificateMissing' });
    await client().jobs.beginDeleteAndWait('rg', 'job');
  });
});
