import { z } from 'zod';
import { ParameterSet, parsedBy } from '../../../lib/stage/parameter-set';
import { Cidr } from '../../../lib/values/cidr';
import { EnvironmentProfile } from '../../../lib/values/environment-profile';

const set = new ParameterSet({
  shape: {
    redisSku: z.string().describe('SKU of Redis'),
    maxReplicas: z.int().min(1).max(300).default(10).describe('Most replicas'),
    apiExposure: z.enum(['public', 'internal']).default('public').describe('Who reaches the API'),
    locks: z.boolean().default(false).describe('Whether data is locked'),
    ranges: z.array(z.string()).default([]).describe('Allowed ranges'),
    space: parsedBy((text) => Cidr.parse(text))
      .optional()
      .describe('Address space'),
  },
  defaults: (profile) => ({ redisSku: profile.name === 'prod' ? 'B10' : 'B5' }),
});

function read(values: Record<string, unknown>, profile = EnvironmentProfile.DEV) {
  return set.read(profile, [{ name: 'command line', values }]);
}

test('defaults may depend on the profile', () => {
  expect(read({}).values.redisSku).toBe('B5');
  expect(read({}, EnvironmentProfile.PROD).values.redisSku).toBe('B10');
});

test('text from a command line is read as the type of the parameter', () => {
  const { values } = read({ maxReplicas: '5', locks: 'true', ranges: '10.0.0.0/8, 20.0.0.1', space: '10.1.0.0/16' });
  expect(values).toMatchObject({ maxReplicas: 5, locks: true, ranges: ['10.0.0.0/8', '20.0.0.1'] });
  expect(values.space?.prefix).toBe(16);
});

test('later sources win, and the listing says which', () => {
  const { values, descriptions } = set.read(EnvironmentProfile.DEV, [
    { name: 'environments/dev.json', values: { maxReplicas: 3, redisSku: 'B3' } },
    { name: 'command line', values: { maxReplicas: '4' } },
  ]);
  expect(values.maxReplicas).toBe(4);
  expect(descriptions.map(({ name, value, source }) => [name, value, source])).toEqual([
    ['redisSku', 'B3', 'environments/dev.json'],
    ['maxReplicas', 4, 'command line'],
    ['apiExposure', 'public', 'default'],
    ['locks', false, 'default'],
    ['ranges', [], 'default'],
    ['space', undefined, 'default'],
  ]);
});

test.each([
  [
    { redisSkew: 'E10' },
    'command line: parameters: there is no parameter "redisSkew". Allowed: redisSku, maxReplicas, apiExposure, locks, ranges, space. Did you mean "redisSku"?',
  ],
  [{ maxReplicas: 'five' }, 'command line: parameters.maxReplicas: got "five". Allowed: a whole number from 1 to 300.'],
  [{ maxReplicas: 900 }, 'command line: parameters.maxReplicas: got 900. Allowed: a whole number from 1 to 300.'],
  [{ locks: 'perhaps' }, 'command line: parameters.locks: got "perhaps". Allowed: true, false.'],
  [
    { apiExposure: 'pubic' },
    'command line: parameters.apiExposure: got "pubic". Allowed: public, internal. Did you mean "public"?',
  ],
  [
    { space: '10.0.0.1/16' },
    'command line: parameters.space: "10.0.0.1/16" has host bits set. Allowed: the first address of the range. Did you mean "10.0.0.0/16"?',
  ],
])('%j is refused with its source, what is allowed and a hint', (values, message) => {
  expect(() => read(values)).toThrow(message);
});

test('all problems are reported at once', () => {
  expect(() => read({ maxReplicas: 'five', locks: 'perhaps', typo: 1 })).toThrow(/typo[^]*maxReplicas[^]*locks/);
});
