import { type FoundResource } from '../io/imports';
import { type StageUnit } from '../unit/stage-unit';
import { type RunContext } from './run-context';

/** Resource of a stage that is not in its state. */
export interface SoughtResource {
  readonly unit: StageUnit;
  readonly address: string;
  /** Import id that the user gave. @default it follows from the arguments of the resource */
  readonly id?: string;
}

/** Finder of resources in Azure; its results are in the order of the question. */
export type ImportFinder = (run: RunContext, sought: readonly SoughtResource[]) => Promise<readonly FoundResource[]>;
