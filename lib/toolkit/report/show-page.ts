import path from 'node:path';
import { count } from '../host/count';
import { formatTime } from '../host/local-time';
import { describeFailedCheck } from '../io/failed-check';
import { formatMoneyRange } from '../io/money';
import { type ShownStage, type ShowResult } from '../io/results';
import { type StageOutcome } from '../io/run-result';
import { describeOutput } from '../io/shown-output';
import { saysMore } from '../graph/box-text';
import { type Page, type PageKind, type PageSection, type PageStage } from '../page/page';
import { pageFacts } from '../page/page-facts';
import { pageHtml } from '../page/page-html';
import { packageVersion } from '../package-version';
import { RunDetails } from '../run/run-details';
import { type Session } from '../run/session';
import { ToolkitError } from '../toolkit-error';
import { isPage, prepareReport, writeText } from './report-files';
import { sectionsOf } from './run-page';

/**
 * Shows what is deployed, and writes a page of it.
 *
 * @param files relative to the working directory; `.html`
 * @throws ToolkitError before anything is read when a file cannot be a page, and all errors of the function
 */
export async function withShowPages(
  session: Session,
  files: readonly string[],
  show: () => Promise<ShowResult>,
): Promise<ShowResult> {
  const places = files.map((file) => path.resolve(session.project.workingDirectory, file));
  const other = places.find((file) => !isPage(file));
  if (other !== undefined) {
    throw new ToolkitError(
      'USAGE',
      `A report of show is .html (a page), not ${path.basename(other)}.`,
      'Use --json for programs, and azstage drift --report for other formats.',
    );
  }
  places.forEach(prepareReport);
  const read = session.clock();
  const details = new RunDetails(session.stopwatch(), true);
  session.details = places.length === 0 ? undefined : details;
  const result = await show();
  for (const file of places) {
    writeText(file, await pageHtml(showPage(result, details, read)));
    session.report.say('debug', 'report.written', `Wrote ${file}`, { file });
  }
  return result;
}

/**
 * Page on what is deployed.
 *
 * @param read time at which the states were read
 */
export function showPage(result: ShowResult, details: RunDetails, read: Date): Page {
  const { app, environment, project, location, subscriptionId, drift } = result;
  const outcomes = new Map(drift?.stages.map((outcome) => [outcome.stage, outcome]));
  const stages = result.stages.map((stage) => stageOf(stage, outcomes.get(stage.name), details));
  const deployed = result.stages.filter(({ isDeployed }) => isDeployed).length;
  const drifted = stages.filter(({ kind }) => kind === 'drifted').length;
  return {
    title: `azstage show${app === undefined ? '' : ` of ${app}`}`,
    outcome: `${deployed} of ${count(stages.length, 'stage')} deployed${drift === undefined ? '' : `, ${drifted} drifted`}`,
    isFailed: stages.some(({ kind }) => kind === 'unknown' || kind === 'failed'),
    facts: pageFacts({
      Environment: environment,
      Project: project,
      Location: location,
      Subscription: subscriptionId,
      Read: formatTime(read.toISOString()),
      azstage: packageVersion(),
    }),
    alerts: [
      {
        title: 'Stages that need attention',
        tone: 'bad' as const,
        items: result.stages.flatMap(({ name, problem }) =>
          problem === undefined ? [] : [{ stage: name, text: problem }],
        ),
      },
    ].filter(({ items }) => items.length > 0),
    stages,
    spans: details.spans,
    command: 'show',
  };
}

function stageOf(stage: ShownStage, outcome: StageOutcome | undefined, details: RunDetails): PageStage {
  const { name, title, status, lifecycle, appliedAt, appliedBy, commit, savedPerMonth } = stage;
  return {
    name,
    title: title !== undefined && saysMore(title, name) ? title : undefined,
    kind: kindOf(stage, outcome),
    result: status,
    reason: outcome?.reason,
    tally: stage.resources.length === 0 ? undefined : count(stage.resources.length, 'resource'),
    dependencies: details.stages.get(name)?.dependencies ?? [],
    facts: pageFacts({
      Lifecycle: lifecycle,
      Applied: appliedAt === undefined ? undefined : formatTime(appliedAt),
      By: appliedBy,
      Commit: commit,
      'Saved per month': savedPerMonth && formatMoneyRange(savedPerMonth, savedPerMonth.currency),
    }),
    changes: [],
    sections: [...(outcome === undefined ? [] : sectionsOf(outcome)), ...sectionsOfState(stage, details)],
  };
}

function kindOf({ status, isDeployed }: ShownStage, outcome: StageOutcome | undefined): PageKind {
  if (status === 'unknown' || outcome?.result === 'failed') {
    return status === 'unknown' ? 'unknown' : 'failed';
  }
  return outcome?.result === 'drifted' ? 'drifted' : isDeployed ? 'deployed' : 'absent';
}

function sectionsOfState(stage: ShownStage, details: RunDetails): readonly PageSection[] {
  const { problem, failedChecks = [], resources, outputs, checks, isDeployed } = stage;
  const sections: readonly PageSection[] = [
    { title: 'Problem', tone: 'bad', items: problem === undefined ? [] : [{ text: problem }] },
    {
      title: 'Failed checks',
      tone: 'warning',
      items: failedChecks.map((check) => ({ text: describeFailedCheck(check) })),
    },
    {
      title: 'Outputs',
      tone: 'neutral',
      items: details.outputsWithoutSecrets(outputs).map((output) => ({ text: describeOutput(output) })),
    },
    { title: 'Look at', tone: 'neutral', items: isDeployed ? checks.map((text) => ({ text })) : [] },
    { title: 'Resources', tone: 'neutral', items: resources.map((text) => ({ text })) },
  ];
  return sections.filter(({ items }) => items.length > 0);
}
