import fs from 'node:fs';
import path from 'node:path';
import facts from '../../../lib/facts/arm-types.json';
import { allProviders } from '../../../lib/rehearsal/providers';

const CONSTRUCTS = path.join(__dirname, '../../../lib/constructs');
const SYSTEMS = path.join(__dirname, '../../stacks');
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

/** Namespaces that every subscription has. */
const ALWAYS = ['microsoft.authorization', 'microsoft.consumption', 'microsoft.resources'];

test('every stage of the systems registers the resource providers of what it has', () => {
  const missing = goldens().flatMap((file) => {
    const { provider, resource = {} } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const registered = (provider.azurerm[0].resource_providers_to_register ?? []).map((name: string) =>
      name.toLowerCase(),
    );
    const needed = Object.keys(resource).flatMap((name) => ownNamespacesOf(name));
    return [...new Set(needed)]
      .filter((namespace) => !registered.includes(namespace) && !ALWAYS.includes(namespace))
      .map((namespace) => `${path.relative(SYSTEMS, file)} needs ${namespace}`);
  });
  expect(missing).toEqual([]);
});

/** Namespaces of the resources of a type that are not parts of others, which another stage may have. */
function ownNamespacesOf(name: string): readonly string[] {
  return (ARM_TYPES[name] ?? [])
    .filter(
      (type) =>
        type.split('/').length === 2 && !/custom_domain|customer_managed_key|_association$|dns_servers/.test(name),
    )
    .map((type) => type.slice(0, type.indexOf('/')).toLowerCase());
}

function goldens(): readonly string[] {
  return fs
    .readdirSync(SYSTEMS, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[\w-]+\/goldens\/[\w-]+\/[\w-]+\.json$/.test(file))
    .map((file) => path.join(SYSTEMS, file));
}
