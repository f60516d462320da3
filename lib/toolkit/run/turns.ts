interface Waiting {
  readonly keys: readonly string[];
  readonly begin: () => void;
}

/**
 * Turns at what lets only one in at a time, first come, first served.
 *
 * Whoever wants several keys gets them all at once or waits without any, so that two never wait for each other. Of those who wait for one key, a
 * later one never overtakes an earlier one.
 */
export class Turns {
  private readonly taken = new Set<string>();
  private waiting: readonly Waiting[] = [];

  /**
   * Takes keys, which {@link give} gives back.
   *
   * @returns the turn to wait for; undefined when the keys are free and taken
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

  /** Gives keys back: whoever waits for them is next. */
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
