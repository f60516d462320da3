import { TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { importFrom, ResourceGroup, StorageAccount, ValidationError } from '../../../lib';
import importIds from '../../../lib/facts/import-ids.json';
import { RenderedStage, testApp, testStage } from '../../../lib/testing';
import { catalog, neighbourhood } from '../../helpers/catalog';

const ID = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-old';

/** Constructs of several resources of which none is the main one, or of what is there already. */
const WITHOUT_MAIN_RESOURCE: readonly string[] = [
  'Deployer',
  'Principal',
  'PrivateDnsZones',
  'RedisCacheDatabase',
  'SecretReference',
  'StageReference',
  'StaticWebAppDnsZones',
];

const made = Object.entries(catalog).flatMap(([name, make]) => (make === null ? [] : [[name, make] as const]));

const importsOf = (stage: RenderedStage) =>
  (JSON.parse(stage.json) as { readonly import?: readonly { readonly to: string; readonly id: string }[] }).import;

describe('importFrom', () => {
  it('renders an import block, and needs Terraform 1.5', () => {
    const stage = testStage();
    importFrom(new ResourceGroup(stage, 'Group', { name: 'rg-old' }), ID);
    const rendered = RenderedStage.of(stage);
    expect(importsOf(rendered)).toEqual([{ to: expect.stringMatching(/^azurerm_resource_group\.Group_/), id: ID }]);
    expect(JSON.parse(rendered.json)).toMatchObject({ terraform: { required_version: '>= 1.5' } });
  });

  it('takes a resource as well, such as a part of a construct', () => {
    const stage = testStage();
    const account = new StorageAccount(stage, 'Docs', { containers: ['files'] });
    const container = account.node.findAll().find((each) => each.node.id === 'files');
    importFrom(container?.node.defaultChild as TerraformResource, `${ID}/x`);
    expect(importsOf(RenderedStage.of(stage))).toMatchObject([
      { to: expect.stringMatching(/^azurerm_storage_container\./) as string },
    ]);
  });

  it('refuses what has no main resource, and an empty id', () => {
    const stage = testStage();
    expect(() => importFrom(stage, ID)).toThrow(
      /importFrom needs a construct that makes one main resource\. Call it for the parts/,
    );
    expect(() => importFrom(new ResourceGroup(stage, 'Group', { name: 'rg-old' }), ' ')).toThrow('importFrom: got " "');
  });

  it('refuses two ids of one resource', () => {
    const app = testApp();
    const group = new ResourceGroup(testStage({ app }), 'Group', { name: 'rg-old' });
    importFrom(group, ID);
    importFrom(group, ID);
    expect(() => app.synth()).not.toThrow();
    importFrom(group, `${ID}er`);
    expect(() => app.synth()).toThrow(new RegExp(`importFrom was called with ${ID} and ${ID}er`));
  });

  it.each(made)('works for %s, or there is no main resource', (name, make) => {
    const stage = testStage();
    const construct = make(neighbourhood(stage), 'First') as Construct;
    const main = construct.node.defaultChild;
    const isMain = TerraformResource.isTerraformResource(main ?? construct);
    expect(isMain).toBe(!WITHOUT_MAIN_RESOURCE.includes(name));
    if (!isMain) {
      expect(() => importFrom(construct, ID)).toThrow(ValidationError);
      return;
    }
    importFrom(construct, ID);
    const [block] = importsOf(RenderedStage.of(stage)) ?? [];
    const type = block?.to.split('.')[0] ?? '';
    expect(block?.id).toBe(ID);
    expect(Object.keys(importIds.types)).toContain(type);
  });
});
