import { dependentsOf, insertByName, type Task } from './assembly/deployment-order';

/** Default for the maximum number of stages that run at once. */
export const DEFAULT_PARALLELISM = 4;

export { type Task } from './assembly/deployment-order';

/** Result of a task. */
export interface TaskResult {
  /** Whether the tasks that depend on it may start. */
  readonly ok: boolean;
}

/** Outcome of a task. */
export type Settled<Result extends TaskResult> =
  | { readonly status: 'finished'; readonly result: Result }
  | { readonly status: 'skipped'; readonly because: string }
  | { readonly status: 'cancelled' };

/** Slot of a running task. */
export interface Slot {
  /** Frees the slot until the promise is settled. */
  pause<T>(wait: Promise<T>): Promise<T>;
}

/** Options of {@link schedule}. */
export interface ScheduleProps<T extends Task, Result extends TaskResult> {
  /** Maximum number of tasks that run at once, at least 1. */
  readonly parallelism: number;
  readonly run: (task: T, slot: Slot) => Promise<Result>;
  /** Callback for when every running task is paused. @default none */
  readonly onStalled?: () => void;
  /** Signal that cancels tasks which have not started. @default none */
  readonly signal?: AbortSignal;
}

/**
 * Runs tasks in the order of their dependencies, and returns the outcome of each by name.
 *
 * @throws the first error of a task, after all others have settled; a task reports an expected failure by `ok: false`
 */
export function schedule<T extends Task, Result extends TaskResult>(
  tasks: readonly T[],
  props: ScheduleProps<T, Result>,
): Promise<ReadonlyMap<string, Settled<Result>>> {
  return new Schedule(tasks, props).run();
}

/** The same tasks with their arrows reversed. */
export function reversed(tasks: readonly Task[]): readonly Task[] {
  const dependents = dependentsOf(tasks);
  return tasks.map(({ name }) => ({ name, dependencies: (dependents.get(name) ?? []).map((other) => other.name) }));
}

class Schedule<T extends Task, Result extends TaskResult> {
  private readonly tasks: ReadonlyMap<string, T>;
  private readonly dependents: ReadonlyMap<string, readonly T[]>;
  private readonly missing = new Map<string, number>();
  private readonly settled = new Map<string, Settled<Result>>();
  private readonly ready: T[];
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
    this.dependents = dependentsOf(sorted);
    for (const { name, dependencies } of sorted) {
      this.missing.set(name, new Set(dependencies.filter((needed) => this.tasks.has(needed))).size);
    }
    this.ready = sorted.filter(({ name }) => this.missing.get(name) === 0);
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
      this.reportStall();
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
      const task = wake === undefined && !this.isCancelled() ? this.ready.shift() : undefined;
      if (wake !== undefined) {
        this.paused -= 1;
        this.running += 1;
        wake();
      } else if (task !== undefined) {
        this.running += 1;
        void this.start(task);
      } else {
        return;
      }
    }
  }

  private reportStall(): void {
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
        this.skipDependents(task.name);
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
      const missing = (this.missing.get(dependent.name) ?? 0) - 1;
      this.missing.set(dependent.name, missing);
      if (missing === 0 && !this.settled.has(dependent.name)) {
        insertByName(this.ready, dependent);
      }
    }
  }

  private skipDependents(because: string): void {
    const stopped = [because];
    for (const name of stopped) {
      for (const dependent of this.dependents.get(name) ?? []) {
        if (!this.settled.has(dependent.name)) {
          this.settled.set(dependent.name, { status: 'skipped', because });
          stopped.push(dependent.name);
        }
      }
    }
  }

  private outcome(): ReadonlyMap<string, Settled<Result>> {
    return new Map(
      [...this.tasks.keys()].map((name) => [name, this.settled.get(name) ?? ({ status: 'cancelled' } as const)]),
    );
  }
}
