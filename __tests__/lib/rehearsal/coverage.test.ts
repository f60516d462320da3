import fs from 'node:fs';
import path from 'node:path';
import facts from '../../../lib/facts/arm-types.json';
import resourceProviders from '../../../lib/facts/resource-providers.json';
import { allProviders } from '../../../lib/rehearsal/providers';

const CONSTRUCTS = path.join(__dirname, '../../../lib/constructs');
const ARM_TYPES: Readonly<Record<string, readonly string[]>> = facts.types;

/** Sources of the constructs, as one text. */
const sources = fs
  .readdirSync(CONSTRUCTS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => fs.readFileSync(path.join(CONSTRUCTS, file), 'utf8'))
  .join('\n');

/** Types of azurerm that the constructs make or read: by the bindings that they import, and where they have none by name. */
const rendered = [
  ...[...sources.matchAll(/@cdktf\/provider-azurerm\/lib\/(?:data-azurerm-)?([a-z0-9-]+)'/g)].map(
    ([, name = '']) => `azurerm_${name.replaceAll('-', '_')}`,
  ),
  ...[...sources.matchAll(/tfResourceType = '(azurerm_\w+)'/g)].map(([, name = '']) => name),
].filter((name, index, all) => all.indexOf(name) === index);

const served = new Set(allProviders().flatMap(({ types }) => types.flatMap(({ type }) => [type.toLowerCase()])));

test('the constructs use no provider but azurerm', () => {
  const providers = [...sources.matchAll(/@cdktf\/provider-([a-z0-9]+)/g)].map(([, name]) => name);
  expect(providers.filter((name) => name !== 'azurerm')).toEqual([]);
  expect(rendered.length).toBeGreaterThan(100);
});

test('the resource types are known of each type of azurerm that a construct can render, and of no other', () => {
  expect(Object.keys(ARM_TYPES)).toEqual([...rendered].sort());
});

test('the loopback Azure serves every resource type that a construct can need', () => {
  const missing = rendered.flatMap((name) =>
    (ARM_TYPES[name] ?? [])
      .filter((type) => !type.startsWith('*.') && !served.has(type.toLowerCase()))
      .map((type) => `${name} needs ${type}`),
  );
  expect(missing).toEqual([]);
});

test('a stage registers the resource provider of everything that is not a part of something else', () => {
  const always = ['microsoft.authorization', 'microsoft.consumption', 'microsoft.resources'];
  // These change a resource that has its own entry.
  const settings = ['custom_domain', 'customer_managed_key', 'association', 'dns_servers'];
  const own = Object.entries(ARM_TYPES)
    .filter(([, types]) => types.some((type) => type.split('/').length === 2))
    .filter(
      ([name]) =>
        name === 'azurerm_monitor_data_collection_rule_association' || !settings.some((end) => name.endsWith(end)),
    );
  const missing = own.filter(([name, types]) => {
    const namespaces = types.map((type) => type.split('/')[0]?.toLowerCase() ?? '');
    const registered = (resourceProviders.namespaces as Readonly<Record<string, string>>)[name]?.toLowerCase();
    return !namespaces.some(
      (namespace) => always.includes(namespace) || namespace === registered || namespace.startsWith('*'),
    );
  });
  expect(missing.map(([name]) => name)).toEqual([]);
});
