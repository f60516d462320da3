/**
 * Runs tasks in the order of their dependencies, as many at once as allowed.
 *
 * 1. A task is ready when all its dependencies succeeded. Ready tasks start in the order of their names, while a slot is free.
 * 2. A task that fails stops whatever needs it, directly or not: those are skipped, each told which failure it was. Running and
 *    independent tasks go on.
 * 3. A task may pause: it gives its slot away while it waits for something outside, such as an approval. When nothing runs and
 *    nothing can start, the run is stalled; whoever can wake the paused tasks is told so, once for each stall. A task that
 *    wakes up takes the next free slot, before any ready one.
 * 4. After a cancellation nothing starts; running tasks are waited for, the rest is cancelled.
 *
 * What a task does is the caller's: the scheduler knows names and results, and no Terraform. To destroy, the same tasks are given
 * with their arrows reversed.
 */

/** Something to run, after others. */
export interface Task {
  readonly name: string;
  /** Names of the tasks that have to succeed before; names that are not scheduled do not count. */
  readonly dependencies: readonly string[];
}

/** What a task gives back. */
export interface TaskResult {
  /** Whether what needs the task may start. */
  readonly ok: boolean;
}

/** How a task ended. */
export type Settled<Result extends TaskResult> =
  | { readonly status: 'finished'; readonly result: Result }
  | { readonly status: 'skipped'; readonly because: string }
  | { readonly status: 'cancelled' };

/** The place that a running task has. */
export interface Slot {
  /** Gives the place away until the promise is settled. */
  pause<T>(wait: Promise<T>): Promise<T>;
}

/** How tasks are run. */
export interface ScheduleProps<T extends Task, Result extends TaskResult> {
  /** At least 1. */
  readonly parallelism: number;
  readonly run: (task: T, slot: Slot) => Promise<Result>;
  /** Told when all that could run is paused. @default nobody */
  readonly onStalled?: () => void;
  /** Cancels. @default never */
  readonly signal?: AbortSignal;
}

/**
 * Runs the tasks and says how each ended, in the order of their names.
 *
 * @throws whatever a task throws, once all others have settled; a task reports an expected failure by `ok: false`
 */
export function schedule<T extends Task, Result extends TaskResult>(
  tasks: readonly T[],
  props: ScheduleProps<T, Result>,
): Promise<ReadonlyMap<string, Settled<Result>>> {
  return new Schedule(tasks, props).run();
}

/** The same tasks with their arrows reversed. */
export function reversed(tasks: readonly Task[]): readonly Task[] {
  return tasks.map(({ name }) => ({
    name,
    dependencies: tasks.filter((other) => other.dependencies.includes(name)).map((other) => other.name),
  }));
}

class Schedule<T extends Task, Result extends TaskResult> {
  private readonly tasks: ReadonlyMap<string, T>;
  private readonly dependents = new Map<string, string[]>();
  private readonly missing = new Map<string, number>();
  private readonly settled = new Map<string, Settled<Result>>();
  private readonly ready: string[];
  private readonly woken: (() => void)[] = [];
  private readonly defects: unknown[] = [];
  private running = 0;
  private paused = 0;
  private stalled = false;
  private loop = { wake: (): void => undefined };

  constructor(
    tasks: readonly T[],
    private readonly props: ScheduleProps<T, Result>,
  ) {
    const sorted = [...tasks].sort((a, b) => (a.name < b.name ? -1 : 1));
    this.tasks = new Map(sorted.map((task) => [task.name, task]));
    for (const task of sorted) {
      const dependencies = task.dependencies.filter((name) => this.tasks.has(name));
      this.missing.set(task.name, dependencies.length);
      for (const name of dependencies) {
        this.dependents.set(name, [...(this.dependents.get(name) ?? []), task.name]);
      }
    }
    this.ready = sorted.map((task) => task.name).filter((name) => this.missing.get(name) === 0);
  }

  public async run(): Promise<ReadonlyMap<string, Settled<Result>>> {
    const wake = () => this.loop.wake();
    this.props.signal?.addEventListener('abort', wake);
    for (;;) {
      this.fillSlots();
      if (this.running === 0 && this.paused === 0) {
        break;
      }
      const change = new Promise<void>((resolve) => (this.loop = { wake: resolve }));
      this.tellOfStall();
      await change;
    }
    this.props.signal?.removeEventListener('abort', wake);
    if (this.defects.length > 0) {
      throw this.defects[0];
    }
    return this.outcome();
  }

  private fillSlots(): void {
    while (this.running < this.props.parallelism) {
      const wake = this.woken.shift();
      const name = wake === undefined && !this.isCancelled() ? this.ready.shift() : undefined;
      if (wake !== undefined) {
        this.paused -= 1;
        this.running += 1;
        wake();
      } else if (name !== undefined) {
        this.running += 1;
        void this.start(this.tasks.get(name) as T);
      } else {
        return;
      }
    }
  }

  private tellOfStall(): void {
    const stalled = this.running === 0;
    if (stalled && !this.stalled) {
      this.props.onStalled?.();
    }
    this.stalled = stalled;
  }

  private isCancelled(): boolean {
    return this.defects.length > 0 || this.props.signal?.aborted === true;
  }

  private async start(task: T): Promise<void> {
    try {
      const result = await this.props.run(task, { pause: (wait) => this.pause(wait) });
      this.settled.set(task.name, { status: 'finished', result });
      if (result.ok) {
        this.release(task.name);
      } else {
        this.skipDependents(task.name, task.name);
      }
    } catch (error) {
      this.defects.push(error);
    }
    this.running -= 1;
    this.loop.wake();
  }

  private async pause<W>(wait: Promise<W>): Promise<W> {
    this.running -= 1;
    this.paused += 1;
    this.loop.wake();
    try {
      return await wait;
    } finally {
      await new Promise<void>((resolve) => {
        this.woken.push(resolve);
        this.loop.wake();
      });
    }
  }

  private release(name: string): void {
    for (const dependent of this.dependents.get(name) ?? []) {
      const missing = (this.missing.get(dependent) ?? 0) - 1;
      this.missing.set(dependent, missing);
      if (missing === 0 && !this.settled.has(dependent)) {
        const place = this.ready.findIndex((other) => other > dependent);
        this.ready.splice(place === -1 ? this.ready.length : place, 0, dependent);
      }
    }
  }

  private skipDependents(name: string, because: string): void {
    for (const dependent of this.dependents.get(name) ?? []) {
      if (!this.settled.has(dependent)) {
        this.settled.set(dependent, { status: 'skipped', because });
        this.skipDependents(dependent, because);
      }
    }
  }

  private outcome(): ReadonlyMap<string, Settled<Result>> {
    return new Map(
      [...this.tasks.keys()].map((name) => [name, this.settled.get(name) ?? ({ status: 'cancelled' } as const)]),
    );
  }
}
