import { readFileSync } from 'fs';
import { join } from 'path';
import { TerraformVariable } from 'cdktf';
import { SearchService } from '../../lib/constructs/ai/search-service';
import { RedisCache } from '../../lib/constructs/data/redis-cache';
import { KeyVault } from '../../lib/constructs/security/key-vault';
import facts from '../../lib/facts/policy-sources.json';
import { evaluate } from '../../lib/policy/evaluate';
import { PolicyTree } from '../../lib/policy/policy-tree';
import { POLICY_RULES } from '../../lib/policy/rules';
import { type SynthesizedStage } from '../../lib/synthesized/synthesized-stage';
import { RenderedStage, testApp, testStage } from '../../lib/testing';
import { findingsOf } from '../../lib/toolkit/policy/findings-of';
import { RedisCacheSku } from '../../lib/values/redis-cache-sku';
import { GOLDEN_APPS, goldenRun } from '../helpers/golden-assembly';
import { EXCEPTIONS } from '../helpers/outside-check-exceptions';

/** Environments of goldens that have the profile of production. */
const PRODUCTION = ['prod', 'dev-as-prod'];

interface Check {
  readonly types: readonly string[];
  readonly rule?: string;
  readonly differs?: string;
}

/** Checks of Checkov and of policy-library-avm by id. */
const CHECKS = new Map<string, Check>([...Object.entries(facts.checkov), ...Object.entries(facts.avm)]);
const IDS = [...CHECKS].flatMap(([id, { rule }]) => (rule === undefined ? [] : [id]));

/** A finding of a rule. */
interface Found {
  readonly app: string;
  readonly isProduction: boolean;
  readonly stage?: string;
  readonly rule: string;
  readonly address: string;
}

const found: Found[] = [];

beforeAll(async () => {
  for (const app of GOLDEN_APPS) {
    const isProduction = PRODUCTION.includes(app.split('/')[1] ?? '');
    for (const { ruleId: rule, address = '', stage } of await findingsOf(goldenRun(app).assembly, '.')) {
      found.push({ app, isProduction, stage, rule, address });
    }
  }
  for (const { ruleId: rule, address = '' } of evaluate(new PolicyTree([others()]), POLICY_RULES)) {
    found.push({ app: 'constructs', isProduction: true, rule, address });
  }
}, 120_000);

/** What constructs have that no system takes with its default parameters. */
function others(): SynthesizedStage {
  const stage = testStage({ app: testApp({ environment: 'prod' }) });
  const vault = new KeyVault(stage, 'Vault');
  vault.addKey('Encryption');
  const value = new TerraformVariable(stage, 'secret', { type: 'string', sensitive: true }).stringValue;
  vault.addSecret('ApiKey', { value });
  new RedisCache(stage, 'Cache', { sku: RedisCacheSku.parse('P1') });
  new SearchService(stage, 'Search');
  const types = ['azurerm_key_vault_key', 'azurerm_key_vault_secret', 'azurerm_redis_cache', 'azurerm_search_service'];
  const rendered = RenderedStage.of(stage);
  return {
    name: 'stage',
    location: 'westeurope',
    dependencies: [],
    resources: Object.fromEntries(types.map((type) => [type, { only: rendered.resource(type) }])),
    outputs: {},
    variables: {},
    upstream: () => undefined,
  };
}

/** What the rule of a check finds in resources of the types that the check looks at. */
function failures(id: string, isIn: (one: Found) => boolean = () => true): string[] {
  const { rule, types } = CHECKS.get(id) ?? { types: [] };
  return found
    .filter((one) => one.rule === rule && types.includes(one.address.split('.')[0] ?? '') && isIn(one))
    .map(({ app, stage, address }) => `${app} ${stage}: ${address}`);
}

const EVERYWHERE = EXCEPTIONS.flatMap(({ everywhere = [] }) => everywhere);
const OUTSIDE_PRODUCTION = EXCEPTIONS.flatMap(({ outsideProduction = [] }) => outsideProduction);

test.each(IDS)('%s holds in all systems, or is a documented exception', (id) => {
  const held = failures(id, ({ isProduction }) =>
    EVERYWHERE.includes(id) ? false : OUTSIDE_PRODUCTION.includes(id) ? isProduction : true,
  );
  expect(held).toEqual([]);
});

test('what only Premium registries have is there where Premium is', () => {
  const premium = GOLDEN_APPS.flatMap((app) =>
    goldenRun(app).assembly.stages.flatMap((stage) =>
      Object.entries(stage.template.resource?.['azurerm_container_registry'] ?? {}).flatMap(([name, { sku }]) =>
        sku === 'Premium' ? [`${app} ${stage.name}: azurerm_container_registry.${name}`] : [],
      ),
    ),
  );
  expect(premium.length).toBeGreaterThan(0);
  const lacking = ['CKV_AZURE_139', 'CKV_AZURE_167', 'CKV_AZURE_237'].flatMap((id) => failures(id));
  expect(lacking.filter((place) => premium.includes(place))).toEqual([]);
});

test('no exception is kept that nothing needs any more', () => {
  // Scanners find what the facts explain or excuse, and the rules do not.
  const isOurs = (id: string) => {
    const { rule, differs } = CHECKS.get(id) ?? {};
    return rule !== undefined && differs === undefined;
  };
  const isSmall = ({ isProduction }: Found) => !isProduction;
  expect(EVERYWHERE.filter((id) => isOurs(id) && failures(id).length === 0)).toEqual([]);
  expect(OUTSIDE_PRODUCTION.filter((id) => isOurs(id) && failures(id, isSmall).length === 0)).toEqual([]);
  expect([...EVERYWHERE, ...OUTSIDE_PRODUCTION].filter((id) => !CHECKS.has(id))).toEqual([]);
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
