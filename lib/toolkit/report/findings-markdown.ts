import { type Finding } from '../../policy/finding';
import { count } from '../host/count';
import { countFindings, findingCounts } from '../io/finding-text';
import { code, prose } from './markdown-text';

/**
 * Open policy findings as a block of Markdown; nothing where there are none.
 *
 * @param lines most findings that are listed
 */
export function findingsMarkdown(findings: readonly Finding[] = [], lines: number): readonly string[] {
  const open = findings.filter(({ acknowledged, level }) => acknowledged === undefined && level !== 'note');
  if (open.length === 0) {
    return [];
  }
  const shown = open.slice(0, lines);
  const more = open.length - shown.length;
  const rows = shown.map(
    ({ level, ruleId, constructPath, stage = '', address = '', message }) =>
      `- ${level} ${code(ruleId)} at ${code(constructPath ?? `${stage}/${address}`)}: ${prose(message)}`,
  );
  const heading = `### Policy: ${findingCounts(countFindings(findings))}`;
  return [[heading, '', ...rows, ...(more === 0 ? [] : [`- and ${count(more, 'more finding')}`])].join('\n')];
}
