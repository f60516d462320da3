import { type StageOutcome } from './run-result';
import { type ChangeCounts } from '../terraform/change-counts';

/** Description of an outcome: `applied: 2 added, 1 changed, 0 destroyed`. */
export function describeOutcome({
  result,
  reason,
  counts,
}: Pick<StageOutcome, 'result' | 'reason' | 'counts'>): string {
  const words = result.replace('-', ' ');
  const why = reason === undefined ? '' : `: ${reason}`;
  if (counts === undefined || result === 'blocked') {
    return `${words}${why}`;
  }
  return `${words}: ${result === 'planned' ? describePlan(counts) : describeCounts(counts)}`;
}

/** Description of planned changes: `2 to add, 1 to change, 0 to destroy`, after `3 to import` where there are any. */
export function describePlan({ added, changed, destroyed, imported }: ChangeCounts): string {
  return `${imported === undefined ? '' : `${imported} to import, `}${added} to add, ${changed} to change, ${destroyed} to destroy`;
}

/** Description of applied changes: `2 added, 1 changed, 0 destroyed`, after `3 imported` where there are any. */
export function describeCounts({ added, changed, destroyed, imported }: ChangeCounts): string {
  return `${imported === undefined ? '' : `${imported} imported, `}${added} added, ${changed} changed, ${destroyed} destroyed`;
}
