import fc from 'fast-check';
import { ValueError } from '../../../lib/errors';
import facts from '../../../lib/facts/naming.json';
import { ResourceName, type ResourceNameParts, uniqueSuffix } from '../../../lib/values/resource-name';

const rules = new Map(facts.entries.map((entry) => [entry.resource, entry]));
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,6}){0,2}$/);
const parts: fc.Arbitrary<ResourceNameParts> = fc.record({
  resourceType: fc.constantFrom(...rules.keys()),
  project: word,
  environment: fc.constantFrom('dev', 'staging', 'prod'),
  qualifier: fc.option(word, { nil: undefined }),
  uniqueness: fc.string(),
});

/** The name, or the error that it is refused with. */
function derive(given: ResourceNameParts): string | ValueError {
  try {
    return ResourceName.derive(given);
  } catch (error) {
    if (error instanceof ValueError) {
      return error;
    }
    throw error;
  }
}

describe('whatever project, environment and qualifier', () => {
  test('a name is legal for its type, or the error shows the name and the rule', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const rule = rules.get(given.resourceType);
        const name = derive(given);
        if (typeof name === 'string') {
          expect(name).toMatch(new RegExp(rule?.regex ?? ''));
          expect(name.length).toBeGreaterThanOrEqual(rule?.minLength ?? 0);
          expect(name.length).toBeLessThanOrEqual(rule?.maxLength ?? 0);
        } else {
          expect(name.message).toMatch(/^name "[^"]+" (has \d+ characters|is not one that)/);
          expect(name.message).toContain(`${rule?.minLength} to ${rule?.maxLength} characters matching ${rule?.regex}`);
          expect(name.message).toContain('Shorten the project, the environment or the qualifier');
        }
      }),
    );
  });

  test('the same parts give the same name', () => {
    fc.assert(
      fc.property(parts, (given) => {
        expect(String(derive({ ...given }))).toBe(String(derive(given)));
      }),
    );
  });

  test('a name in the public DNS differs where the uniqueness differs', () => {
    const pair = fc.uniqueArray(fc.string({ maxLength: 20 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const name = (uniqueness: string) =>
          ResourceName.derive({
            resourceType: 'azurerm_storage_account',
            project: 'demo',
            environment: 'dev',
            uniqueness,
          });
        expect(name(one ?? '')).not.toBe(name(other ?? ''));
      }),
    );
  });

  test('the suffix is five characters that every type takes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(uniqueSuffix(text)).toMatch(/^[a-z0-9]{5}$/);
      }),
    );
  });
});

test.each([
  ['azurerm_log_analytics_workspace', 'log-demo-dev-logs'],
  ['azurerm_storage_account', expect.stringMatching(/^stdemodevlogs[a-z0-9]{5}$/)],
  ['azurerm_key_vault', expect.stringMatching(/^kv-demo-dev-logs-[a-z0-9]{5}$/)],
])('%s is named by abbreviation, project, environment and qualifier', (resourceType, expected) => {
  expect(
    ResourceName.derive({ resourceType, project: 'demo', environment: 'dev', qualifier: 'logs', uniqueness: 'x' }),
  ).toEqual(expected);
});

test('hyphens go where the name only fits without', () => {
  expect(
    ResourceName.derive({
      resourceType: 'azurerm_key_vault',
      project: 'news-app',
      environment: 'dev',
      qualifier: 'secret',
      uniqueness: 'x',
    }),
  ).toMatch(/^kvnewsappdevsecret[a-z0-9]{5}$/);
});

test('a type without a rule is refused', () => {
  expect(() => ResourceName.check('azurerm_unheard_of', 'x')).toThrow(
    'there is no naming rule for azurerm_unheard_of. Allowed: the types in lib/facts/naming.json. Give the name yourself.',
  );
});

test('an abbreviation can be replaced', () => {
  expect(
    ResourceName.derive({
      resourceType: 'azurerm_user_assigned_identity',
      abbreviation: 'uai',
      project: 'demo',
      environment: 'dev',
      uniqueness: 'x',
    }),
  ).toBe('uai-demo-dev');
});

describe('a name that stays taken after a deletion', () => {
  const name = (resourceType: string, location: string) =>
    ResourceName.derive({ resourceType, project: 'demo', environment: 'dev', uniqueness: 'same', location });

  test.each(['azurerm_key_vault', 'azurerm_app_configuration', 'azurerm_cognitive_account', 'azurerm_api_management'])(
    'differs by region: %s',
    (type) => {
      expect(name(type, 'westeurope')).not.toBe(name(type, 'northeurope'));
      expect(name(type, 'westeurope')).toBe(name(type, 'westeurope'));
    },
  );

  test('does so for no other type: a storage account keeps its name', () => {
    expect(name('azurerm_storage_account', 'westeurope')).toBe(name('azurerm_storage_account', 'northeurope'));
  });
});

describe('a private endpoint', () => {
  const derive64 = (qualifier: string) =>
    ResourceName.derive({
      resourceType: 'azurerm_private_endpoint',
      project: 'holiday-peak-hub',
      environment: 'staging',
      qualifier,
      uniqueness: '',
    });

  test('has its whole name up to 64 characters', () => {
    const qualifier = 'q'.repeat(64 - 'pep-holiday-peak-hub-staging-'.length);
    expect(derive64(qualifier)).toBe(`pep-holiday-peak-hub-staging-${qualifier}`);
  });

  test('has the end of a longer one replaced by characters that stand for the whole', () => {
    const [one, other] = [derive64(`${'q'.repeat(40)}-blob`), derive64(`${'q'.repeat(40)}-file`)];
    expect(one).toMatch(/^pep-holiday-peak-hub-staging-q{29}-[a-z0-9]{5}$/);
    expect(one).toHaveLength(64);
    expect(one).not.toBe(other);
  });
});
