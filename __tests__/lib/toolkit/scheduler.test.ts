import fc from 'fast-check';
import { reversed, schedule, type Slot, type Task } from '../../../lib/toolkit/scheduler';

interface Scenario {
  readonly name: string;
  /** `c: 'a b'` means that c needs a and b. */
  readonly tasks: Readonly<Record<string, string>>;
  readonly parallelism?: number;
  readonly failing?: readonly string[];
  /** Cancels when this task starts. */
  readonly cancelAt?: string;
  /** What starts and ends, in order: `+a -a`. Tasks end in the order in which they started, when nothing else can start. */
  readonly log: string;
  /** What did not finish: `c: skipped because of a`. */
  readonly left?: Readonly<Record<string, string>>;
}

const diamond = { a: '', b: 'a', c: 'a', d: 'b c' };

const scenarios: readonly Scenario[] = [
  { name: 'runs a chain one by one', tasks: { c: 'b', b: 'a', a: '' }, log: '+a -a +b -b +c -c' },
  { name: 'runs independent tasks together, by name', tasks: { b: '', c: '', a: '' }, log: '+a +b +c -a -b -c' },
  { name: 'runs no more than it may', tasks: { b: '', c: '', a: '' }, parallelism: 2, log: '+a +b -a +c -b -c' },
  { name: 'runs a diamond', tasks: diamond, log: '+a -a +b +c -b -c +d -d' },
  {
    name: 'starts what is ready by name, not by when it became ready',
    tasks: { a: '', z: '', b: 'a' },
    parallelism: 1,
    log: '+a -a +b -b +z -z',
  },
  {
    name: 'skips what needs a failure, and names the first one',
    tasks: { ...diamond, e: 'd' },
    failing: ['b'],
    log: '+a -a +b +c -b -c',
    left: { d: 'skipped because of b', e: 'skipped because of b' },
  },
  {
    name: 'goes on with what does not need the failure',
    tasks: { a: '', b: 'a', x: '', y: 'x' },
    failing: ['a'],
    log: '+a +x -a -x +y -y',
    left: { b: 'skipped because of a' },
  },
  {
    name: 'starts nothing after a cancellation, but waits for what runs',
    tasks: { a: '', b: '', c: 'a' },
    cancelAt: 'b',
    log: '+a +b -a -b',
    left: { c: 'cancelled' },
  },
  { name: 'ignores dependencies that are not scheduled', tasks: { b: 'elsewhere' }, log: '+b -b' },
  { name: 'has nothing to do for no tasks', tasks: {}, log: '' },
];

describe('schedule', () => {
  it.each(scenarios)('$name', async (scenario) => {
    const log: string[] = [];
    const open: (() => void)[] = [];
    const abort = new AbortController();
    const settled = schedule(tasksOf(scenario.tasks), {
      parallelism: scenario.parallelism ?? 10,
      signal: abort.signal,
      run: async ({ name }) => {
        log.push(`+${name}`);
        if (name === scenario.cancelAt) {
          abort.abort();
        }
        await new Promise<void>((resolve) => open.push(resolve));
        log.push(`-${name}`);
        return { ok: scenario.failing?.includes(name) !== true };
      },
    });
    await drain(open, settled);
    expect(log.join(' ')).toBe(scenario.log);
    expect(leftovers(await settled)).toEqual(scenario.left ?? {});
  });

  it('tells who waits when everything is paused, and gives the slots of the paused to others', async () => {
    const log: string[] = [];
    const waiting: (() => void)[] = [];
    await schedule(tasksOf({ a: '', b: '', c: '' }), {
      parallelism: 1,
      onStalled: () => {
        log.push('stalled');
        waiting.splice(0).forEach((resume) => resume());
      },
      run: async ({ name }, slot: Slot) => {
        log.push(`+${name}`);
        await slot.pause(new Promise<void>((resolve) => waiting.push(resolve)));
        log.push(`-${name}`);
        return { ok: true };
      },
    });
    expect(log.join(' ')).toBe('+a +b +c stalled -a -b -c');
  });

  it('hands on a defect of a task once the others have settled', async () => {
    const ended: string[] = [];
    const settled = schedule(tasksOf({ a: '', b: '', c: 'b' }), {
      parallelism: 10,
      run: async ({ name }) => {
        if (name === 'a') {
          throw new TypeError('defect');
        }
        await Promise.resolve();
        ended.push(name);
        return { ok: true };
      },
    });
    await expect(settled).rejects.toThrow('defect');
    expect(ended).toEqual(['b']);
  });

  it('runs every task of any graph once, after all that it needs', async () => {
    await fc.assert(
      fc.asyncProperty(acyclicTasks, fc.integer({ min: 1, max: 4 }), async (tasks, parallelism) => {
        const ended: string[] = [];
        let running = 0;
        await schedule(tasks, {
          parallelism,
          run: async (task) => {
            running += 1;
            expect(running).toBeLessThanOrEqual(parallelism);
            expect(ended).toEqual(expect.arrayContaining([...task.dependencies]));
            await Promise.resolve();
            running -= 1;
            ended.push(task.name);
            return { ok: true };
          },
        });
        expect([...ended].sort()).toEqual(tasks.map((task) => task.name).sort());
      }),
    );
  });

  it('takes milliseconds a task at a thousand tasks', async () => {
    const tasks = Array.from({ length: 1000 }, (_, index) => ({
      name: `stage-${index}`,
      dependencies: index < 10 ? [] : [`stage-${index - 10}`, `stage-${index - 7}`],
    }));
    const started = performance.now();
    await schedule(tasks, { parallelism: 8, run: () => Promise.resolve({ ok: true }) });
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('reversed', () => {
  it('turns every arrow round', () => {
    expect(reversed(tasksOf(diamond))).toEqual(tasksOf({ a: 'b c', b: 'd', c: 'd', d: '' }));
  });
});

function tasksOf(tasks: Readonly<Record<string, string>>): Task[] {
  return Object.entries(tasks).map(([name, needs]) => ({ name, dependencies: needs.split(' ').filter(Boolean) }));
}

const acyclicTasks: fc.Arbitrary<Task[]> = fc
  .array(fc.array(fc.nat({ max: 20 }), { maxLength: 4 }), { maxLength: 12 })
  .map((rows) =>
    rows.map((needs, index) => ({
      name: `t${index}`,
      dependencies: [...new Set(needs.filter((need) => need < index).map((need) => `t${need}`))],
    })),
  );

/** Ends one task after another, each time all promises have settled. */
async function drain(open: (() => void)[], settled: Promise<unknown>): Promise<void> {
  let done = false;
  void settled.then(() => (done = true));
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    if (done) {
      return;
    }
    open.shift()?.();
  }
}

function leftovers(settled: ReadonlyMap<string, { status: string; because?: string }>): Record<string, string> {
  return Object.fromEntries(
    [...settled]
      .filter(([, { status }]) => status !== 'finished')
      .map(([name, { status, because }]) => [name, because === undefined ? status : `${status} because of ${because}`]),
  );
}
