import { ContainerServiceClient, type ManagedCluster } from '@azure/arm-containerservice';
import { SourceControlConfigurationClient } from '@azure/arm-kubernetesconfiguration';
import { type Resource } from '../../../lib/rehearsal/arm/resource-store';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';

const SYSTEM = { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5' };

describe('Azure Kubernetes Service', () => {
  let test: TestAzure;
  beforeAll(async () => {
    test = await startAzure();
  });
  afterAll(() => test.stop());

  const client = () => new ContainerServiceClient(test.credential, test.subscriptionId, test.options);
  const configuration = () => new SourceControlConfigurationClient(test.credential, test.subscriptionId, test.options);
  const store = () => test.azure.azure.store;
  const put = (path: string, type: string, properties: Resource['properties']) => {
    const id = test.idOf(`${path}`);
    store().set({ id, name: path.split('/').at(-1) ?? '', type, location: 'westeurope', properties });
    return id;
  };
  const subnet = (name: string, addressPrefix: string, more: Resource['properties'] = {}) => {
    put('Microsoft.Network/virtualNetworks/vnet', 'Microsoft.Network/virtualNetworks', {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    });
    const path = `Microsoft.Network/virtualNetworks/vnet/subnets/${name}`;
    return put(path, 'Microsoft.Network/virtualNetworks/subnets', { addressPrefix, ...more });
  };
  const cluster = (name: string, more: Partial<ManagedCluster> = {}, pool: object = {}) =>
    client().managedClusters.beginCreateOrUpdateAndWait('rg', name, {
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      dnsPrefix: name,
      networkProfile: {
        networkPlugin: 'azure',
        networkPluginMode: 'overlay',
        serviceCidr: '172.16.0.0/16',
        dnsServiceIP: '172.16.0.10',
      },
      agentPoolProfiles: [{ ...SYSTEM, ...pool }],
      ...more,
    });

  it('serves a cluster with names, an issuer, a kubelet identity and a resource group for its machines', async () => {
    const made = await cluster('aks', { oidcIssuerProfile: { enabled: true } });
    expect(made).toMatchObject({
      fqdn: expect.stringMatching(/^aks-[0-9a-f]{8}\.hcp\.westeurope\.azmk8s\.io$/),
      nodeResourceGroup: 'MC_rg_aks_westeurope',
      oidcIssuerProfile: { issuerURL: expect.stringMatching(/^https:\/\/westeurope\.oic\.prod-aks\.azure\.com\//) },
    });
    const principal = made.identityProfile?.['kubeletidentity']?.objectId ?? '';
    expect(test.azure.azure.directory.find(principal)?.displayName).toBe('aks-agentpool');
    const group = `/subscriptions/${test.subscriptionId}/resourceGroups/MC_rg_aks_westeurope`;
    expect(store().has(group)).toBe(true);
    const { kubeconfigs } = await client().managedClusters.listClusterAdminCredentials('rg', 'aks');
    const config = Buffer.from(kubeconfigs?.[0]?.value ?? '').toString();
    expect(JSON.parse(config)).toMatchObject({ kind: 'Config', users: [{ name: 'clusterAdmin_rg_aks' }] });
    await client().managedClusters.beginDeleteAndWait('rg', 'aks');
    expect(store().has(group)).toBe(false);
  });

  it('serves agent pools, of which one for the system stays', async () => {
    await cluster('pools');
    const pool = (name: string, more: object = {}) =>
      client().agentPools.beginCreateOrUpdateAndWait('rg', 'pools', name, {
        vmSize: 'Standard_D4s_v5',
        count: 1,
        ...more,
      });
    expect(await pool('user', { mode: 'User' })).toMatchObject({ maxPods: 250, osType: 'Linux' });
    expect((await client().managedClusters.get('rg', 'pools')).agentPoolProfiles?.map(({ name }) => name)).toEqual([
      'system',
      'user',
    ]);
    await expect(pool('UPPER')).rejects.toMatchObject({ code: 'InvalidParameter' });
    await expect(pool('newer', { orchestratorVersion: '1.99' })).rejects.toMatchObject({
      code: 'AgentPoolK8sVersionNotSupported',
    });
    await expect(pool('user', { vmSize: 'Standard_D8s_v5' })).rejects.toMatchObject({
      code: 'PropertyChangeNotAllowed',
    });
    await expect(client().agentPools.beginDeleteAndWait('rg', 'pools', 'system')).rejects.toMatchObject({
      code: 'OperationNotAllowed',
    });
  });

  it('refuses versions, names, networks and rights that do not fit', async () => {
    const refused = (more: Partial<ManagedCluster>, pool?: object) => expect(cluster('no', more, pool)).rejects;
    await refused({ kubernetesVersion: '1.20' }).toMatchObject({ code: 'K8sVersionNotSupported' });
    const istio = { mode: 'Istio', istio: { revisions: ['asm-1-17'] } };
    await refused({ serviceMeshProfile: istio }).toMatchObject({ code: 'InvalidServiceMeshRevision' });
    await refused({}, { mode: 'User' }).toMatchObject({ code: 'InvalidParameter' });
    await refused({ dnsPrefix: '-' }).toMatchObject({ code: 'InvalidParameter' });
    await refused({ location: 'westcentralus' }, { availabilityZones: ['1'] }).toMatchObject({
      code: 'AvailabilityZoneNotSupported',
    });
    const vnetSubnetID = subnet('small', '10.0.0.0/29');
    await refused({}, { vnetSubnetID, count: 10 }).toMatchObject({ code: 'InsufficientSubnetSize' });
    const delegations = [{ name: 'd', properties: { serviceName: 'Microsoft.App/environments' } }];
    await refused({}, { vnetSubnetID: subnet('taken', '10.0.1.0/24', { delegations }) }).toMatchObject({
      code: 'SubnetIsDelegated',
    });
    const range = { networkPlugin: 'azure', serviceCidr: '10.0.0.0/16', dnsServiceIP: '10.0.0.10' };
    await refused({ networkProfile: range }, { vnetSubnetID }).toMatchObject({
      code: 'ServiceCidrOverlapExistingSubnetsCidr',
    });
    const identity = put(
      'Microsoft.ManagedIdentity/userAssignedIdentities/id',
      'Microsoft.ManagedIdentity/userAssignedIdentities',
      {
        principalId: '11111111-2222-4333-8444-555555555555',
      },
    );
    const owned = { identity: { type: 'UserAssigned' as const, userAssignedIdentities: { [identity]: {} } } };
    await refused(owned, { vnetSubnetID }).toMatchObject({ code: 'LinkedAuthorizationFailed' });
    await cluster('owned', owned);
    const pool = { vmSize: 'Standard_D4s_v5', count: 1, vnetSubnetID };
    await expect(client().agentPools.beginCreateOrUpdateAndWait('rg', 'owned', 'user', pool)).rejects.toMatchObject({
      code: 'LinkedAuthorizationFailed',
    });
    await refused({ ...owned, identityProfile: { kubeletidentity: { resourceId: identity } } }).toMatchObject({
      code: 'CustomKubeletIdentityMissingPermissionError',
    });
  });

  it('serves windows for maintenance and trusted access', async () => {
    await cluster('parts');
    const window = (durationHours: number) =>
      client().maintenanceConfigurations.createOrUpdate('rg', 'parts', 'aksManagedAutoUpgradeSchedule', {
        maintenanceWindow: { startTime: '02:00', durationHours, schedule: { daily: { intervalDays: 1 } } },
      });
    await expect(window(2)).rejects.toMatchObject({ code: 'InvalidParameter' });
    await expect(window(4)).resolves.toMatchObject({ maintenanceWindow: { utcOffset: '+00:00' } });
    const sourceResourceId = put(
      'Microsoft.DataProtection/backupVaults/bv',
      'Microsoft.DataProtection/backupVaults',
      {},
    );
    const bind = (role: string) =>
      client().trustedAccessRoleBindings.beginCreateOrUpdateAndWait('rg', 'parts', 'backup', {
        sourceResourceId,
        roles: [role],
      });
    await expect(bind('Microsoft.MachineLearningServices/workspaces/mlworkload')).rejects.toMatchObject({
      code: 'TrustedAccessRoleNotFound',
    });
    await bind('Microsoft.DataProtection/backupVaults/backup-operator');
  });

  it('serves extensions with an identity, and Flux configurations where Flux is installed', async () => {
    await cluster('gitops');
    const at = ['rg', 'Microsoft.ContainerService', 'managedClusters', 'gitops'] as const;
    const extension = (name: string, extensionType: string) =>
      configuration().extensions.beginCreateAndWait(...at, name, { extensionType });
    const flux = (more: object = {}) =>
      configuration().fluxConfigurations.beginCreateOrUpdateAndWait(...at, 'cluster-config', {
        gitRepository: { url: 'https://github.com/o/r' },
        kustomizations: { apps: { path: './apps' } },
        ...more,
      });
    await expect(flux()).rejects.toMatchObject({ code: 'ExtensionNotInstalled' });
    await expect(extension('x', 'contoso.unknown')).rejects.toMatchObject({
      code: 'ExtensionTypeRegistrationGetFailed',
    });
    const made = await extension('flux', 'microsoft.flux');
    expect(test.azure.azure.directory.find(made.aksAssignedIdentity?.principalId ?? '')).toBeDefined();
    await expect(flux({ kustomizations: { apps: { dependsOn: ['none'] } } })).rejects.toMatchObject({
      code: 'InvalidFluxConfiguration',
    });
    expect((await flux()).kustomizations?.['apps']).toMatchObject({ syncIntervalInSeconds: 600, prune: false });
    await expect(configuration().extensions.beginDeleteAndWait(...at, 'flux')).rejects.toMatchObject({
      code: 'ExtensionInUse',
    });
  });
});
