import fc from 'fast-check';
import { layersOf } from '../../../lib/pipeline/environment-graph';
import { jobIds } from '../../../lib/pipeline/job-ids';
import { CI_SYSTEMS } from '../../../lib/pipeline/pipeline';
import { filesOf, graphOf, jobGraph } from '../../helpers/pipelines';

/** Names of stages, some of which become the same id. */
const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,8}$/);

/** Stages, each of which needs some of those before it. */
const stages = fc
  .uniqueArray(name, { minLength: 1, maxLength: 12 })
  .chain((names) =>
    fc
      .tuple(...names.map((_, index) => fc.subarray(names.slice(0, index))))
      .map((needs) => Object.fromEntries(names.map((each, index) => [each, [...(needs[index] ?? [])].sort()]))),
  )
  // A name such as 1 would be first in an object, before what it needs.
  .filter((graph) => Object.keys(graph).every((each) => !/^\d+$/.test(each)));

describe.each(CI_SYSTEMS)('the jobs of %s', (system) => {
  test('have the graph of the stages', () => {
    fc.assert(
      fc.property(stages, (graph) => {
        const files = filesOf(system, [graphOf('dev', graph)]);
        expect(jobGraph(system, files, 'dev')).toEqual(graph);
      }),
      { numRuns: 30 },
    );
  });

  test('per layer are a chain, in which each stage comes after all that it needs', () => {
    fc.assert(
      fc.property(stages, (graph) => {
        const found = jobGraph(system, filesOf(system, [graphOf('dev', graph)], { per: 'layer' }), 'dev');
        const layers = Object.keys(found).map((words) => words.split(' '));
        expect(layers.flat().sort()).toEqual(Object.keys(graph).sort());
        layers.forEach((layer, index) => {
          expect(found[layer.join(' ')]).toEqual(index === 0 ? [] : [layers[index - 1]?.join(' ')]);
          const before = new Set(layers.slice(0, index).flat());
          expect(layer.flatMap((each) => graph[each] ?? []).filter((other) => !before.has(other))).toEqual([]);
        });
      }),
      { numRuns: 15 },
    );
  });
});

test('a layer has the stages that need stages of earlier layers alone', () => {
  const { stages: all } = graphOf('dev', { a: [], b: ['a'], c: [], d: ['b', 'c'] });
  expect(layersOf(all).map((layer) => layer.map((stage) => stage.name))).toEqual([['a', 'c'], ['b'], ['d']]);
});

test('ids of jobs are those of the names where they can be, and each is there once', () => {
  expect([...jobIds(['a.b', 'a-b', 'a_b', '1', 'A-B'])]).toEqual([
    ['A-B', 'A-B'],
    ['a-b', 'a-b-2'],
    ['a_b', 'a_b'],
    ['1', '_1'],
    ['a.b', 'a-b-3'],
  ]);
  expect([...jobIds(['a-b', 'a_b'], '_').values()]).toEqual(['a_b', 'a_b_2']);
});
