import fc from 'fast-check';
import { withoutTransitive } from '../../../../lib/toolkit/graph/transitive-reduction';
import { type GraphNode } from '../../../../lib/toolkit/io/results';
import { millisecondsOf } from '../../../helpers/long-texts';

const node = (name: string, ...dependencies: readonly string[]): GraphNode => ({ name, dependencies });
const needs = (nodes: readonly GraphNode[]) => nodes.map(({ dependencies }) => dependencies);

/** Everything that each node needs, directly or not. */
function reachable(nodes: readonly GraphNode[]): readonly (readonly string[])[] {
  const all = new Map<string, ReadonlySet<string>>();
  for (const { name, dependencies } of nodes) {
    all.set(name, new Set(dependencies.flatMap((needed) => [needed, ...(all.get(needed) ?? [])])));
  }
  return [...all.values()].map((names) => [...names].sort());
}

const acyclic = fc
  .array(fc.array(fc.nat(), { maxLength: 6 }), { minLength: 1, maxLength: 40 })
  .map((lists) => lists.map((list, at) => node(`s${at}`, ...(at === 0 ? [] : list.map((n) => `s${n % at}`)))));

describe('withoutTransitive', () => {
  it('leaves out a dependency that follows from others', () => {
    expect(needs(withoutTransitive([node('a'), node('b', 'a'), node('c', 'b', 'a'), node('d', 'a', 'c')]))).toEqual([
      [],
      ['a'],
      ['b'],
      ['c'],
    ]);
  });

  it('leaves out what is not among the nodes', () => {
    expect(needs(withoutTransitive([node('a', 'elsewhere'), node('b', 'a')]))).toEqual([[], ['a']]);
  });

  it('changes nothing of what needs what, and leaves no dependency that could be left out', () => {
    fc.assert(
      fc.property(acyclic, (nodes) => {
        const reduced = withoutTransitive(nodes);
        expect(reachable(reduced)).toEqual(reachable(nodes));
        for (const [at, { dependencies }] of reduced.entries()) {
          for (const left of dependencies) {
            const others = dependencies.filter((name) => name !== left);
            const without = reduced.map((each, index) => (index === at ? { ...each, dependencies: others } : each));
            expect(reachable(without)[at]).not.toEqual(reachable(reduced)[at]);
          }
        }
      }),
    );
  });

  it('takes 3,000 stages of which each needs all before it', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `s${index}`);
    const nodes = names.map((name, index) => node(name, ...names.slice(0, index)));
    let reduced: readonly GraphNode[] = [];
    expect(millisecondsOf(() => (reduced = withoutTransitive(nodes)))).toBeLessThan(10_000);
    expect(reduced.flatMap(({ dependencies }) => dependencies)).toHaveLength(2999);
  });
});
