import { type StageOutcome } from '../io/run-result';
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
