import { type PlanJson } from './plan-json';
import { type ChangeCounts, type Diagnostic, NO_CHANGES, type PlannedChange } from './terraform-events';

/** A plan that was made. */
export interface StagePlan {
  /** The plan with its values. */
  readonly json: PlanJson;
  /** What would change; reads of data sources are not in it. */
  readonly changes: readonly PlannedChange[];
  readonly counts: ChangeCounts;
  /** Whether applying it would do anything, be it to outputs alone. */
  readonly hasChanges: boolean;
  readonly warnings: readonly Diagnostic[];
}

/** How to plan. */
export interface PlanProps {
  /** Whether everything is to be destroyed. @default false */
  readonly destroy?: boolean;
  /** Whether what could be planned before an error is kept in the saved plan. @default false */
  readonly keepPart?: boolean;
  /** The one resource that is planned. @default all */
  readonly target?: string;
  /** Whether what is there is read before. @default true */
  readonly refresh?: boolean;
  /** Whether the state is locked meanwhile. @default true */
  readonly lock?: boolean;
  /** Writes the record of the apply. @default nothing is recorded: the plan is for looking at, or destroys */
  readonly record?: RecordModule;
}

/** What an apply did. */
export interface StageApply {
  readonly counts: ChangeCounts;
  readonly warnings: readonly Diagnostic[];
}

/** The sum of changes. */
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

/** A file of Terraform JSON that is part of the root module while a stage is planned. */
export interface RecordModule {
  readonly content: string;
  /** Environment variables that Terraform needs beside it. */
  readonly env: Readonly<Record<string, string>>;
}
