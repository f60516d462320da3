/** Number of resources that a plan or an apply changes, by kind. */
export interface ChangeCounts {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
  /** Existing resources that are imported, whatever else becomes of them. @default none */
  readonly imported?: number;
}

/** Counts of a plan without changes. */
export const NO_CHANGES: ChangeCounts = { added: 0, changed: 0, destroyed: 0 };

/** Sum of changes. */
export function addCounts(all: readonly ChangeCounts[]): ChangeCounts {
  return all.reduce(
    (sum, { added, changed, destroyed, imported = 0 }) => ({
      added: sum.added + added,
      changed: sum.changed + changed,
      destroyed: sum.destroyed + destroyed,
      ...importedOf((sum.imported ?? 0) + imported),
    }),
    NO_CHANGES,
  );
}

/** Number of imported resources as a part of the counts, which most plans lack. */
export function importedOf(imported: number): Pick<ChangeCounts, 'imported'> {
  return imported === 0 ? {} : { imported };
}
