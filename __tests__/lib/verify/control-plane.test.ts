import { ArmClient } from '../../../lib/azure/arm-client';
import { type JsonObject } from '../../../lib/rehearsal/arm/json';
import { type StateResource } from '../../../lib/toolkit/terraform/terraform-state';
import { checkCertificate } from '../../../lib/verify/control-plane/certificate';
import { checkContainerApp } from '../../../lib/verify/control-plane/container-app';
import { checkDnsRecord } from '../../../lib/verify/control-plane/dns-record';
import { checkExists } from '../../../lib/verify/control-plane/exists';
import { checkJob } from '../../../lib/verify/control-plane/job';
import { checkModelDeployment } from '../../../lib/verify/control-plane/model-deployment';
import { checkPrivateEndpoint } from '../../../lib/verify/control-plane/private-endpoint';
import { checkQuota } from '../../../lib/verify/control-plane/quota';
import { checkRedisModules } from '../../../lib/verify/control-plane/redis-modules';
import { type ControlContext } from '../../../lib/verify/subject';
import { startAzure, type TestAzure } from '../../helpers/loopback-azure';

const NOW = new Date('2026-11-28T12:00:00Z');

let test: TestAzure;
let context: ControlContext;

beforeAll(async () => {
  test = await startAzure();
  const arm = new ArmClient({ credential: test.credential, options: test.options });
  context = { arm, signal: new AbortController().signal, now: NOW };
});
afterAll(() => test.stop());

/** Puts a resource into the loopback Azure, as it would be after something went wrong with it. */
function put(path: string, properties: JsonObject, more: JsonObject = {}): string {
  const id = test.idOf(path);
  const [namespace, ...rest] = path.split('/');
  const type = [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/');
  const resource = { id, name: rest.at(-1) ?? '', type, location: 'westeurope', properties, ...more };
  test.azure.azure.store.set(resource);
  return id;
}

function subject(type: string, attributes: Readonly<Record<string, unknown>>): StateResource {
  return { address: `${type}.It`, type, attributes };
}

describe('a resource of the state', () => {
  const account = 'Microsoft.Storage/storageAccounts/stshop';

  it('passes where it exists and is provisioned', async () => {
    const id = put(account, { provisioningState: 'Succeeded' });
    const verdict = await checkExists(subject('azurerm_storage_account', { id }), context);
    expect(verdict).toEqual({ status: 'passed', detail: 'exists' });
  });

  it('fails where it was deleted, has failed, or is still being changed', async () => {
    const gone = test.idOf('Microsoft.Storage/storageAccounts/stgone');
    await expect(checkExists(subject('azurerm_storage_account', { id: gone }), context)).resolves.toEqual({
      status: 'failed',
      detail:
        'Azure has no Microsoft.Storage/storageAccounts/stgone in the resource group rg: it was deleted outside of Terraform.',
      fix: 'Plan the stage with azstage plan --refresh; azstage deploy --refresh makes it again.',
    });
    const id = put(account, { provisioningState: 'Failed' });
    await expect(checkExists(subject('azurerm_storage_account', { id }), context)).resolves.toMatchObject({
      status: 'failed',
      detail: 'Its provisioning state is Failed.',
    });
    put(account, { provisioningState: 'ResolvingDns\u001b[31mRegistering' });
    await expect(checkExists(subject('azurerm_storage_account', { id }), context)).resolves.toMatchObject({
      status: 'failed',
      detail: 'Its provisioning state is ResolvingDnsRegistering: it is still being changed.',
    });
  });

  it('fails where a part of it that has no version of its own was deleted', async () => {
    put('Microsoft.Network/virtualNetworks/vnet', {});
    const id = put('Microsoft.Network/virtualNetworks/vnet/subnets/app', { provisioningState: 'Succeeded' });
    await expect(checkExists(subject('azurerm_subnet', { id }), context)).resolves.toMatchObject({ status: 'passed' });
    test.azure.azure.store.delete(id);
    await expect(checkExists(subject('azurerm_subnet', { id }), context)).resolves.toMatchObject({ status: 'failed' });
  });

  it('is in the state in which it works', async () => {
    const path = 'Microsoft.Network/privateDnsZones/example.net/virtualNetworkLinks/link';
    put('Microsoft.Network/privateDnsZones/example.net', {});
    const id = put(path, { provisioningState: 'Succeeded', virtualNetworkLinkState: 'Completed' });
    const link = subject('azurerm_private_dns_zone_virtual_network_link', { id });
    await expect(checkExists(link, context)).resolves.toMatchObject({ status: 'passed' });
    put(path, { provisioningState: 'Succeeded', virtualNetworkLinkState: 'InProgress' });
    await expect(checkExists(link, context)).resolves.toMatchObject({
      status: 'failed',
      detail: 'Its virtualNetworkLinkState is InProgress instead of Completed.',
    });
  });

  it('has what an association says', async () => {
    const group = test.idOf('Microsoft.Network/networkSecurityGroups/nsg-app');
    const path = 'Microsoft.Network/virtualNetworks/vnet/subnets/app';
    const id = put(path, { provisioningState: 'Succeeded', networkSecurityGroup: { id: group.toUpperCase() } });
    const type = 'azurerm_subnet_network_security_group_association';
    const association = subject(type, { id, subnet_id: id, network_security_group_id: group });
    await expect(checkExists(association, context)).resolves.toMatchObject({ status: 'passed' });
    put(path, { provisioningState: 'Succeeded' });
    await expect(checkExists(association, context)).resolves.toMatchObject({
      status: 'failed',
      detail: `Its networkSecurityGroup.id is not set instead of ${group}.`,
    });
  });

  it('is found by the id of its diagnostic setting, which azurerm writes with a bar', async () => {
    const target = put('Microsoft.Storage/storageAccounts/stshop', { provisioningState: 'Succeeded' });
    const setting = subject('azurerm_monitor_diagnostic_setting', { id: `${target}|logs` });
    await expect(checkExists(setting, context)).resolves.toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(
        /^Azure has no .*stshop\/providers\/Microsoft\.Insights\/diagnosticSettings\/logs in /,
      ),
    });
  });
});

describe('a private endpoint', () => {
  const path = 'Microsoft.Network/privateEndpoints/pe';
  const endpoint = (status: string, description?: string) => {
    const state = { status, ...(description === undefined ? {} : { description }) };
    const connection = { properties: { privateLinkServiceConnectionState: state } };
    return subject('azurerm_private_endpoint', { id: put(path, { privateLinkServiceConnections: [connection] }) });
  };

  it('passes where its connection is approved', async () => {
    await expect(checkPrivateEndpoint(endpoint('Approved'), context)).resolves.toMatchObject({ status: 'passed' });
  });

  it.each([
    ['Pending', 'please', 'Its connection is Pending: please.', /approves it/],
    ['Rejected', undefined, 'Its connection is Rejected.', /delete the endpoint/],
    ['Disconnected', undefined, 'Its connection is Disconnected.', /delete the endpoint/],
  ])('fails where it is %s', async (status, description, detail, fix) => {
    await expect(checkPrivateEndpoint(endpoint(status, description), context)).resolves.toEqual({
      status: 'failed',
      detail,
      fix: expect.stringMatching(fix),
    });
  });

  it('fails without a connection, and without an endpoint', async () => {
    const bare = subject('azurerm_private_endpoint', { id: put(path, {}) });
    await expect(checkPrivateEndpoint(bare, context)).resolves.toMatchObject({ detail: 'It has no connection.' });
    test.azure.azure.store.delete(bare.attributes['id'] as string);
    await expect(checkPrivateEndpoint(bare, context)).resolves.toMatchObject({
      detail: expect.stringMatching(/^Azure has no .*\/pe in /),
    });
  });
});

describe('the DNS record of a private endpoint', () => {
  const zone = 'privatelink.blob.core.windows.net';
  const path = `Microsoft.Network/privateDnsZones/${zone}`;
  const network = () => test.idOf('Microsoft.Network/virtualNetworks/vnet-shop');
  const endpoint = (records: boolean) =>
    subject('azurerm_private_endpoint', {
      subnet_id: `${network()}/subnets/private-endpoints`,
      private_dns_zone_configs: [
        {
          name: zone,
          private_dns_zone_id: test.idOf(path),
          record_sets: records
            ? [{ name: 'stshop', type: 'A', fqdn: `stshop.${zone}`, ttl: 10, ip_addresses: ['10.0.0.4'] }]
            : [],
        },
      ],
    });
  const zoneWith = (addresses: readonly string[], linked?: string) => {
    test.azure.azure.store.delete(test.idOf(path));
    put(path, {});
    if (addresses.length > 0) {
      put(`${path}/A/stshop`, { aRecords: addresses.map((ipv4Address) => ({ ipv4Address })) });
    }
    if (linked !== undefined) {
      const id = test.idOf(`Microsoft.Network/virtualNetworks/${linked}`);
      put(`${path}/virtualNetworkLinks/l`, { virtualNetwork: { id }, virtualNetworkLinkState: 'Completed' });
    }
  };

  it.each([
    ['vnet-shop', `${zone} has its records and is linked to vnet-shop.`],
    ['vnet-hub', `${zone} has its records and is linked to vnet-hub.`],
  ])('passes where it is there and its zone is linked to %s', async (linked, detail) => {
    zoneWith(['10.0.0.4'], linked);
    await expect(checkDnsRecord(endpoint(true), context)).resolves.toEqual({ status: 'passed', detail });
  });

  it.each([
    ['there is no record', [], 'vnet-shop', `The private DNS zone ${zone} has no record stshop (stshop.${zone}).`],
    [
      'it leads elsewhere',
      ['10.9.9.9'],
      'vnet-shop',
      `The record stshop.${zone} leads to 10.9.9.9 instead of 10.0.0.4.`,
    ],
    [
      'the zone is linked to no network',
      ['10.0.0.4'],
      undefined,
      `The private DNS zone ${zone} is linked to no virtual network, so that none resolves its names.`,
    ],
  ])('fails where %s', async (_, addresses, linked, detail) => {
    zoneWith(addresses, linked);
    await expect(checkDnsRecord(endpoint(true), context)).resolves.toMatchObject({ status: 'failed', detail });
  });

  it('fails where the state has none', async () => {
    await expect(checkDnsRecord(endpoint(false), context)).resolves.toMatchObject({
      status: 'failed',
      detail: 'The state has no DNS record for it, although it has a zone.',
    });
  });
});

describe('a deployment of a model', () => {
  const account = 'Microsoft.CognitiveServices/accounts/oai';
  const deployment = (provisioningState: string, capacity: number) => {
    const model = { format: 'OpenAI', name: 'gpt-4.1', version: '2025-04-14' };
    const sku = { name: 'GlobalStandard', capacity };
    put(account, { provisioningState: 'Succeeded' });
    const id = put(`${account}/deployments/chat`, { provisioningState, model }, { sku });
    return subject('azurerm_cognitive_deployment', { id, name: 'chat' });
  };

  it('passes where it has succeeded, and says what is left of the quota', async () => {
    const chat = deployment('Succeeded', 30);
    await expect(checkModelDeployment(chat, context)).resolves.toEqual({
      status: 'passed',
      detail: 'gpt-4.1 2025-04-14 is deployed as GlobalStandard with a capacity of 30.',
    });
    await expect(checkQuota(chat, context)).resolves.toEqual({
      status: 'passed',
      detail: '970 of 1000 of the quota OpenAI.GlobalStandard.gpt-4.1 in westeurope are left.',
    });
  });

  it('fails where it has not, or uses more than the quota', async () => {
    await expect(checkModelDeployment(deployment('Disabled', 1), context)).resolves.toMatchObject({
      status: 'failed',
      detail: 'The deployment of gpt-4.1 2025-04-14 is Disabled.',
      fix: expect.stringMatching(/retired/),
    });
    await expect(checkQuota(deployment('Succeeded', 1200), context)).resolves.toMatchObject({
      status: 'failed',
      detail: '1200 of 1000 of the quota OpenAI.GlobalStandard.gpt-4.1 in westeurope are used.',
    });
  });

  it('fails where it was deleted', async () => {
    const chat = deployment('Succeeded', 1);
    test.azure.azure.store.delete(chat.attributes['id'] as string);
    for (const check of [checkModelDeployment, checkQuota]) {
      await expect(check(chat, context)).resolves.toMatchObject({
        status: 'failed',
        detail: expect.stringMatching(/^Azure has no /),
      });
    }
  });
});

describe('a container app', () => {
  const path = 'Microsoft.App/containerApps/api';
  const image = 'acr.azurecr.io/api:1.2';
  const app = (revision: JsonObject, more: JsonObject = {}) => {
    const id = put(path, {
      provisioningState: 'Succeeded',
      runningStatus: 'Running',
      latestRevisionName: 'api--2',
      latestReadyRevisionName: 'api--2',
      ...more,
    });
    put(`${path}/revisions/api--2`, {
      provisioningState: 'Provisioned',
      runningState: 'Running',
      healthState: 'Healthy',
      replicas: 2,
      template: { containers: [{ name: 'api', image }] },
      ...revision,
    });
    const template = [{ min_replicas: 2, container: [{ name: 'api', image }] }];
    return subject('azurerm_container_app', { id, template });
  };

  it('passes where its revision runs the images of the state, with its replicas', async () => {
    await expect(checkContainerApp(app({}), context)).resolves.toEqual({
      status: 'passed',
      detail: `Its revision api--2 runs ${image} in 2 replicas.`,
    });
  });

  it.each<[string, JsonObject, JsonObject, RegExp]>([
    ['is unhealthy', { healthState: 'Unhealthy' }, {}, /^Its latest revision api--2: is unhealthy\.$/],
    ['is degraded', { runningState: 'Degraded' }, {}, /: is Degraded\.$/],
    ['lacks replicas', { replicas: 1 }, {}, /: has 1 of at least 2 replicas\.$/],
    [
      'could not be provisioned',
      { provisioningState: 'Failed', provisioningError: 'image pull' },
      {},
      /: could not be provisioned: image pull\.$/,
    ],
    [
      'runs another image',
      { template: { containers: [{ name: 'api', image: 'other:1' }] } },
      {},
      /: runs other:1 in api instead of acr\.azurecr\.io\/api:1\.2\.$/,
    ],
    ['is not ready', {}, { latestReadyRevisionName: 'api--1' }, /: api--1, an older one, still serves\.$/],
  ])('fails where it %s', async (_, revision, more, detail) => {
    await expect(checkContainerApp(app(revision, more), context)).resolves.toEqual({
      status: 'failed',
      detail: expect.stringMatching(detail),
      fix: 'Look at its log: az containerapp logs show --name api --resource-group rg --type system',
    });
  });

  it('fails where it was stopped or deleted', async () => {
    await expect(checkContainerApp(app({}, { runningStatus: 'Stopped' }), context)).resolves.toEqual({
      status: 'failed',
      detail: 'It was stopped.',
      fix: 'Start it: az containerapp start --name api --resource-group rg',
    });
    const gone = app({});
    test.azure.azure.store.delete(gone.attributes['id'] as string);
    await expect(checkContainerApp(gone, context)).resolves.toMatchObject({ status: 'failed' });
  });
});

describe('a job', () => {
  const path = 'Microsoft.App/jobs/ingest';
  const job = () => subject('azurerm_container_app_job', { id: put(path, { provisioningState: 'Succeeded' }) });
  const execution = (name: string, status: string, startTime: string) =>
    put(`${path}/executions/${name}`, { status, startTime, endTime: startTime });

  it('passes where it has not run, runs, or has succeeded last', async () => {
    await expect(checkJob(job(), context)).resolves.toMatchObject({ status: 'passed', detail: 'It has not run yet.' });
    execution('ingest-a', 'Failed', '2026-11-01T00:00:00Z');
    execution('ingest-b', 'Succeeded', '2026-11-02T00:00:00Z');
    await expect(checkJob(job(), context)).resolves.toEqual({
      status: 'passed',
      detail: 'Its last execution ingest-b succeeded on 2026-11-02T00:00:00Z.',
    });
    execution('ingest-c', 'Running', '2026-11-03T00:00:00Z');
    await expect(checkJob(job(), context)).resolves.toMatchObject({
      detail: expect.stringMatching(/ingest-c is running/),
    });
  });

  it('fails where its last execution has', async () => {
    job();
    execution('ingest-d', 'Failed', '2026-11-04T00:00:00Z');
    await expect(checkJob(job(), context)).resolves.toEqual({
      status: 'failed',
      detail: 'Its last execution ingest-d ended as Failed on 2026-11-04T00:00:00Z.',
      fix: 'Look at its log: az containerapp job logs show --name ingest --resource-group rg --execution ingest-d --container <container>',
    });
  });
});

describe('the certificate of a custom domain', () => {
  const host = 'api.example.com';
  const environment = 'Microsoft.App/managedEnvironments/cae';
  const certificate = (properties: JsonObject) => {
    put(environment, {});
    return put(`${environment}/certificates/cert`, { provisioningState: 'Succeeded', ...properties });
  };
  const app = (domains: readonly JsonObject[]) => {
    const id = put('Microsoft.App/containerApps/api', {
      configuration: { ingress: { customDomains: [...domains] } },
    });
    return subject('azurerm_container_app_custom_domain', { id: `${id}/customDomainName/${host}`, name: host });
  };
  const bound = (properties: JsonObject) =>
    app([{ name: host, bindingType: 'SniEnabled', certificateId: certificate(properties) }]);

  it('passes where it does not end soon, and where Azure renews it', async () => {
    await expect(checkCertificate(bound({ expirationDate: '2027-02-01T00:00:00Z' }), context)).resolves.toEqual({
      status: 'passed',
      detail: 'The certificate of api.example.com ends on 2027-02-01, in 64 days.',
    });
    await expect(checkCertificate(bound({}), context)).resolves.toMatchObject({
      status: 'passed',
      detail: expect.stringMatching(/renews/),
    });
  });

  it.each<[string, () => StateResource, string]>([
    [
      'ends soon',
      () => bound({ expirationDate: '2026-12-02T00:00:00Z' }),
      'The certificate of api.example.com ends on 2026-12-02, in 3 days.',
    ],
    [
      'has ended',
      () => bound({ expirationDate: '2026-11-01T00:00:00Z' }),
      'The certificate of api.example.com ended on 2026-11-01.',
    ],
    [
      'could not be made',
      () => bound({ provisioningState: 'Failed', error: 'CAA' }),
      'The certificate of api.example.com is Failed: CAA.',
    ],
    ['is not bound', () => app([{ name: host, bindingType: 'Disabled' }]), 'api.example.com has no certificate.'],
    ['has no host name', () => app([]), 'The app does not have the host name api.example.com.'],
  ])('fails where it %s', async (_, made, detail) => {
    await expect(checkCertificate(made(), context)).resolves.toMatchObject({ status: 'failed', detail });
  });

  it('of Front Door passes once it is validated and has one', async () => {
    const profile = 'Microsoft.Cdn/profiles/fd';
    put(profile, {});
    const expirationDate = '2027-05-01T00:00:00Z';
    const secret = put(`${profile}/secrets/api`, { parameters: { type: 'ManagedCertificate', expirationDate } });
    const domain = (domainValidationState: string, tlsSettings: JsonObject = {}) =>
      subject('azurerm_cdn_frontdoor_custom_domain', {
        id: put(`${profile}/customDomains/api`, { hostName: host, domainValidationState, tlsSettings }),
      });
    await expect(checkCertificate(domain('Approved', { secret: { id: secret } }), context)).resolves.toMatchObject({
      status: 'passed',
      detail: expect.stringMatching(/ends on 2027-05-01/),
    });
    await expect(checkCertificate(domain('Pending'), context)).resolves.toMatchObject({
      status: 'failed',
      detail: 'Front Door has not validated api.example.com: it is Pending.',
    });
    await expect(checkCertificate(domain('Approved'), context)).resolves.toMatchObject({
      status: 'failed',
      detail: 'api.example.com has no certificate yet.',
    });
  });
});

describe('the modules of a Redis', () => {
  const path = 'Microsoft.Cache/redisEnterprise/redis';
  const redis = () => subject('azurerm_managed_redis', { id: put(path, {}) });

  it('pass where the database has them, in whatever case', async () => {
    put(`${path}/databases/default`, { modules: [{ name: 'RediSearch' }, { name: 'RedisJSON' }] });
    await expect(checkRedisModules(redis(), ['redisearch'], context)).resolves.toEqual({
      status: 'passed',
      detail: 'It has redisearch.',
    });
  });

  it('fail where it lacks one, or there is no database', async () => {
    put(`${path}/databases/default`, { modules: [{ name: 'RedisJSON' }] });
    await expect(checkRedisModules(redis(), ['RediSearch', 'RedisJSON'], context)).resolves.toMatchObject({
      status: 'failed',
      detail: 'It lacks the module RediSearch.',
    });
    test.azure.azure.store.delete(test.idOf(`${path}/databases/default`));
    await expect(checkRedisModules(redis(), ['RediSearch'], context)).resolves.toMatchObject({ status: 'failed' });
  });
});
