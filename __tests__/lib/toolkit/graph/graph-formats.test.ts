import { StageArtifact } from '../../../../lib/toolkit/assembly/stage-artifact';
import { dotGraph } from '../../../../lib/toolkit/graph/dot-graph';
import { mermaidGraph } from '../../../../lib/toolkit/graph/mermaid-graph';
import { svgGraph } from '../../../../lib/toolkit/graph/svg-graph';
import { textGraph } from '../../../../lib/toolkit/graph/text-graph';
import { millisecondsOf } from '../../../helpers/long-texts';

function stage(name: string, ...dependencies: readonly string[]): StageArtifact {
  const stack = {
    name,
    constructPath: name,
    workingDirectory: name,
    synthesizedStackPath: `${name}.json`,
    annotations: [],
    dependencies: [...dependencies],
  };
  return new StageArtifact('/', stack, { dependencies });
}

const number = (index: number) => `s${String(index).padStart(4, '0')}`;

/** Stages of which each needs the one before. */
const chain = (length: number) =>
  Array.from({ length }, (_, index) => stage(number(index), ...(index === 0 ? [] : [number(index - 1)])));

/** The same, with another stage that hangs on each. */
const caterpillar = (length: number) =>
  chain(length).flatMap((each) => [each, stage(each.name.replace('s', 'x'), each.name)]);

const drawn = (stages: readonly StageArtifact[]) => textGraph(stages).split('\n');

describe('textGraph', () => {
  it('draws each stage below one that it needs, and goes to the right', () => {
    expect(drawn([stage('a'), stage('b', 'a'), stage('c', 'a', 'b'), stage('d', 'c'), stage('e')])).toEqual([
      'a',
      '├── b',
      '│   └── c',
      '│       └── d',
      '└── c (see above)',
      'e',
    ]);
  });

  it('draws a long chain straight down, and what hangs on its end below that', () => {
    const end = number(8);
    const stages = [stage('a'), ...chain(9).slice(1), stage('x', end), stage('y', end), stage('z', 'a')];
    const [first, ...rest] = stages.slice(1);
    expect(drawn([stage('a'), stage(first?.name ?? '', 'a'), ...rest])).toEqual([
      'a',
      '├── s0001',
      '│   └── s0002',
      '│       └── s0003',
      '│           └── s0004',
      '│               └── s0005',
      '│                   └── s0006',
      '│                       └── s0007',
      '│                           └── s0008',
      '│                               ├── x',
      '│                               └── y',
      '└── z',
    ]);
    const longer = [stage('a'), stage('b', 'a'), stage(number(0), 'a'), ...chain(10).slice(1), stage('x', number(9))];
    expect(drawn(longer)).toEqual([
      'a',
      '├── b',
      '└── s0000',
      ...Array.from({ length: 9 }, (_, index) => `    ↓ ${number(index + 1)}`),
      '    ↓ x',
    ]);
  });

  it('goes on below where a tree would grow too far to the right', () => {
    const lines = drawn(caterpillar(20));
    expect(lines.filter((line) => line.includes('s0016'))).toEqual([
      `${'    '.repeat(15)}└── s0016 (see below)`,
      's0016',
    ]);
    expect(lines.slice(-1)[0]).toBe(`${'    '.repeat(3)}└── x0019`);
  });

  it.each([
    ['chain', chain(3000)],
    ['chain with a stage on each of its stages', caterpillar(3000)],
    ['star', [stage('a'), ...Array.from({ length: 3000 }, (_, index) => stage(number(index), 'a'))]],
  ])('draws a %s of 3,000 stages, each once and legible, in seconds', (_, stages) => {
    let lines: string[] = [];
    expect(millisecondsOf(() => (lines = drawn(stages)))).toBeLessThan(10_000);
    const names = lines.filter((line) => !line.endsWith('(see below)')).map((line) => /\w+$/.exec(line)?.[0]);
    expect([...names].sort()).toEqual(stages.map(({ name }) => name).sort());
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(90);
  });
});

describe.each([
  ['mermaidGraph', mermaidGraph],
  ['dotGraph', dotGraph],
])('%s', (_, draw) => {
  it('draws a chain of 3,000 stages in seconds', () => {
    const stages = chain(3000);
    let text = '';
    expect(millisecondsOf(() => (text = draw(stages)))).toBeLessThan(10_000);
    expect(text.match(/->|-->/g)).toHaveLength(2999);
  });
});

describe('svgGraph', () => {
  it('leaves signals answered while it draws for minutes, and stops when it is interrupted', async () => {
    const needs = (index: number) => Array.from({ length: Math.min(index, 20) }, (_, back) => number(index - 1 - back));
    const tangle = Array.from({ length: 100 }, (_, index) => stage(number(index), ...needs(index)));
    const abort = new AbortController();
    const drawing = svgGraph(dotGraph(tangle), abort.signal);
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    await expect(drawing).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});
