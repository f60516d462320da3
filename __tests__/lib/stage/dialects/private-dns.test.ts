import fs from 'node:fs';
import path from 'node:path';
import { DataAzurermPrivateDnsZone } from '@cdktf/provider-azurerm/lib/data-azurerm-private-dns-zone';
import { PrivateDnsARecord } from '@cdktf/provider-azurerm/lib/private-dns-a-record';
import { PrivateDnsZone as PrivateDnsZoneResource } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import * as azstage from '../../../../lib';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { inBothMajors, outputOf, stageOf } from '../../../helpers/azurerm-majors';

const group = { name: 'x', resourceGroupName: 'rg-existing' };

const zone = (stage: azstage.Stage) => new azstage.PrivateDnsZone(stage, 'Zone', { zoneName: 'example.com' });
const network = (stage: azstage.Stage) =>
  azstage.VirtualNetwork.fromName(stage, 'Network', { name: 'vnet-existing', resourceGroupName: 'rg-existing' });

test('a link names its zone by id', () => {
  const { four, five } = inBothMajors('azurerm_private_dns_zone_virtual_network_link', (stage) =>
    zone(stage).linkTo(network(stage)),
  );
  const { private_dns_zone_name: name, resource_group_name: _, ...others } = four;
  expect(name).toMatch(/^\$\{azurerm_private_dns_zone\.\w+\.name\}$/);
  expect(five).toEqual({ ...others, private_dns_zone_id: String(name).replace('.name}', '.id}') });
});

test('so does a record', () => {
  const { four, five } = inBothMajors('azurerm_private_dns_a_record', (stage) =>
    zone(stage).addARecord('www', ['10.0.0.4']),
  );
  const { zone_name: name, resource_group_name: _, ...others } = four;
  expect(five).toEqual({ ...others, private_dns_zone_id: String(name).replace('.name}', '.id}') });
});

test.each(['aaaa', 'cname', 'mx', 'ptr', 'srv', 'txt'])('records of type %s are known, too', (type) => {
  const stage = stageOf('~> 5.0');
  const resource = new PrivateDnsZoneResource(stage, 'Zone', group);
  const record = new PrivateDnsARecord(stage, 'Record', { ...group, zoneName: resource.name, records: [], ttl: 300 });
  Object.defineProperty(record, 'terraformResourceType', { value: `azurerm_private_dns_${type}_record` });
  expect(RenderedStage.of(stage).resource(`azurerm_private_dns_${type}_record`)).toMatchObject({
    private_dns_zone_id: '${azurerm_private_dns_zone.Zone.id}',
  });
});

test('a zone that the stage reads has its id as well', () => {
  const { five } = inBothMajors('azurerm_private_dns_a_record', (stage) => {
    const data = new DataAzurermPrivateDnsZone(stage, 'Zone', group);
    new PrivateDnsARecord(stage, 'Record', { ...group, zoneName: data.name, records: [], ttl: 300 });
  });
  expect(five).toMatchObject({ private_dns_zone_id: '${data.azurerm_private_dns_zone.Zone.id}' });
});

test('a zone that is known by its name alone is refused before anything is written, with the path', () => {
  const app = testApp({ azurermVersion: '~> 5.0' });
  testStage({ app, id: 'stage-first' });
  const stage = testStage({ app });
  new PrivateDnsARecord(stage, 'Record', { ...group, zoneName: 'example.com', records: [], ttl: 300 });
  expect(() => app.synth()).toThrow(
    'stage-test/Record: zone_name: got "example.com", but azurerm 5 requires the id of the zone. Allowed: the name of a zone that the ' +
      'same stage makes or reads. Make the record or the link in the stage of the zone, or read the zone there with ' +
      'DataAzurermPrivateDnsZone.',
  );
  expect(fs.existsSync(path.join(app.outdir, 'stacks', 'stage-first', 'cdk.tf.json'))).toBe(false);
  expect(() => stage.toTerraform()).toThrow(azstage.ValidationError);
});

test('the name and the group of the zone of a link can still be read', () => {
  const link = (stage: azstage.Stage) =>
    new PrivateDnsZoneVirtualNetworkLink(stage, 'Link', {
      ...group,
      privateDnsZoneName: new PrivateDnsZoneResource(stage, 'Zone', group).name,
      virtualNetworkId: 'x',
    });
  const id = 'azurerm_private_dns_zone_virtual_network_link.Link.private_dns_zone_id';
  expect(outputOf((stage) => link(stage).privateDnsZoneName)).toBe(`\${split("/", ${id})[8]}`);
  expect(outputOf((stage) => link(stage).resourceGroupName)).toBe(`\${split("/", ${id})[4]}`);
});
