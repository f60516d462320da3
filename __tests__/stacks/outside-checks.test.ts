import { readdirSync, readFileSync } from 'fs';
import { basename, join } from 'path';
import { TerraformVariable } from 'cdktf';
import { SearchService } from '../../lib/constructs/ai/search-service';
import { RedisCache } from '../../lib/constructs/data/redis-cache';
import { KeyVault } from '../../lib/constructs/security/key-vault';
import { RenderedStage, testApp, testStage } from '../../lib/testing';
import { RedisCacheSku } from '../../lib/values/redis-cache-sku';
import { EXCEPTIONS } from '../helpers/outside-check-exceptions';
import { OUTSIDE_CHECKS, type Resource, type Surroundings } from '../helpers/outside-checks';

const SYSTEMS = ['agentic-platform', 'finagentix', 'holiday-peak-hub', 'sigmatiq', 'trade-nexus'];
/** Folders of goldens whose environment has the profile of production. */
const PRODUCTION = ['prod', 'dev-as-prod'];

interface Stage {
  readonly name: string;
  readonly production: boolean;
  readonly resources: Surroundings['stage'];
}

function goldens(): Stage[] {
  return SYSTEMS.flatMap((system) => {
    const root = join(__dirname, system, 'goldens');
    return readdirSync(root).flatMap((environment) =>
      readdirSync(join(root, environment)).map((file) => {
        const { resource = {} } = JSON.parse(readFileSync(join(root, environment, file), 'utf8')) as {
          resource?: Surroundings['stage'];
        };
        const name = `${system}/${environment}/${basename(file, '.json')}`;
        return { name, production: PRODUCTION.includes(environment), resources: resource };
      }),
    );
  });
}

/** What constructs have that no system takes with its default parameters. */
function others(): Stage {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  const vault = new KeyVault(stage, 'Vault');
  vault.addKey('Encryption');
  const value = new TerraformVariable(stage, 'secret', { type: 'string', sensitive: true }).stringValue;
  vault.addSecret('ApiKey', { value });
  new RedisCache(stage, 'Cache', { sku: RedisCacheSku.parse('P1') });
  new SearchService(stage, 'Search');
  const types = ['azurerm_key_vault_key', 'azurerm_key_vault_secret', 'azurerm_redis_cache', 'azurerm_search_service'];
  const rendered = RenderedStage.of(stage);
  const resources = Object.fromEntries(types.map((type) => [type, { only: rendered.resource(type) }]));
  return { name: 'constructs', production: true, resources };
}

const STAGES = [...goldens(), others()];

/** The value at a path; blocks of one are written with or without a list. */
function valueAt(resource: Resource, path: string): unknown {
  const parts = path.split('.').filter((part) => part !== '');
  return parts.reduce<unknown>((value, part) => {
    const block = (Array.isArray(value) ? value[0] : value) as Record<string, unknown> | undefined;
    return block?.[part];
  }, resource);
}

/** The stages in which something is not as a check wants it. */
function failures(id: string, stages: readonly Stage[]): string[] {
  return OUTSIDE_CHECKS.filter(([each]) => each === id).flatMap(([, type, path, expected]) =>
    stages.flatMap(({ name, resources }) =>
      Object.entries(resources[type] ?? {})
        .filter(([logicalId, resource]) => {
          const address = `${type}.${logicalId}`;
          return !expected(valueAt(resource, path), { resource, address, stage: resources });
        })
        .map(([logicalId]) => `${name}: ${type}.${logicalId}`),
    ),
  );
}

const IDS = [...new Set(OUTSIDE_CHECKS.map(([id]) => id))];
const EVERYWHERE = EXCEPTIONS.flatMap(({ everywhere = [] }) => everywhere);
const OUTSIDE_PRODUCTION = EXCEPTIONS.flatMap(({ outsideProduction = [] }) => outsideProduction);

test.each(IDS)('%s holds in all systems, or is a documented exception', (id) => {
  const held = STAGES.filter(({ production }) =>
    EVERYWHERE.includes(id) ? false : OUTSIDE_PRODUCTION.includes(id) ? production : true,
  );
  expect(failures(id, held)).toEqual([]);
});

test('every check looks at something that there is', () => {
  const types = new Set(STAGES.flatMap(({ resources }) => Object.keys(resources)));
  expect(OUTSIDE_CHECKS.filter(([, type]) => !types.has(type))).toEqual([]);
});

test('no exception is kept that nothing needs any more', () => {
  const small = STAGES.filter(({ production }) => !production);
  expect(EVERYWHERE.filter((id) => failures(id, STAGES).length === 0)).toEqual([]);
  expect(OUTSIDE_PRODUCTION.filter((id) => failures(id, small).length === 0)).toEqual([]);
});

describe.each(EXCEPTIONS)(
  'the exceptions of $construct',
  ({ construct, page, everywhere = [], outsideProduction = [] }) => {
    const ids = [...everywhere, ...outsideProduction];

    test('have their reasons in its comment', () => {
      const text = readFileSync(join('lib', 'constructs', `${construct}.ts`), 'utf8');
      const comments = [...text.matchAll(/\/\*\*.*?\*\//gs)].map(([comment]) => comment).join('\n');
      expect(ids.filter((id) => !new RegExp(`${id}[,:]`).test(comments))).toEqual([]);
    });

    test('have their reasons on its page', () => {
      const text = readFileSync(join('docs', 'constructs', `${page}.md`), 'utf8');
      expect(ids.filter((id) => !text.includes(`\`${id}\``))).toEqual([]);
    });
  },
);
