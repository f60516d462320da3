import { type RunResult, type StageOutcome } from '../io/run-result';
import { type RunContext } from './run-context';
import { type Slot, type Task } from '../scheduler';
import { type StageUnit } from '../unit/stage-unit';

/** Outcome of the work on a stage; the run adds its name and duration. */
export type StageWork = Omit<StageOutcome, 'stage' | 'milliseconds'>;

/** Options of the work on several stages. */
export interface EachProps {
  readonly parallelism: number;
  readonly work: (unit: StageUnit, slot: Slot) => Promise<StageWork>;
  /** @default those of the stages */
  readonly dependencies?: readonly Task[];
  readonly onStalled?: () => void;
  /** Whether more work on the stages follows, so that they are not reported as finished yet. @default false */
  readonly isPreparation?: boolean;
}

/** Option of a run that adds to its result. */
export interface CompletionProps {
  /** Adds to the result of a run that was not refused, while the run lock is held. @default nothing */
  readonly complete?: (run: RunContext, result: RunResult) => Promise<RunResult>;
}

/** Option of a run on a bundle of plans. */
export interface BundleProps {
  /** Id of the bundle that the run writes or applies. @default none */
  readonly bundle?: string;
}

/** Options that override guards of a run. */
export interface StageRunProps {
  /** Names and patterns of stages whose current state is accepted, although another one is known. @default none */
  readonly acceptState?: readonly string[];
  /** Whether failed checks of Terraform end the process with 1. @default false */
  readonly failOnChecks?: boolean;
}
