import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type SettingsInput } from '../../lib/stage/settings';
import { findSystem, systemNames } from '../../stacks';
import { expectGolden } from '../helpers/golden';
import { SystemApps } from '../helpers/system-apps';

type Named = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Root = Readonly<Record<string, Readonly<Record<string, Named>>>>;

/** One environment of each system, as its goldens have it for azurerm 4. */
const SYSTEMS: Readonly<Record<string, { goldens: string; settings: SettingsInput }>> = {
  'agentic-platform': { goldens: 'dev', settings: { parameters: { alertEmail: 'ops@example.com' } } },
  finagentix: { goldens: 'prod', settings: {} },
  'holiday-peak-hub': { goldens: 'prod', settings: {} },
  sigmatiq: { goldens: 'prod', settings: {} },
  'trade-nexus': { goldens: 'dev', settings: {} },
};

test('every system is compared', () => {
  expect(Object.keys(SYSTEMS)).toEqual(systemNames());
});

describe.each(Object.entries(SYSTEMS))('%s', (name, { goldens, settings }) => {
  const apps = new SystemApps(findSystem(name), '2026-11-01', [], path.join(__dirname, '../fixtures/platform-tenants'));
  const app = apps.with({ environment: goldens, azurermVersion: '~> 5.0', ...settings });
  const directory = path.join(__dirname, name, 'goldens', goldens);
  const stages = fs
    .readdirSync(directory)
    .sort()
    .map((file) => path.basename(file, '.json'));
  const fours = stages.map((stage) => parse(fs.readFileSync(path.join(directory, `${stage}.json`), 'utf8')));
  const fives = stages.map((stage) => parse(apps.rendered(app, stage).json));

  test('all stages ask for azurerm 5', () => {
    const versions = fives.map(({ terraform }) => terraform?.['required_providers']?.['azurerm']);
    expect(new Set(versions.map((each) => each?.['version']))).toEqual(new Set(['~> 5.0']));
  });

  test('what azurerm 5 changes is as reviewed, and nothing else differs', () => {
    const changes = stages.flatMap((stage, index) => {
      const changed = changesOf(fours[index] ?? {}, fives[index] ?? {});
      return Object.keys(changed).length === 0 ? [] : [[stage, changed]];
    });
    expectGolden(
      `stacks/goldens/azurerm-5/${name}.json`,
      `${JSON.stringify(Object.fromEntries(changes), undefined, 2)}\n`,
    );
  });
});

function parse(json: string): Root {
  return JSON.parse(json) as Root;
}

/** Changes by type, those that are alike together: `resource azurerm_subnet`. */
function changesOf(four: Root, five: Root): Record<string, unknown[]> {
  const changes: Record<string, Map<string, number>> = {};
  for (const [kind, type, address] of addressesOf(four, five)) {
    const [before, after] = [four, five].map((root) => root[kind]?.[type]?.[address]);
    if (!isDeepStrictEqual(without(before), without(after))) {
      const change = JSON.stringify({ 4: without(before, after), 5: without(after, before) });
      const alike = change.replace(/(azurerm_\w+)\.[\w-]+/g, '$1.*');
      const known = (changes[`${kind} ${type}`] ??= new Map());
      known.set(alike, (known.get(alike) ?? 0) + 1);
    }
  }
  return Object.fromEntries(
    Object.entries(changes).map(([type, known]) => [
      type,
      [...known].map(([change, count]) => ({ count, ...JSON.parse(change) })),
    ]),
  );
}

/** Places of all blocks: resources and data sources, outputs, the provider's. */
function addressesOf(...roots: readonly Root[]): [kind: string, type: string, name: string][] {
  const places = roots.flatMap((root) =>
    Object.entries(root)
      .filter(([kind]) => kind !== 'terraform' && kind !== '//')
      .flatMap(([kind, types]) =>
        Object.entries(types).flatMap(([type, named]) =>
          Object.keys(named).map((name) => JSON.stringify([kind, type, name])),
        ),
      ),
  );
  return [...new Set(places)].sort().map((place) => JSON.parse(place));
}

/** What of a value another one has not, or otherwise; all of it but cdktf's own data where there is no other. */
function without(value: unknown, other: unknown = {}): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const known = (other ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => key !== '//' && !isDeepStrictEqual(each, known[key]))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, without(each, known[key])]),
  );
}
