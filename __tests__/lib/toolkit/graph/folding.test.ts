import fc from 'fast-check';
import { foldAlike } from '../../../../lib/toolkit/graph/fold-alike';
import { foldLayers } from '../../../../lib/toolkit/graph/fold-layers';
import { textGraph } from '../../../../lib/toolkit/graph/text-graph';
import { withoutTransitive } from '../../../../lib/toolkit/graph/transitive-reduction';
import { type GraphNode } from '../../../../lib/toolkit/io/results';
import { millisecondsOf } from '../../../helpers/long-texts';

const node = (name: string, lifecycle: string, ...dependencies: readonly string[]): GraphNode => ({
  name,
  lifecycle,
  dependencies,
});
const many = (count: number, make: (index: number) => GraphNode) => Array.from({ length: count }, (_, at) => make(at));
const names = (nodes: readonly GraphNode[]) => nodes.map(({ name }) => name);

/** Tenants of three stages in each of two regions. */
const platform = (tenants: number) => [
  node('global', 'permanent'),
  ...['eu', 'us'].flatMap((region) => [
    node(`${region}-data`, 'permanent', 'global'),
    node(`${region}-cluster`, 'on-demand', `${region}-data`),
    ...many(tenants, (at) => node(`tenant-${region}-${at}-data`, 'permanent', `${region}-data`)),
    ...many(tenants, (at) =>
      node(`tenant-${region}-${at}-app`, 'on-demand', `${region}-cluster`, `tenant-${region}-${at}-data`),
    ),
  ]),
];

/** That each node comes after those that it needs, and no stage is lost. */
function expectSound(before: readonly GraphNode[], after: readonly GraphNode[]): void {
  const stages = after.flatMap((each) => each.stages ?? [each.name]);
  expect(stages.toSorted()).toEqual(names(before).toSorted());
  expect(new Set(names(after)).size).toBe(after.length);
  const boxes = new Map(after.flatMap((each) => (each.stages ?? [each.name]).map((stage) => [stage, each.name])));
  const placed = new Set<string>();
  for (const { name, dependencies } of after) {
    expect(dependencies.filter((needed) => !placed.has(needed))).toEqual([]);
    placed.add(name);
  }
  const needs = new Map(after.map(({ name, dependencies }) => [name, dependencies]));
  for (const { name, dependencies } of before) {
    const box = boxes.get(name) ?? '';
    for (const needed of dependencies.map((each) => boxes.get(each) ?? '')) {
      expect(needed === box || needs.get(box)?.includes(needed)).toBe(true);
    }
  }
}

describe('foldAlike', () => {
  it('draws tenants as one box for each of their stages and regions', () => {
    const folded = foldAlike(platform(100));
    expect(textGraph(folded).split('\n')).toEqual([
      'global',
      '├── eu-data',
      '│   ├── eu-cluster',
      '│   │   └── tenant-eu-*-app (100 stages)',
      '│   └── tenant-eu-*-data (100 stages)',
      '│       └── tenant-eu-*-app (100 stages)',
      '└── us-data',
      '    ├── us-cluster',
      '    │   └── tenant-us-*-app (100 stages)',
      '    └── tenant-us-*-data (100 stages)',
      '        └── tenant-us-*-app (100 stages)',
    ]);
    expectSound(platform(100), folded);
  });

  it('leaves five stages that are alike each a box of its own', () => {
    expect(foldAlike(platform(5))).toHaveLength(platform(5).length);
    expect(foldAlike(platform(6))).toHaveLength(9);
  });

  it('takes together neither other lifecycles, nor other dependencies, nor other dependents', () => {
    const stages = [
      node('a', 'permanent'),
      ...many(6, (at) => node(`x-${at}`, 'permanent', 'a')),
      ...many(6, (at) => node(`x-1${at}`, 'on-demand', 'a')),
      ...many(6, (at) => node(`x-2${at}`, 'permanent')),
      node('x-9', 'permanent', 'a'),
      node('z', 'permanent', 'x-9'),
    ];
    const folded = foldAlike(stages);
    expect(folded.map((each) => each.stages?.length ?? each.name)).toEqual(['a', 6, 6, 6, 'x-9', 'z']);
    expect(new Set(names(folded)).size).toBe(6);
  });

  it.each([
    ['a prefix', 'stage-agent-* (6 stages)', (letter: string) => `stage-agent-${letter}`],
    ['a prefix and an end', 'tenant-*-app (6 stages)', (letter: string) => `tenant-${letter}-app`],
    ['an end', '*-app (6 stages)', (letter: string) => `${letter}-app`],
    ['letters before a number', 'shard* (6 stages)', (letter: string) => `shard${letter.codePointAt(0)}`],
    ['the first and the last', 'ax … fx (6 stages)', (letter: string) => `${letter}x`],
  ])('names a group by %s', (_, expected, nameOf) => {
    expect(names(foldAlike([...'abcdef'].map((letter) => node(nameOf(letter), 'permanent'))))).toEqual([expected]);
  });

  it('leaves a stage out of a group with another prefix', () => {
    const agents = many(21, (at) => node(`stage-agent-${at}`, 'on-demand'));
    expect(names(foldAlike([...agents, node('stage-crud', 'on-demand')]))).toEqual([
      'stage-agent-* (21 stages)',
      'stage-crud',
    ]);
  });

  it('counts the status of the stages in a group', () => {
    const status = (at: number) => (at < 7 ? 'deployed' : 'unknown');
    const stages = many(10, (at) => ({ ...node(`x-${at}`, 'permanent'), statuses: { [status(at)]: 1 } }));
    expect(foldAlike(stages)).toMatchObject([{ statuses: { deployed: 7, unknown: 3 } }]);
    expect(textGraph(foldAlike(stages))).toBe('x-* (10 stages): 7 deployed, 3 unknown');
  });

  it('keeps a stage apart that is named as a group is', () => {
    const stages = [
      ...many(6, (at) => node(`x-${at}`, 'permanent')),
      node('x-* (6 stages)', 'ephemeral'),
      node('x-0 … x-5 (6 stages)', 'on-demand'),
    ];
    expect(new Set(names(foldAlike(stages))).size).toBe(3);
  });
});

describe('foldLayers', () => {
  const chain = (count: number) =>
    many(count, (at) => node(`s-${at}`, 'permanent', ...(at === 0 ? [] : [`s-${at - 1}`])));

  it('draws up to 60 boxes as they are, and a chain of 1,000 stages in twelve', () => {
    expect(foldLayers(chain(60))).toHaveLength(60);
    const folded = withoutTransitive(foldLayers(chain(1000)));
    expect(folded).toHaveLength(12);
    expect(folded[1]).toMatchObject({ name: 'layers 85-167: s-* (83 stages)', dependencies: [folded[0]?.name] });
  });

  it('divides a layer by lifecycle where each has a box', () => {
    const stages = [
      node('a', 'permanent'),
      ...many(40, (at) => node(`p${at}`, 'permanent', 'a')),
      ...many(40, (at) => node(`e${at}`, 'ephemeral', 'a')),
    ];
    expect(foldLayers(stages)).toMatchObject([
      { name: 'a' },
      { name: 'layer 2: p* (40 stages)', lifecycle: 'permanent' },
      { name: 'layer 2: e* (40 stages)', lifecycle: 'ephemeral' },
    ]);
  });
});

const lifecycles = ['permanent', 'on-demand', 'ephemeral'];
const random = fc
  .array(fc.tuple(fc.nat(2), fc.nat(2), fc.array(fc.nat(), { maxLength: 3 })), { minLength: 1, maxLength: 120 })
  .map((all) =>
    all.map(([lifecycle, prefix, needs], at) =>
      node(
        `${'abc'[prefix]}-${at}`,
        lifecycles[lifecycle] ?? '',
        ...(at === 0 ? [] : needs.map((n) => `${'abc'[all[n % at]?.[1] ?? 0]}-${n % at}`)),
      ),
    ),
  );

it('folding loses no stage and no dependency, and makes no circle', () => {
  fc.assert(
    fc.property(random, (nodes) => {
      expectSound(nodes, foldAlike(nodes));
      expectSound(nodes, foldLayers(nodes));
      expectSound(nodes, foldLayers(foldAlike(nodes)));
    }),
  );
});

it.each([
  ['chain', many(3000, (at) => node(`s${at}`, 'permanent', ...(at === 0 ? [] : [`s${at - 1}`])))],
  ['star', many(3000, (at) => node(`s${at}`, 'permanent', ...(at === 0 ? [] : ['s0'])))],
  ['platform', platform(750)],
])('a %s of 3,000 stages is folded in a moment', (_, stages) => {
  let boxes: readonly GraphNode[] = [];
  expect(millisecondsOf(() => (boxes = foldLayers(foldAlike(withoutTransitive(stages)))))).toBeLessThan(20_000);
  expect(boxes.length).toBeLessThanOrEqual(12);
});
