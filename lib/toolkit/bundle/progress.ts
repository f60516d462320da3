import { isApplyOf, recordIn } from '../unit/applied-record';
import { type StageUnit } from '../unit/stage-unit';
import { type BundleManifest, type BundleStage } from './manifest';

/** Progress of the plan of a stage in a bundle. */
export type Progress =
  /** The state is the one that was planned. */
  | { readonly status: 'planned' }
  /** An apply of the plan was started, and did not finish. */
  | { readonly status: 'started' }
  /** The plan was applied. */
  | { readonly status: 'applied'; readonly time: string; readonly serial: number }
  /** Something else has changed the state since it was planned. */
  | { readonly status: 'changed'; readonly how: string };

/**
 * Progress of the plan of a stage in a bundle, by the state of the stage alone.
 *
 * Each job of a pipeline runs in a checkout of its own, so that nothing but the backend knows what the others did. Every apply of a bundle has
 * the id of the bundle in its own, which Terraform writes into the state when the apply starts and, in the record, when it has finished.
 */
export async function progressOf(unit: StageUnit, planned: BundleStage, { id }: BundleManifest): Promise<Progress> {
  const state = await unit.state();
  const record = recordIn(state);
  if (state !== undefined && record !== undefined && isApplyOf(record.id, id)) {
    return { status: 'applied', time: record.time, serial: state.serial };
  }
  if (record === undefined && isApplyOf(state?.applying, id)) {
    return { status: 'started' };
  }
  const { state: before } = planned;
  if (state?.serial === before?.serial && state?.lineage === before?.lineage) {
    return { status: 'planned' };
  }
  const isOther = before !== undefined && state !== undefined && before.lineage !== state.lineage;
  const how = `${describeState(before)}, and now ${describeState(state)}${isOther ? ', of another lineage' : ''}`;
  return { status: 'changed', how };
}

function describeState(state: { readonly serial: number } | undefined): string {
  return state === undefined ? 'none' : `serial ${state.serial}`;
}
