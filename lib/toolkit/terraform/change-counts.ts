/** Number of resources that a plan or an apply changes, by kind. */
export interface ChangeCounts {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
}

/** Counts of a plan without changes. */
export const NO_CHANGES: ChangeCounts = { added: 0, changed: 0, destroyed: 0 };

/** Sum of changes. */
export function addCounts(all: readonly ChangeCounts[]): ChangeCounts {
  return all.reduce(
    (sum, { added, changed, destroyed }) => ({
      added: sum.added + added,
      changed: sum.changed + changed,
      destroyed: sum.destroyed + destroyed,
    }),
    NO_CHANGES,
  );
}
