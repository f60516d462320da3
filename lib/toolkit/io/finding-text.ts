import { type Finding } from '../../policy/finding';
import { count } from '../host/count';
import { type FindingCounts } from './check-result';

/** `2 errors, 1 warning, 3 acknowledged`, or `no findings`. */
export function findingCounts({ error, warning, note, acknowledged }: FindingCounts): string {
  const open = [count(error, 'error'), count(warning, 'warning'), count(note, 'note')].filter(
    (_, index) => [error, warning, note][index] !== 0,
  );
  const parts = [open.length === 0 ? 'no open findings' : open.join(', ')];
  return [...parts, ...(acknowledged === 0 ? [] : [`${acknowledged} acknowledged`])].join(', ');
}

/** Number of the open findings of each level, and of those that are acknowledged. */
export function countFindings(findings: readonly Finding[]): FindingCounts {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const of = (wanted: Finding['level']) => open.filter(({ level }) => level === wanted).length;
  return { error: of('error'), warning: of('warning'), note: of('note'), acknowledged: findings.length - open.length };
}
