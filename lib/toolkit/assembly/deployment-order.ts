/** Unit of work with dependencies. */
export interface Task {
  readonly name: string;
  /** Names of the tasks that have to succeed first. */
  readonly dependencies: readonly string[];
}

/**
 * Tasks in topological order; ties by name.
 *
 * @returns only the tasks that could be ordered, where dependencies are circular or unknown
 */
export function deploymentOrder<T extends Task>(tasks: readonly T[]): readonly T[] {
  const sorted = [...tasks].sort((a, b) => (a.name < b.name ? -1 : 1));
  const dependents = dependentsOf(sorted);
  const missing = new Map(sorted.map(({ name, dependencies }) => [name, new Set(dependencies).size]));
  const ready = sorted.filter(({ name }) => missing.get(name) === 0);
  const placed: T[] = [];
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    placed.push(next);
    for (const dependent of dependents.get(next.name) ?? []) {
      const remaining = (missing.get(dependent.name) ?? 0) - 1;
      missing.set(dependent.name, remaining);
      if (remaining === 0) {
        insertByName(ready, dependent);
      }
    }
  }
  return placed;
}

/** Cache by list of tasks, as callers ask for one stage of an app after another. */
const known = new WeakMap<readonly Task[], ReadonlyMap<string, readonly Task[]>>();

/** Dependents of each task by its name, in the order given. The list must not change, as the result is cached. */
export function dependentsOf<T extends Task>(tasks: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const dependents = (known.get(tasks) ?? collectDependents(tasks)) as ReadonlyMap<string, readonly T[]>;
  known.set(tasks, dependents);
  return dependents;
}

function collectDependents<T extends Task>(tasks: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const dependents = new Map<string, T[]>();
  for (const task of tasks) {
    for (const name of new Set(task.dependencies)) {
      const others = dependents.get(name) ?? [];
      others.push(task);
      dependents.set(name, others);
    }
  }
  return dependents;
}

/** Inserts a task into a list sorted by name, by binary search. */
export function insertByName<T extends Task>(sorted: T[], task: T): void {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    [low, high] = (sorted[middle] as T).name < task.name ? [middle + 1, high] : [low, middle];
  }
  sorted.splice(low, 0, task);
}
