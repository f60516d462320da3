import { FINDING_LEVELS, type Finding, type FindingLevel } from '../../policy/finding';
import { type PageAlert, type PageSection, type PageTone } from '../page/page';

const LEVELS: Readonly<Record<FindingLevel, { readonly title: string; readonly tone: PageTone }>> = {
  error: { title: 'Findings: errors', tone: 'bad' },
  warning: { title: 'Findings: warnings', tone: 'warning' },
  note: { title: 'Findings: notes', tone: 'neutral' },
};

/** Open findings for the overview, one part for each level, the worst first. */
export function findingAlerts(findings: readonly Finding[] = []): readonly PageAlert[] {
  return levelsOf(findings).map(({ title, tone, own }) => ({
    title,
    tone,
    items: own.map(({ ruleId, message, stage, constructPath, address }) => ({
      stage,
      text: `${ruleId}: ${message}`,
      detail: constructPath ?? address,
    })),
  }));
}

/** Findings about a stage, the worst first, then those that are accepted, with the reason. */
export function findingSections(stage: string, findings: readonly Finding[] = []): readonly PageSection[] {
  const own = findings.filter((finding) => finding.stage === stage);
  const accepted = own.flatMap((finding) =>
    finding.acknowledged === undefined ? [] : [{ text: textOf(finding), detail: finding.acknowledged.reason }],
  );
  const open = levelsOf(own).map(({ title, tone, own: some }) => ({
    title,
    tone,
    items: some.map((finding) => ({ text: textOf(finding) })),
  }));
  return accepted.length === 0 ? open : [...open, { title: 'Findings: accepted', tone: 'neutral', items: accepted }];
}

function levelsOf(
  findings: readonly Finding[],
): readonly { readonly title: string; readonly tone: PageTone; readonly own: readonly Finding[] }[] {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  return FINDING_LEVELS.map((level) => ({
    ...LEVELS[level],
    own: open.filter((finding) => finding.level === level),
  })).filter(({ own }) => own.length > 0);
}

function textOf({ ruleId, message, constructPath, address }: Finding): string {
  const place = constructPath ?? address;
  return `${ruleId}: ${message}${place === undefined ? '' : ` (${place})`}`;
}
