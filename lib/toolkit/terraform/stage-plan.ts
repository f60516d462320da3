import { type ImportBlock } from './import-block';
import { type PlanJson } from './plan-json';
import { type ChangeCounts } from './change-counts';
import { type Diagnostic, type PlannedChange } from './terraform-events';

/** Plan of a stage. */
export interface StagePlan {
  /** Plan with its values. */
  readonly json: PlanJson;
  /** Planned changes, without reads of data sources. */
  readonly changes: readonly PlannedChange[];
  readonly counts: ChangeCounts;
  /** Whether applying it would change anything, if only outputs. */
  readonly hasChanges: boolean;
  readonly warnings: readonly Diagnostic[];
}

/** Options of a plan. */
export interface PlanProps {
  /** Whether everything is to be destroyed. @default false */
  readonly destroy?: boolean;
  /** Whether a plan that is partial because of an error is saved. @default false */
  readonly keepPart?: boolean;
  /** Addresses of the only resources to plan, with what they need. @default all */
  readonly targets?: readonly string[];
  /** Whether resources are refreshed first. @default true */
  readonly refresh?: boolean;
  /** Whether the state is locked during the plan. @default true */
  readonly lock?: boolean;
  /** Root module part that records the apply. @default nothing is recorded: the plan is not applied, or destroys */
  readonly record?: RecordModule;
  /** Existing resources to import. @default none but those in the code */
  readonly imports?: readonly ImportBlock[];
}

/** Result of an apply. */
export interface StageApply {
  readonly counts: ChangeCounts;
  readonly warnings: readonly Diagnostic[];
}

/** File of Terraform JSON that is part of the root module while a stage is planned. */
export interface RecordModule {
  readonly content: string;
  /** Environment variables of Terraform for this file. */
  readonly env: Readonly<Record<string, string>>;
}
