interface Waiting {
  readonly keys: readonly string[];
  readonly begin: () => void;
}

/**
 * Mutual exclusion by key, first come, first served.
 *
 * A caller gets all of its keys at once, or waits without any, so that there is no deadlock. Among the callers that wait for one key, a later one
 * never overtakes an earlier one.
 */
export class Turns {
  private readonly taken = new Set<string>();
  private waiting: readonly Waiting[] = [];

  /**
   * Acquires keys, which {@link give} releases.
   *
   * @returns promise to wait for; undefined when the keys were free and are acquired
   */
  public take(keys: readonly string[]): Promise<void> | undefined {
    let hasBegun = false;
    const turn = new Promise<void>((resolve) => {
      const begin = () => {
        hasBegun = true;
        resolve();
      };
      this.waiting = [...this.waiting, { keys, begin }];
    });
    this.beginTurns();
    return hasBegun ? undefined : turn;
  }

  /** Releases keys, and resumes callers that wait for them. */
  public give(keys: readonly string[]): void {
    keys.forEach((key) => this.taken.delete(key));
    this.beginTurns();
  }

  private beginTurns(): void {
    const wanted = new Set<string>();
    this.waiting = this.waiting.filter(({ keys, begin }) => {
      if (keys.some((key) => this.taken.has(key) || wanted.has(key))) {
        keys.forEach((key) => wanted.add(key));
        return true;
      }
      keys.forEach((key) => this.taken.add(key));
      begin();
      return false;
    });
  }
}
