import { argumentChanges } from '../../../../lib/toolkit/terraform/argument-changes';
import { type ResourceChange } from '../../../../lib/toolkit/terraform/plan-json';

const change = (more: Partial<ResourceChange>): ResourceChange => ({
  address: 'azurerm_redis_cache.Cache',
  type: 'azurerm_redis_cache',
  isData: false,
  action: 'update',
  before: {},
  after: {},
  afterUnknown: {},
  beforeSensitive: {},
  afterSensitive: {},
  ...more,
});

it.each<[string, Partial<ResourceChange>, unknown]>([
  [
    'values that differ, and no others',
    { before: { sku: 'E5', zones: ['1'], name: 'a' }, after: { sku: 'E10', zones: ['1', '2'], name: 'a' } },
    [
      { name: 'sku', before: '"E5"', after: '"E10"' },
      { name: 'zones', before: '["1"]', after: '["1","2"]' },
    ],
  ],
  [
    'parts of blocks, and blocks that come and go',
    { before: { rule: [{ port: 1 }, { port: 2 }] }, after: { rule: [{ port: 3 }], identity: [{ type: 'System' }] } },
    [
      { name: 'identity[0].type', after: '"System"' },
      { name: 'rule[0].port', before: '1', after: '3' },
      { name: 'rule[1].port', before: '2' },
    ],
  ],
  [
    'what is known after the apply',
    { before: { id: 'a' }, after: {}, afterUnknown: { id: true, other: true } },
    [
      { name: 'id', before: '"a"', isUnknown: true },
      { name: 'other', isUnknown: true },
    ],
  ],
  [
    'sensitive values without them, where they differ or are unknown',
    {
      before: { key: 'a', same: 'b', list: ['c'], next: 'd' },
      after: { key: 'x', same: 'b', list: ['y'] },
      afterUnknown: { next: true },
      beforeSensitive: { key: true, list: [true], next: true },
      afterSensitive: { same: true },
    },
    [
      { name: 'key', isSensitive: true },
      { name: 'list', isSensitive: true },
      { name: 'next', isSensitive: true },
    ],
  ],
  [
    'what forces a replacement, with all that is in it',
    {
      action: 'replace',
      before: { sku: { name: 'a', size: 1 }, other: 1 },
      after: { sku: { name: 'b', size: 1 }, other: 2 },
      replacePaths: [['sku']],
    },
    [
      { name: 'other', before: '1', after: '2' },
      { name: 'sku.name', before: '"a"', after: '"b"', forcesReplacement: true },
    ],
  ],
  [
    'all arguments of what is created',
    { action: 'create', before: null, after: { a: 1, b: null } },
    [{ name: 'a', after: '1' }],
  ],
  ['nothing of what is deleted', { action: 'delete', before: { a: 1 }, after: null }, []],
])('%s', (_, more, expected) => {
  expect(argumentChanges(change(more))).toEqual(expected);
});

it('hides a resource that is sensitive as a whole', () => {
  expect(argumentChanges(change({ before: { a: 1 }, after: { a: 2 }, afterSensitive: true }))).toEqual([
    { name: '', isSensitive: true },
  ]);
});
