import fc from 'fast-check';
import { dependentsOf, deploymentOrder } from '../../../../lib/toolkit/assembly/deployment-order';
import { reversed, schedule, type Task } from '../../../../lib/toolkit/scheduler';
import { millisecondsOf } from '../../../helpers/long-texts';

const tasks = (needs: Readonly<Record<string, string>>): Task[] =>
  Object.entries(needs).map(([name, of]) => ({ name, dependencies: of.split(' ').filter((each) => each !== '') }));

const names = (some: readonly Task[]) => some.map(({ name }) => name).join(' ');

describe('deploymentOrder', () => {
  it.each([
    [{ c: 'b', b: 'a', a: '' }, 'a b c'],
    [{ d: 'b c', c: 'a', b: 'a', a: '' }, 'a b c d'],
    [{ a: 'z', b: '', z: '' }, 'b z a'],
    [{ b: 'a a', a: '' }, 'a b'],
    [{ a: 'b', b: 'a', c: '' }, 'c'],
    [{ a: 'elsewhere', b: '' }, 'b'],
    [{}, ''],
  ])('of %j is "%s"', (needs, order) => {
    expect(names(deploymentOrder(tasks(needs)))).toBe(order);
  });

  it('is always the first by name of those whose needs are met', () => {
    const edges = fc.array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 11 })), { maxLength: 40 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const all = Array.from({ length: 12 }, (_, index) => ({
          name: String.fromCharCode(97 + ((index * 7) % 12)),
          index,
        }));
        const graph = all.map(({ name, index }) => ({
          name,
          dependencies: pairs.flatMap(([from, to]) => (to === index && from < to ? (all[from]?.name ?? []) : [])),
        }));
        expect(names(deploymentOrder(graph))).toBe(names(slowOrder(graph)));
      }),
    );
  });
});

/** What the order is by definition. */
function slowOrder(graph: readonly Task[]): Task[] {
  const open = [...graph].sort((a, b) => (a.name < b.name ? -1 : 1));
  const placed: Task[] = [];
  for (let size = -1; size !== open.length;) {
    size = open.length;
    const next = open.findIndex((task) => task.dependencies.every((name) => placed.some((done) => done.name === name)));
    placed.push(...(next === -1 ? [] : open.splice(next, 1)));
  }
  return placed;
}

describe('3,000 tasks', () => {
  const number = (index: number) => `t${String(index).padStart(4, '0')}`;
  const chain = Array.from({ length: 3000 }, (_, index) => ({
    name: number(index),
    dependencies: index === 0 ? [] : [number(index - 1)],
  }));
  const star = Array.from({ length: 3000 }, (_, index) => ({
    name: number(index),
    dependencies: index === 0 ? [] : [number(0)],
  }));

  it.each([
    ['a chain', chain],
    ['a star', star],
  ])('in %s are ordered and reversed in seconds', (_, graph) => {
    let order: readonly Task[] = [];
    const milliseconds = millisecondsOf(() => {
      order = deploymentOrder([...graph].reverse());
      reversed(graph);
      dependentsOf(graph);
    });
    expect(names(order)).toBe(names(graph));
    expect(milliseconds).toBeLessThan(10_000);
  });

  it('in a chain are skipped one after another when the first one fails, however long it is', async () => {
    const settled = await schedule(chain, { parallelism: 10, run: () => Promise.resolve({ ok: false }) });
    expect(settled.get(number(2999))).toEqual({ status: 'skipped', because: number(0) });
  });

  it('in a star are run in seconds', async () => {
    const started = performance.now();
    const settled = await schedule(star, { parallelism: 10, run: () => Promise.resolve({ ok: true }) });
    expect([...settled.values()].every(({ status }) => status === 'finished')).toBe(true);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
