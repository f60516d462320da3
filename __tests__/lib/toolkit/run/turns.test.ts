import fc from 'fast-check';
import { Turns } from '../../../../lib/toolkit/run/turns';

/** Users that come one after another, and what they want; each gives its keys back when it is told to. */
class Users {
  public readonly began: number[] = [];
  private readonly turns = new Turns();
  private readonly inside = new Set<number>();

  constructor(private readonly wants: readonly (readonly string[])[]) {}

  public come(user: number): void {
    const keys = this.keysOf(user);
    void (this.turns.take(keys) ?? Promise.resolve()).then(() => {
      const others = [...this.inside].flatMap((other) => this.keysOf(other));
      expect(others.filter((key) => keys.includes(key))).toEqual([]);
      this.inside.add(user);
      this.began.push(user);
    });
  }

  /** The one that has been inside for longest leaves. */
  public leave(): void {
    const [user] = this.inside;
    if (user !== undefined) {
      this.inside.delete(user);
      this.turns.give(this.keysOf(user));
    }
  }

  private keysOf(user: number): readonly string[] {
    return this.wants[user] ?? [];
  }
}

/** Until every promise that can be settled has been. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('Turns', () => {
  it('takes free keys at once', () => {
    const turns = new Turns();
    expect([turns.take(['a', 'b']), turns.take(['c']), turns.take([])]).toEqual([undefined, undefined, undefined]);
  });

  it('lets nobody overtake one who waits for two keys of which one is free', async () => {
    const users = new Users([['a'], ['a', 'b'], ['b'], ['c']]);
    [0, 1, 2, 3].forEach((user) => users.come(user));
    await settled();
    expect(users.began).toEqual([0, 3]);
    users.leave();
    await settled();
    expect(users.began).toEqual([0, 3, 1]);
  });

  const keys = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd'), { maxLength: 3 });

  it('never has two holders of a key, lets everybody in, and in the order in which they came for a key', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ wants: keys, leaving: fc.nat(2) }), { maxLength: 12 }), async (steps) => {
        const users = new Users(steps.map(({ wants }) => wants));
        for (const [user, { leaving }] of steps.entries()) {
          users.come(user);
          await settled();
          for (let left = 0; left < leaving; left += 1) {
            users.leave();
            await settled();
          }
        }
        for (let left = 0; left < steps.length; left += 1) {
          users.leave();
          await settled();
        }
        expect([...users.began].sort((a, b) => a - b)).toEqual(steps.map((_, user) => user));
        for (const key of ['a', 'b', 'c', 'd']) {
          const inOrder = users.began.filter((user) => steps[user]?.wants.includes(key));
          expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
        }
      }),
    );
  });
});
