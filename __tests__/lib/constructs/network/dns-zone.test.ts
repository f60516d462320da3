import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { DnsRecord } from '../../../../lib/constructs/network/dns-record';
import { DnsZone } from '../../../../lib/constructs/network/dns-zone';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { DnsRecordData } from '../../../../lib/values/dns-record-data';

test('a zone is guarded like data and not locked, for a lock would keep its records too', () => {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  new DnsZone(stage, 'Zone', { zoneName: 'example.com' });
  expect(stage).toHaveResource('azurerm_dns_zone', { name: 'example.com', tags: { environment: 'prod' } });
  expect(stage).toHaveResourceCount('azurerm_management_lock', 0);
  expect(stage.metadata.dataResources).toEqual([expect.stringContaining('azurerm_dns_zone.')]);
});

test('a lock can be asked for', () => {
  const stage = testStage();
  new DnsZone(stage, 'Zone', { zoneName: 'example.com', lock: LockLevel.CAN_NOT_DELETE });
  expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'CanNotDelete' });
});

test('records answer with addresses, a resource, another name or texts', () => {
  const stage = testStage();
  const zone = new DnsZone(stage, 'Zone', { zoneName: 'example.com' });
  const frontDoor = '/subscriptions/s/resourceGroups/r/providers/Microsoft.Cdn/profiles/p/afdEndpoints/e';
  zone.addRecord('@', DnsRecordData.resource(frontDoor));
  zone.addRecord('*.apps', DnsRecordData.addresses('20.10.0.4', '20.10.0.5'), 60);
  zone.addRecord('data.trading', DnsRecordData.hostName('app.azurecontainerapps.io'));
  zone.addRecord('asuid.data', DnsRecordData.texts('proof'));
  const [apex, apps] = RenderedStage.of(stage).resources('azurerm_dns_a_record');
  expect(apex).toMatchObject({ name: '@', target_resource_id: frontDoor, ttl: 300, tags: { stage: 'stage-test' } });
  expect(apex).not.toHaveProperty('records');
  expect(apps).toMatchObject({ name: '*.apps', records: ['20.10.0.4', '20.10.0.5'], ttl: 60 });
  expect(apps).not.toHaveProperty('target_resource_id');
  expect(stage).toHaveResource('azurerm_dns_cname_record', {
    name: 'data.trading',
    record: 'app.azurecontainerapps.io',
    zone_name: expect.stringContaining('azurerm_dns_zone.'),
  });
  expect(stage).toHaveResource('azurerm_dns_txt_record', { name: 'asuid.data', record: [{ value: 'proof' }] });
});

test('a record of a later stage points to something of that stage, in the zone of an earlier one', () => {
  const app = testApp();
  const first = testStage({ app, id: 'stage-one' });
  const second = testStage({ app, id: 'stage-two' });
  const zone = new DnsZone(first, 'Zone', { zoneName: 'example.com' });
  const identity = new UserAssignedIdentity(second, 'App');
  const data = DnsRecordData.hostName(identity.clientId);
  const record = new DnsRecord(second, 'App-Record', { zone, name: 'app', data });
  expect(second).toHaveResourceCount('azurerm_dns_cname_record', 1);
  expect(first).toHaveResourceCount('azurerm_dns_cname_record', 0);
  expect(second.dependsOn(first)).toBe(true);
  expect(first.dependsOn(second)).toBe(false);
  expect(record.fqdn.startsWith('app.')).toBe(true);
});

test('who manages records has one role on the zone', () => {
  const stage = testStage();
  new DnsZone(stage, 'Zone', { zoneName: 'example.com' }).grantManage(new UserAssignedIdentity(stage, 'Certificates'));
  expect(RenderedStage.of(stage).resource('azurerm_role_assignment')['role_definition_id']).toContain(
    'befefa01-2a29-4197-83a8-272ff33ce314',
  );
});

test('an existing zone is read, and takes records', () => {
  const stage = testStage();
  const zone = DnsZone.fromName(stage, 'Existing', 'example.com', 'rg-trading-shared');
  zone.addRecord('www', DnsRecordData.addresses('20.10.0.4'));
  expect(stage).toHaveResourceCount('azurerm_dns_zone', 0);
  expect(RenderedStage.of(stage).dataSources('azurerm_dns_zone')).toEqual([
    { name: 'example.com', resource_group_name: 'rg-trading-shared' },
  ]);
  expect(stage).toHaveResourceCount('azurerm_dns_a_record', 1);
});

describe('bad input', () => {
  test.each(['example', 'Example.com', 'exa mple.com', 'example.com.'])('%s is no zone', (zoneName) => {
    expect(() => new DnsZone(testStage(), 'Zone', { zoneName })).toThrow(
      `stage-test/Zone: zoneName: got "${zoneName}". Allowed: a domain of 2 to 34 labels in lower case`,
    );
  });

  test.each([
    ['www.example.com', DnsRecordData.addresses('20.10.0.4'), 'what comes before example.com. Did you mean "www"?'],
    ['example.com', DnsRecordData.addresses('20.10.0.4'), 'Did you mean "@"?'],
    ['WWW', DnsRecordData.addresses('20.10.0.4'), 'labels in lower case joined by dots, "*" or "@"'],
    ['@', DnsRecordData.hostName('app.example.net'), 'data: the domain itself can be no other name'],
  ])('a record %s is refused', (name, data, message) => {
    const zone = new DnsZone(testStage(), 'Zone', { zoneName: 'example.com' });
    expect(() => zone.addRecord(name, data)).toThrow(message);
  });

  test('a record is kept for a second at least', () => {
    const zone = new DnsZone(testStage(), 'Zone', { zoneName: 'example.com' });
    expect(() => zone.addRecord('www', DnsRecordData.texts('x'), 0)).toThrow('ttlSeconds: got 0.');
  });
});
