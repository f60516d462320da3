import { sum } from '../../cost/range';
import { ExitCode } from '../exit-code';
import { saysMore } from '../graph/box-text';
import { formatDuration } from '../host/duration';
import { formatTime } from '../host/local-time';
import { describeFailedCheck } from '../io/failed-check';
import { formatMoneyChange, formatMoneyRange } from '../io/money';
import { type StageChange, type StageError, type StageOutcome } from '../io/run-result';
import { spanText } from '../page/lanes-svg';
import {
  type Page,
  type PageAlert,
  type PageChange,
  type PageFact,
  type PageItem,
  type PageKind,
  type PageSection,
  type PageStage,
} from '../page/page';
import { pageFacts } from '../page/page-facts';
import { type DetailedChange, type RunDetails } from '../run/run-details';
import { costLine } from './cost-lines';
import { downFirstLines } from './down-first-lines';
import { driftLines } from './drift-lines';
import { outcomeLine } from './outcome-line';
import { findingAlerts, findingSections } from './page-findings';
import { type Report } from './report';

/** Page on a run. */
export function runPage(report: Report, details: RunDetails): Page {
  const stages = report.stages.map((outcome) => stageOf(outcome, report, details));
  return {
    title: `azstage ${report.command}${report.app === undefined ? '' : ` of ${report.app}`}`,
    outcome: outcomeLine(report),
    isFailed: report.exitCode !== ExitCode.DONE && report.exitCode !== ExitCode.CHANGES,
    facts: factsOf(report),
    cost: costOf(report.stages),
    alerts: alertsOf(report, stages),
    stages,
    spans: details.spans,
    command: report.command,
  };
}

function factsOf(report: Report): readonly PageFact[] {
  const { environment, project, location, started, milliseconds, azstage } = report;
  return pageFacts({
    Environment: environment,
    Project: project,
    Location: location,
    Started: formatTime(started),
    Took: formatDuration(milliseconds),
    azstage,
  });
}

/** The costs of the stages that are planned or destroyed. */
function costOf(stages: readonly StageOutcome[]): Page['cost'] {
  const costs = stages.flatMap(({ cost }) => cost ?? []);
  const [first] = costs;
  if (first === undefined) {
    return undefined;
  }
  const [before, after] = [sum(costs.map((each) => each.before)), sum(costs.map((each) => each.after))];
  const open = costs.reduce((all, { notPriced }) => all + notPriced, 0);
  return {
    before: formatMoneyRange(before, first.currency),
    after: formatMoneyRange(after, first.currency),
    change: formatMoneyChange(before, after, first.currency),
    ...(open === 0 ? {} : { note: `${open} not priced` }),
  };
}

function alertsOf(
  { error, stages: outcomes, checks, findings }: Report,
  stages: readonly PageStage[],
): readonly PageAlert[] {
  const alerts: PageAlert[] = [
    {
      title: 'The run was refused',
      tone: 'bad',
      items: error === undefined ? [] : [{ text: error.message, detail: error.fix }],
    },
    { title: lossTitle(outcomes), tone: 'bad', items: stages.flatMap(lossesOf) },
    {
      title: 'Errors',
      tone: 'bad',
      items: outcomes.flatMap(({ stage, errors = [] }) =>
        errors.map(({ summary, address }) => ({ stage, text: firstLine(summary), detail: address })),
      ),
    },
    ...findingAlerts(findings),
    {
      title: 'Stages that have to go down first',
      tone: 'warning',
      items: outcomes.flatMap(({ stage, downFirst }) =>
        (downFirst === undefined ? [] : downFirstLines(downFirst)).map((text) => ({ stage, text })),
      ),
    },
    { title: 'Look at', tone: 'neutral', items: checks.map((text) => ({ text })) },
  ];
  return alerts.filter(({ items }) => items.length > 0);
}

function lossTitle(outcomes: readonly StageOutcome[]): string {
  const isDone = outcomes.some(({ result }) => result === 'applied' || result === 'destroyed');
  return isDone ? 'Data of these resources is lost' : 'Data of these resources will be lost';
}

function lossesOf({ name: stage, changes }: PageStage): PageAlert['items'] {
  return changes
    .filter(({ losesData }) => losesData === true)
    .map(({ action, address, constructPath }) => ({
      stage,
      text: `${action} ${constructPath ?? address}`,
      detail: constructPath === undefined ? undefined : address,
    }));
}

function stageOf(outcome: StageOutcome, report: Report, details: RunDetails): PageStage {
  const { stage: name, result, reason, milliseconds } = outcome;
  const { title, lifecycle, dependencies = [] } = details.stages.get(name) ?? {};
  const changes = changesOf(outcome, details);
  const cost = costLine(outcome);
  const times = details.spans.filter((span) => span.stage === name).map((span) => spanText(span, report.command));
  return {
    name,
    title: title !== undefined && saysMore(title, name) ? title : undefined,
    kind: kindOf(outcome),
    result: outcome.reached === undefined ? words(result) : `${words(result)}, ${reachedText(outcome.reached)}`,
    reason,
    tally: tallyOf(changes),
    dependencies,
    facts: pageFacts({
      Lifecycle: lifecycle,
      Cost: cost?.replace(`${name}: `, ''),
      Time: times.length > 0 ? times.join('; ') : milliseconds === 0 ? undefined : formatDuration(milliseconds),
    }),
    changes,
    sections: [...sectionsOf(outcome), ...findingSections(name, report.findings)],
  };
}

function reachedText({ done, total }: { readonly done: number; readonly total: number }): string {
  return `${done} of ${total} changes done`;
}

/** The changes of the outcome with their arguments; of a stage that failed, those that were planned. */
function changesOf({ stage, result, changes, reached }: StageOutcome, details: RunDetails): readonly PageChange[] {
  const known = new Map(details.changesOf(stage).map((change) => [change.address, change]));
  const isOpen = result === 'failed' || result === 'interrupted';
  const all: readonly (StageChange & Partial<DetailedChange>)[] = changes ?? (isOpen ? [...known.values()] : []);
  return all.map((change) => {
    const { arguments: own = [], losesData, progress } = known.get(change.address) ?? {};
    const { action, address, constructPath, source, causes, isImported } = change;
    return {
      action: isImported === true && action !== 'import' ? `import and ${action}` : action,
      address,
      constructPath,
      source,
      causes,
      losesData,
      ...(isOpen && reached !== undefined ? { progress: progress ?? 'not reached' } : {}),
      arguments: own,
    };
  });
}

/** Kind of each result that is not one of changes. */
const KIND_OF_RESULT: Readonly<Partial<Record<StageOutcome['result'], PageKind>>> = {
  unchanged: 'unchanged',
  'no-changes': 'unchanged',
  verified: 'unchanged',
  destroyed: 'destroy',
  moved: 'change',
  'not-deployed': 'absent',
  drifted: 'drifted',
  blocked: 'blocked',
  failed: 'failed',
  interrupted: 'failed',
  declined: 'skipped',
  skipped: 'skipped',
  cancelled: 'skipped',
};

/** Kind of a stage by its most severe change. */
function kindOf({ result, changes = [] }: StageOutcome): PageKind {
  const has = (action: StageChange['action']) => changes.some((change) => change.action === action);
  const known = KIND_OF_RESULT[result];
  if (known !== undefined) {
    return known;
  }
  if (has('delete')) {
    return 'destroy';
  }
  if (has('replace')) {
    return 'replace';
  }
  return changes.length > 0 && changes.every(({ action }) => action === 'create') ? 'create' : 'change';
}

const TALLIES: readonly (readonly [string, readonly string[]])[] = [
  ['+', ['create']],
  ['~', ['update', 'import', 'move', 'remove']],
  ['±', ['replace']],
  ['−', ['delete']],
];

/** `+2 ~1`; undefined without changes. */
function tallyOf(changes: readonly PageChange[]): string | undefined {
  const numbers = TALLIES.flatMap(([sign, actions]) => {
    const number = changes.filter(({ action }) => actions.includes(action.replace('import and ', ''))).length;
    return number === 0 ? [] : [`${sign}${number}`];
  });
  return numbers.length === 0 ? undefined : numbers.join(' ');
}

/** Notes on a stage beside its changes, the most severe first. */
export function sectionsOf(outcome: StageOutcome): readonly PageSection[] {
  const {
    errors = [],
    fix,
    warnings = [],
    failedChecks = [],
    deferred = [],
    downFirst,
    drift,
    verified = [],
  } = outcome;
  const open = verified.filter(({ status }) => status !== 'passed');
  const sections: PageSection[] = [
    { title: 'Errors', tone: 'bad', items: errors.map(errorItem) },
    { title: 'To do', tone: 'bad', items: fix === undefined ? [] : [{ text: fix }] },
    {
      title: 'Locks',
      tone: 'warning',
      items: outcome.mayBeLocked === true ? [{ text: 'A lock may be left on its state.' }] : [],
    },
    { title: 'Warnings', tone: 'warning', items: warnings.map(errorItem) },
    {
      title: 'Failed checks',
      tone: 'warning',
      items: failedChecks.map((check) => ({ text: describeFailedCheck(check) })),
    },
    {
      title: 'Not verified',
      tone: 'bad',
      items: open.map(({ status, check, address, detail, fix: how }) => ({
        text: `${status}: ${check} of ${address}: ${detail}`,
        detail: how,
      })),
    },
    { title: 'Down first', tone: 'warning', items: downFirst === undefined ? [] : downFirstItems(downFirst) },
    {
      title: 'Drift',
      tone: 'warning',
      items:
        drift === undefined
          ? []
          : driftLines(drift).map(({ depth, text }) => ({ text: `${depth === 1 ? '→ ' : ''}${text}` })),
    },
    { title: 'Deferred until other stages are deployed', tone: 'neutral', items: deferred.map((text) => ({ text })) },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

function downFirstItems(found: NonNullable<StageOutcome['downFirst']>): readonly PageItem[] {
  return [...downFirstLines(found).map((text) => ({ text })), { text: 'Commands:', detail: found.commands.join('\n') }];
}

function errorItem({ summary, detail, address, constructPath, source }: StageError): PageItem {
  const [first = '', ...rest] = summary.trim().split('\n');
  const place = [address, constructPath, source].filter((part) => part !== undefined);
  const below = [...rest, ...(detail === undefined ? [] : [detail.trim()])];
  return {
    text: place.length === 0 ? first : `${first} (${place.join(', ')})`,
    ...(below.length === 0 ? {} : { detail: below.join('\n') }),
  };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

function words(result: string): string {
  return result.replace('-', ' ');
}
