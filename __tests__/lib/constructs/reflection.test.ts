import { App, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import fs from 'node:fs';
import path from 'node:path';
import * as azstage from '../../../lib';
import naming from '../../../lib/facts/naming.json';
import marks from '../../../lib/facts/sensitive-attributes.json';
import { RenderedStage, testApp, testStage } from '../../../lib/testing';
import { catalog, type Make, neighbourhood } from '../../helpers/catalog';

const made = Object.entries(catalog).flatMap(([name, make]) => (make === null ? [] : [[name, make] as const]));

/** The public texts of a construct that Terraform computes. */
function attributesOf(construct: Construct): [string, string][] {
  const inherited = Object.getPrototypeOf(construct) as object;
  const names = new Set([...Object.keys(construct), ...Object.getOwnPropertyNames(inherited)]);
  return [...names].flatMap((name) => {
    const value = readable(construct, name);
    return typeof value === 'string' && Token.isUnresolved(value) ? [[name, value] as [string, string]] : [];
  });
}

/** A property, or nothing where reading it is refused, as that of an app without ingress. */
function readable(construct: object, name: string): unknown {
  try {
    return (construct as Record<string, unknown>)[name];
  } catch (error) {
    if (error instanceof azstage.ValidationError) {
      return undefined;
    }
    throw error;
  }
}

/** A stage with one construct for each id, rendered once. */
function stageWith(make: Make, ...ids: string[]): RenderedStage {
  const stage = testStage();
  const beside = neighbourhood(stage);
  ids.forEach((id) => make(beside, id));
  return RenderedStage.of(stage);
}

/** Resources by type and address. */
function resourcesOf(stage: RenderedStage): Record<string, Record<string, unknown>> {
  return (JSON.parse(stage.json) as { resource?: Record<string, Record<string, unknown>> }).resource ?? {};
}

test('the catalog has every construct of the public API', () => {
  const constructs = Object.entries(azstage as Record<string, unknown>)
    .filter(([, value]) => typeof value === 'function' && value.prototype instanceof Construct)
    .filter(([, value]) => !isOrExtends(value, TerraformStack) && !isOrExtends(value, App))
    .map(([name]) => name);
  expect(Object.keys(catalog).sort()).toEqual(constructs.sort());
});

describe.each(made)('%s', (_name, make) => {
  test('two in one stage never collapse into one', () => {
    const one = stageWith(make, 'First');
    const two = stageWith(make, 'First', 'Second');
    // What is in a resource group once, whatever else is there.
    const groups = (stage: RenderedStage) =>
      stage.resources('azurerm_resource_group').length +
      stage
        .resources('azurerm_monitor_action_group')
        .filter(({ name }) => name === 'Application Insights Smart Detection').length;
    const count = (stage: RenderedStage) => Object.values(resourcesOf(stage)).flatMap(Object.keys).length;
    // The stage's own resource group is the one thing that both share, and what belongs to it.
    const shared = groups(two) === 2 * groups(one) ? 0 : groups(one);
    expect(count(two) - shared).toBe(2 * (count(one) - shared));
  });

  test('an output of what it offers is sensitive where azurerm marks it, and only there', () => {
    const stage = testStage();
    const construct = make(neighbourhood(stage), 'First');
    attributesOf(construct).forEach(([name, value]) => stage.addOutput(name, value, { description: 'For a test.' }));
    const outputs = RenderedStage.of(stage).outputs as Record<string, { value: string; sensitive?: boolean }>;
    for (const { value, sensitive } of Object.values(outputs)) {
      const [, type = '', attribute = ''] = /\$\{(azurerm_\w+)\.\w+\.([\w.]+)/.exec(value) ?? [];
      const marked = (marks.resources as Record<string, string[]>)[type] ?? [];
      expect([value, sensitive === true]).toEqual([value, marked.includes(attribute)]);
    }
  });

  test('two in one stage never share a name', () => {
    const stage = stageWith(make, 'First', 'Second');
    for (const { resource: type, scope } of naming.entries) {
      // What is named within a parent is told apart by it, and a DNS zone has the name that it was given.
      if (!scope.startsWith('parent') && type !== 'azurerm_private_dns_zone') {
        const names = stage.resources(type).map((resource) => resource['name']);
        expect(names).toEqual([...new Set(names)]);
      }
    }
  });

  test('nothing is added after synth', () => {
    const stage = testStage();
    make(neighbourhood(stage), 'First');
    const before = RenderedStage.of(stage).json;
    const constructs = stage.node.findAll().length;
    expect(RenderedStage.of(stage).json).toBe(before);
    expect(stage.node.findAll()).toHaveLength(constructs);
  });

  test('a tag that is added late reaches all that has tags', () => {
    const stage = testStage();
    make(neighbourhood(stage), 'First');
    azstage.ResourceTags.of(stage).add('late', 'yes');
    for (const resources of Object.values(resourcesOf(RenderedStage.of(stage)))) {
      for (const resource of Object.values(resources as Record<string, { tags?: Record<string, string> }>)) {
        expect(resource.tags ?? { late: 'yes' }).toMatchObject({ late: 'yes' });
      }
    }
  });

  test('security is the same in every environment', () => {
    const [dev, staging, prod] = ['dev', 'staging', 'prod'].map((environment) => {
      const stage = testStage({ app: testApp({ environment }) });
      make(neighbourhood(stage), 'First');
      return securityOf(resourcesOf(RenderedStage.of(stage)));
    });
    expect(staging).toEqual(dev);
    expect(prod).toEqual(dev);
  });
});

test.each(made.map(([name]) => [name]))('%s is on a page', (name) => {
  const page = kebab(name);
  const documented = fs.readdirSync(path.resolve(__dirname, '../../../docs/constructs')).some((file) => {
    const text = fs.readFileSync(path.resolve(__dirname, '../../../docs/constructs', file), 'utf8');
    return file === `${page}.md` || text.includes(name);
  });
  expect(documented).toBe(true);
});

/** Arguments that decide who reaches or reads something, wherever they occur; how many addresses a gateway has is redundancy. */
const SECURITY =
  /public(?!_ip_address_id)|local_auth|local_user|shared_access|access_keys|admin|anonymous|tls|protocol|https|encryption|rbac|purge|network_acls|network_rule|default_action|bypass|restricted|insecure|external|internal_load|mutual|sftp|nested|oauth|outbound|role_definition|access$|policies/;

function securityOf(resources: Record<string, unknown>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const visit = (value: unknown, at: string) => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => visit(item, `${at}[${index}]`));
    } else if (typeof value === 'object' && value !== null) {
      Object.entries(value).forEach(([key, each]) => visit(each, `${at}.${key}`));
    } else if (SECURITY.test(at.split('.').slice(2).join('.'))) {
      found[at] = value;
    }
  };
  visit(resources, '');
  return found;
}

function isOrExtends(value: unknown, base: unknown): boolean {
  return value === base || (value as { prototype: unknown }).prototype instanceof (base as typeof Construct);
}

function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
