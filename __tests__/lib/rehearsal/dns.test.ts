import { DnsManagementClient, type RecordType } from '@azure/arm-dns';
import { DnsResolverManagementClient } from '@azure/arm-dnsresolver';
import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import { type Resource } from '../../../lib/rehearsal/arm/resource-store';
import { all, refused, startAzure, type TestAzure } from '../../helpers/loopback-azure';

const GLOBAL = { location: 'global' };

describe('DNS', () => {
  let test: TestAzure;
  beforeAll(async () => {
    test = await startAzure();
  });
  afterAll(() => test.stop());

  const idOf = (path: string) => test.idOf(path);
  const put = (path: string, type: string, properties: Resource['properties'], location?: string) => {
    const id = idOf(path);
    test.azure.azure.store.set({ id, name: path.split('/').at(-1) ?? '', type, location, properties });
    return id;
  };
  const network = (name: string, location = 'westeurope') =>
    put(
      `Microsoft.Network/virtualNetworks/${name}`,
      'Microsoft.Network/virtualNetworks',
      { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } },
      location,
    );

  describe('public zones', () => {
    const client = () => new DnsManagementClient(test.credential, test.subscriptionId, test.options);
    const record = (type: RecordType, name: string, more: object) =>
      client().recordSets.createOrUpdate('rg', 'example.com', name, type, { ttl: 300, ...more });
    const address = { aRecords: [{ ipv4Address: '198.51.100.1' }] };
    const alias = { cnameRecord: { cname: 'web.example.net' } };
    beforeEach(() => client().zones.createOrUpdate('rg', 'example.com', GLOBAL));

    it('has name servers and the records that every zone has', async () => {
      const zone = await client().zones.get('rg', 'example.com');
      expect(zone).toMatchObject({ zoneType: 'Public', numberOfRecordSets: 2, maxNumberOfRecordSets: 10_000 });
      const top = await client().recordSets.get('rg', 'example.com', '@', 'NS');
      expect(top.nsRecords?.map(({ nsdname }) => nsdname)).toEqual(zone.nameServers);
      expect(zone.nameServers?.[0]).toMatch(/^ns1-0\d\.azure-dns\.com\.$/);
      for (const type of ['NS', 'SOA'] as const) {
        await expect(client().recordSets.delete('rg', 'example.com', '@', type)).rejects.toEqual(refused('BadRequest'));
      }
    });

    it('creates, reads, changes, lists and deletes record sets', async () => {
      await expect(record('A', 'www', address)).resolves.toMatchObject({ fqdn: 'www.example.com.', ttl: 300 });
      await record('TXT', '_dnsauth.www', { txtRecords: [{ value: ['token'] }] });
      await client().recordSets.update('rg', 'example.com', 'www', 'A', { ttl: 60 });
      await expect(client().recordSets.get('rg', 'example.com', 'www', 'A')).resolves.toMatchObject({
        ttl: 60,
        ...address,
      });
      const listed = await all(client().recordSets.listByDnsZone('rg', 'example.com'));
      expect(listed.map(({ name }) => name)).toEqual(['@', '@', 'www', '_dnsauth.www']);
      const addresses = await all(client().recordSets.listByType('rg', 'example.com', 'A'));
      expect(addresses).toMatchObject([{ name: 'www', ...address }]);
      await client().recordSets.delete('rg', 'example.com', 'www', 'A');
      await client().recordSets.delete('rg', 'example.com', '_dnsauth.www', 'TXT');
      await expect(client().zones.get('rg', 'example.com')).resolves.toMatchObject({ numberOfRecordSets: 2 });
    });

    it('keeps a CNAME record apart from others of its name', async () => {
      await record('CNAME', 'app', alias);
      await expect(record('A', 'app', address)).rejects.toEqual(refused('Conflict', /already exists/));
      await expect(record('CNAME', '@', alias)).rejects.toEqual(refused('BadRequest', /top of a zone/));
      await record('A', 'api', address);
      await record('TXT', 'api', { txtRecords: [{ value: ['a'] }] });
      await expect(record('CNAME', 'API', alias)).rejects.toEqual(refused('Conflict'));
    });

    it.each<readonly [string, RecordType, object]>([
      ['no records', 'A', {}],
      ['21 records', 'A', { aRecords: Array.from({ length: 21 }, (_, at) => ({ ipv4Address: `198.51.100.${at}` })) }],
      ['an address that is none', 'A', { aRecords: [{ ipv4Address: '198.51.100.256' }] }],
      ['a text of 4097 characters', 'TXT', { txtRecords: [{ value: ['a'.repeat(4097)] }] }],
      ['no time to live', 'A', { ...address, ttl: 0 }],
    ])('refuses a record set with %s', async (_what, type, more) => {
      await expect(record(type, 'refused', more)).rejects.toEqual(refused('BadRequest', /'refused'/));
    });

    it('refuses a zone of one label, and one in a region', async () => {
      await expect(client().zones.createOrUpdate('rg', 'example', GLOBAL)).rejects.toEqual(
        refused('InvalidResourceName'),
      );
      await expect(client().zones.createOrUpdate('rg', 'example.net', { location: 'westeurope' })).rejects.toEqual(
        refused('LocationNotAvailableForResourceType'),
      );
    });

    it('deletes a zone with its records', async () => {
      await record('A', 'www', address);
      await client().zones.beginDeleteAndWait('rg', 'example.com');
      await expect(client().zones.get('rg', 'example.com')).rejects.toEqual(refused('ResourceNotFound'));
      await expect(record('A', 'www', address)).rejects.toEqual(refused('ParentResourceNotFound'));
    });
  });

  describe('private zones', () => {
    const client = () => new PrivateDnsManagementClient(test.credential, test.subscriptionId, test.options);
    const zone = (name: string) => client().privateZones.beginCreateOrUpdateAndWait('rg', name, GLOBAL);
    const link = (of: string, to: string, more: object = {}, name = 'link') =>
      client().virtualNetworkLinks.beginCreateOrUpdateAndWait('rg', of, name, {
        ...GLOBAL,
        virtualNetwork: { id: idOf(`Microsoft.Network/virtualNetworks/${to}`) },
        ...more,
      });
    const BLOB = 'privatelink.blob.core.windows.net';

    it('keeps a zone while a network is linked to it', async () => {
      network('vnet');
      await zone(BLOB);
      await expect(link(BLOB, 'vnet')).resolves.toMatchObject({
        registrationEnabled: false,
        virtualNetworkLinkState: 'Completed',
      });
      await expect(client().privateZones.get('rg', BLOB)).resolves.toMatchObject({
        numberOfVirtualNetworkLinks: 1,
        numberOfVirtualNetworkLinksWithRegistration: 0,
        numberOfRecordSets: 1,
      });
      const remove = () => client().privateZones.beginDeleteAndWait('rg', BLOB);
      await expect(remove()).rejects.toEqual(refused('CannotDeleteResource'));
      await client().virtualNetworkLinks.beginDeleteAndWait('rg', BLOB, 'link');
      await remove();
    });

    it('refuses what Azure refuses of a link', async () => {
      network('vnet-a');
      network('vnet-b');
      await zone('a.internal');
      await zone('b.internal');
      await link('a.internal', 'vnet-a', { registrationEnabled: true });
      await expect(link('a.internal', 'vnet-a', {}, 'again')).rejects.toEqual(refused('BadRequest', /overlapping/));
      await expect(link('a.internal', 'vnet-b')).rejects.toEqual(refused('BadRequest', /cannot be changed/));
      await expect(link('b.internal', 'vnet-a', { registrationEnabled: true })).rejects.toEqual(
        refused('BadRequest', /auto-registration enabled.*'a\.internal'/),
      );
      await expect(link('b.internal', 'none')).rejects.toEqual(refused('InvalidResourceReference'));
      await link('b.internal', 'vnet-a');
      expect(await all(client().virtualNetworkLinks.list('rg', 'b.internal'))).toMatchObject([{ name: 'link' }]);
    });

    it('creates, reads, changes, lists and deletes record sets', async () => {
      await zone('c.internal');
      const record = (type: 'A' | 'TXT' | 'CNAME', more: object) =>
        client().recordSets.createOrUpdate('rg', 'c.internal', type, 'api', { ttl: 10, ...more });
      const address = { aRecords: [{ ipv4Address: '10.0.0.4' }] };
      await expect(record('A', address)).resolves.toMatchObject({ fqdn: 'api.c.internal.', isAutoRegistered: false });
      await client().recordSets.update('rg', 'c.internal', 'A', 'api', { ttl: 60 });
      await expect(client().recordSets.get('rg', 'c.internal', 'A', 'api')).resolves.toMatchObject({
        ttl: 60,
        ...address,
      });
      await expect(record('CNAME', { cnameRecord: { cname: 'a.example' } })).rejects.toEqual(refused('Conflict'));
      await expect(record('TXT', { txtRecords: [{ value: ['a'.repeat(1025)] }] })).rejects.toEqual(
        refused('BadRequest'),
      );
      const listed = await all(client().recordSets.list('rg', 'c.internal'));
      expect(listed.map(({ name }) => name)).toEqual(['@', 'api']);
      await client().recordSets.delete('rg', 'c.internal', 'A', 'api');
      await expect(client().recordSets.get('rg', 'c.internal', 'A', 'api')).rejects.toEqual(
        refused('ResourceNotFound'),
      );
    });
  });

  describe('resolvers', () => {
    const client = () => new DnsResolverManagementClient(test.credential, test.subscriptionId, test.options);
    const subnet = (name: string, addressPrefix: string, service = 'Microsoft.Network/dnsResolvers', of = 'vnet-r') =>
      put(`Microsoft.Network/virtualNetworks/${of}/subnets/${name}`, 'Microsoft.Network/virtualNetworks/subnets', {
        addressPrefix,
        delegations: [{ name: 'd', properties: { serviceName: service } }],
      });
    const resolver = (name: string, networkId: string) =>
      client().dnsResolvers.beginCreateOrUpdateAndWait('rg', name, {
        location: 'westeurope',
        virtualNetwork: { id: networkId },
      });
    const endpoint = (name: string, subnetId: string, more: object = {}) =>
      client().inboundEndpoints.beginCreateOrUpdateAndWait('rg', 'resolver', name, {
        location: 'westeurope',
        ipConfigurations: [{ subnet: { id: subnetId }, ...more }],
      });
    beforeAll(() => resolver('resolver', network('vnet-r')));

    it('answers at an address of its subnet, and is kept while it has an endpoint', async () => {
      const made = await endpoint('inbound', subnet('in', '10.0.1.0/28'));
      expect(made.ipConfigurations[0]).toMatchObject({
        privateIpAddress: '10.0.1.4',
        privateIpAllocationMethod: 'Dynamic',
      });
      await client().inboundEndpoints.beginUpdateAndWait('rg', 'resolver', 'inbound', { tags: { team: 'shop' } });
      expect(await all(client().inboundEndpoints.list('rg', 'resolver'))).toMatchObject([
        { name: 'inbound', tags: { team: 'shop' }, ipConfigurations: [{ privateIpAddress: '10.0.1.4' }] },
      ]);
      await expect(client().dnsResolvers.beginDeleteAndWait('rg', 'resolver')).rejects.toEqual(
        refused('CannotDeleteResource'),
      );
      await client().inboundEndpoints.beginDeleteAndWait('rg', 'resolver', 'inbound');
    });

    it('takes the address that is asked for', async () => {
      const id = subnet('static', '10.0.3.0/28');
      const fixed = { privateIpAllocationMethod: 'Static', privateIpAddress: '10.0.3.9' };
      const made = await endpoint('fixed', id, fixed);
      expect(made.ipConfigurations).toMatchObject([fixed]);
      await expect(endpoint('other', id)).rejects.toEqual(refused('SubnetAlreadyInUse'));
      await client().inboundEndpoints.beginDeleteAndWait('rg', 'resolver', 'fixed');
      await expect(endpoint('far', id, { ...fixed, privateIpAddress: '10.0.4.9' })).rejects.toEqual(
        refused('PrivateIPAddressNotInSubnet'),
      );
    });

    it('refuses other subnets, and a second resolver of a network', async () => {
      network('vnet-other');
      const refusals = [
        [subnet('b', '10.0.2.0/24', 'Microsoft.App/environments'), 'SubnetMissingRequiredDelegation'],
        [subnet('c', '10.0.5.0/29'), 'InvalidSubnetSize'],
        [subnet('d', '10.0.6.0/23'), 'InvalidSubnetSize'],
        [subnet('e', '10.0.8.0/28', undefined, 'vnet-other'), 'InvalidSubnet'],
      ] as const;
      for (const [id, code] of refusals) {
        await expect(endpoint('refused', id)).rejects.toEqual(refused(code));
      }
      await expect(resolver('again', idOf('Microsoft.Network/virtualNetworks/vnet-r'))).rejects.toEqual(
        refused('DnsResolverVirtualNetworkAlreadyInUse'),
      );
      await expect(resolver('north', network('vnet-north', 'northeurope'))).rejects.toEqual(
        refused('InvalidResourceReference', /same region/),
      );
    });
  });
});
