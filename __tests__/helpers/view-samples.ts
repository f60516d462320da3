import { formatDoctor } from '../../lib/cli/views/doctor-view';
import { formatDrift } from '../../lib/cli/views/drift-view';
import { formatInit } from '../../lib/cli/views/init-view';
import { formatList } from '../../lib/cli/views/list-view';
import { formatLocks, formatUnlock } from '../../lib/cli/views/locks-view';
import { formatParameters } from '../../lib/cli/views/parameters-view';
import { formatRehearsal } from '../../lib/cli/views/rehearsal-view';
import { formatRun } from '../../lib/cli/views/run-view';
import { formatHistory, formatOutputs, formatShow } from '../../lib/cli/views/show-view';
import { formatSynth } from '../../lib/cli/views/synth-view';
import { formatAdded, formatChecked, formatTenants } from '../../lib/cli/views/tenants-view';
import { RunProgress } from '../../lib/cli/run-progress';
import { formatProgress } from '../../lib/cli/views/progress-view';
import { formatProposal } from '../../lib/cli/views/proposal-view';
import { type RehearsalResult } from '../../lib/rehearsal/rehearsal-result';
import { type IoMessage } from '../../lib/toolkit/io/io-host';
import { type Style } from '../../lib/cli/style';
import {
  type AddedTenantResult,
  type DoctorResult,
  type GraphNode,
  type HistoryResult,
  type InitResult,
  type ListResult,
  type LocksResult,
  type OutputsResult,
  type ParametersResult,
  type ShowResult,
  type SynthResult,
  type TenantsResult,
  type UnlockResult,
} from '../../lib/toolkit/io/results';
import { type RunResult, type StageChange, type StageOutcome } from '../../lib/toolkit/io/run-result';
import { type Report, REPORT_SCHEMA } from '../../lib/toolkit/report/report';

/** A type without optional fields, at any depth. */
type Complete<T> = T extends object ? { readonly [K in keyof T]-?: Complete<Exclude<T[K], undefined>> } : T;

/** Text of others. */
type Text = () => string;

/** What each view formats, with every field that can be text as text of others. */
export function viewSamples(text: Text): Readonly<Record<string, (style: Style) => string>> {
  const run = runResult(text);
  return {
    formatAdded: () => formatAdded(addedResult(text)),
    formatChecked: (style) => formatChecked(tenantsResult(text), style),
    formatDoctor: (style) => formatDoctor(doctorResult(text), style),
    formatDrift: (style) => formatDrift(run, ` --environment ${text()}`, style),
    formatHistory: (style) => formatHistory(historyResult(text), style),
    formatInit: () => formatInit(initResult(text), text()),
    formatList: (style) => formatList(listResult(text), style),
    formatLocks: (style) => formatLocks(locksResult(text), style),
    formatOutputs: (style) => formatOutputs(outputsResult(text), style),
    formatParameters: (style) => formatParameters(parametersResult(text), style),
    formatProgress: (style) => formatProgress(runProgress(text), { columns: 400, rows: 24 }, style).join('\n'),
    formatProposal: (style) => formatProposal(run, style),
    formatRehearsal: (style) => formatRehearsal(rehearsalResult(text), style),
    formatRun: (style) => [1, 130].map((exitCode) => formatRun({ ...run, exitCode }, style)).join('\n'),
    formatShow: (style) =>
      [true, false]
        .map((isDetailed) => formatShow(showResult(text), { isDetailed, options: ` --project ${text()}` }, style))
        .join('\n'),
    formatSynth: (style) => formatSynth(synthResult(text), style),
    formatTenants: (style) => formatTenants(tenantsResult(text), style),
    formatUnlock: (style) =>
      (['released', 'cleaned-up', 'not-locked'] as const)
        .map((result) => formatUnlock({ ...unlockResult(text), result }, style))
        .join('\n'),
  };
}

function rehearsalResult(text: Text): RehearsalResult {
  const run = runResult(text);
  const [{ changes = [], errors = [] } = {}] = run.stages;
  const steps = (['deploy', 'plan', 'change', 'destroy'] as const).map((step) => {
    const held = step === 'change';
    return { step, held, result: 'failed' as const, reason: text(), milliseconds: 1, changes, errors };
  });
  const named = () => [text(), text()];
  return {
    ...run,
    rehearsal: {
      stages: [{ stage: text(), steps }],
      requests: 1,
      faults: { [text()]: 1 },
      refusedHosts: named(),
      assumed: named(),
      leftOver: named(),
      unsupported: named(),
      directory: text(),
    },
  };
}

/** A report of a run with every field that can be text as text of others. */
export function hostileReport(text: Text): Report {
  return {
    $schema: REPORT_SCHEMA,
    azstage: '1.2.3',
    started: '2026-01-02T03:04:05.678Z',
    settings: {},
    error: { code: 'REFUSED', message: text(), fix: text() },
    ...runResult(text),
  };
}

/** A drawing of two stages with every field that can be text as text of others. */
export function hostileNodes(text: Text): readonly GraphNode[] {
  const first = `${text()}1`;
  const statuses = { deployed: 1 };
  return [
    { name: first, dependencies: [], stages: [text()], title: text(), lifecycle: text(), statuses },
    { name: `${text()}2`, dependencies: [first], title: text(), statuses },
  ];
}

const app = (text: Text) => ({
  app: text(),
  environment: text(),
  project: text(),
  location: text(),
  subscriptionId: text(),
  sources: { environment: text(), project: text(), location: text(), subscriptionId: text() },
});
const ci = (text: Text) => ({ system: 'github', id: text(), attempt: 1, repository: text() }) as const;
const failedChecks = (text: Text) => [{ address: text(), messages: [text(), text()] }];
const outputs = (text: Text) => [
  { name: text(), sensitive: false, value: text() },
  { name: text(), sensitive: true, value: undefined as never },
  { name: text(), sensitive: false, value: { [text()]: [text()] } },
];

const deployment = (text: Text) => ({
  status: 'deployed' as const,
  appliedAt: text(),
  appliedBy: text(),
  commit: text(),
  subscriptionId: text(),
  lifecycle: text(),
  failedChecks: failedChecks(text),
  problem: text(),
});

function initResult(text: Text): Complete<InitResult> {
  const added = { scripts: [text()], dependencies: [text()], devDependencies: [text()], overrides: [text()] };
  const keptEntries = [text()];
  return { directory: text(), name: text(), files: [text()], kept: [text()], added, keptEntries, unignored: [text()] };
}

function doctorResult(text: Text): Complete<DoctorResult> {
  return {
    checks: (['ok', 'warning', 'problem', 'skipped'] as const).map((status) => ({
      name: text(),
      status,
      detail: text(),
      fix: text(),
    })),
  };
}

function listResult(text: Text): Complete<ListResult> {
  const stage = (isOrphaned: boolean) => ({
    ...deployment(text),
    name: text(),
    title: text(),
    purpose: text(),
    sharing: text(),
    resources: 1,
    dependencies: [text()],
    isOrphaned,
  });
  return { ...app(text), stages: [stage(false), stage(true)] };
}

function locksResult(text: Text): Complete<LocksResult> {
  const statuses = ['free', 'locked', 'stale', 'not-tried', 'unclear'] as const;
  return {
    ...app(text),
    stages: statuses.map((status) => ({ ...lock(text), status })),
    run: { command: text(), who: text(), since: text(), process: 1, holder: 'alive', why: text(), ci: ci(text) },
  };
}

function lock(text: Text): Complete<LocksResult['stages'][number]> {
  return {
    stage: text(),
    status: 'locked',
    id: text(),
    who: text(),
    since: text(),
    operation: text(),
    holder: 'unknown',
    why: text(),
    ci: ci(text),
  };
}

function unlockResult(text: Text): Complete<UnlockResult> {
  return { ...app(text), stage: text(), result: 'released', lock: lock(text), next: text() };
}

function outputsResult(text: Text): OutputsResult {
  return {
    stages: [
      { name: text(), outputs: outputs(text) },
      { name: text(), outputs: [], problem: text() },
    ],
  };
}

function tenant(text: Text): TenantsResult['tenants'][number] {
  return {
    id: text(),
    displayName: text(),
    tier: text(),
    owner: text(),
    primaryRegion: text(),
    dataResidency: text(),
    stages: [text()],
  };
}

function tenantsResult(text: Text): Complete<TenantsResult> {
  return { ...app(text), tenants: [tenant(text), tenant(text)] };
}

function addedResult(text: Text): Complete<AddedTenantResult> {
  return { file: text(), tenant: tenant(text), next: text() };
}

function parametersResult(text: Text): ParametersResult {
  const parameter = (schema: Readonly<Record<string, unknown>>, value: unknown) => ({
    name: text(),
    description: text(),
    schema,
    value,
    source: text(),
  });
  const values = [parameter({ enum: [text(), text()] }, text()), parameter({ type: text() }, { [text()]: text() })];
  return { ...app(text), parameters: values };
}

function showResult(text: Text): Complete<ShowResult> {
  const stage = {
    ...deployment(text),
    name: text(),
    title: text(),
    isDeployed: true,
    resources: [text()],
    outputs: outputs(text),
    checks: [text()],
  };
  return { ...app(text), stages: [stage, stage], drift: runResult(text) };
}

function synthResult(text: Text): Complete<SynthResult> {
  const stage = () => ({
    name: text(),
    title: text(),
    resources: 1,
    dependencies: [text()],
    file: text(),
    prerequisites: [text()],
    warnings: [{ path: text(), message: text() }],
  });
  const files = [{ directory: text(), files: 1 }];
  return { ...app(text), directory: text(), stages: [stage(), stage()], files, next: text() };
}

function historyResult(text: Text): Complete<HistoryResult> {
  const counts = { added: 1, changed: 1, destroyed: 1, imported: 1 };
  const run = {
    id: text(),
    command: text(),
    user: text(),
    host: text(),
    started: text(),
    ci: ci(text),
    settings: { [text()]: text(), parameters: [text()] as never },
    stages: [{ stage: text(), result: text(), reason: text(), counts, milliseconds: 1 }],
    exitCode: 1,
    finished: text(),
  };
  return { runs: [run, run] };
}

function change(text: Text): Complete<StageChange> {
  return {
    address: text(),
    type: text(),
    action: 'create',
    isImported: true,
    constructPath: text(),
    source: text(),
    causes: [{ stage: text(), output: text() }],
  } as unknown as Complete<StageChange>;
}

/** A run in the middle, with a stage for each status. */
function runProgress(text: Text): RunProgress {
  const progress = new RunProgress();
  const names = [1, 2, 3, 4].map((number) => `${number}${text()}`);
  const follow = (code: string, stage: string | undefined, data: unknown) =>
    progress.follow({ time: '', level: 'info', code, stage, text: text(), data } as IoMessage);
  follow('run.started', undefined, { command: text(), stages: names, parallelism: 4, isPreparation: false });
  follow('stage.progress', names[0], { doing: text(), address: text(), done: 0 });
  follow('stage.finished', names[1], { result: 'applied' });
  follow('stage.finished', names[2], { result: 'failed' });
  return progress;
}

/** A run with one stage for each result. */
function runResult(text: Text): Complete<RunResult> {
  const results = ['applied', 'failed', 'drifted', 'blocked', 'not-deployed', 'planned', 'skipped'] as const;
  return {
    ...app(text),
    command: 'deploy',
    exitCode: 130,
    stages: results.map((result) => ({ ...outcome(text), result })),
    milliseconds: 1,
    checks: [text()],
    outputs: [{ name: text(), outputs: outputs(text) }],
    next: text(),
  };
}

function outcome(text: Text): Complete<StageOutcome> {
  const error = () => ({
    summary: text(),
    detail: text(),
    address: text(),
    constructPath: text(),
    source: text(),
  });
  const outside = (action: 'update' | 'delete' | 'read') => ({
    address: text(),
    type: text(),
    action,
    attributes: [text()],
    answer: 'update' as const,
    changes: [change(text)],
    constructPath: text(),
    source: text(),
  });
  return {
    stage: text(),
    result: 'failed',
    reason: text(),
    counts: { added: 1, changed: 1, destroyed: 1, imported: 1 },
    changes: [change(text)],
    deferred: [text()],
    downFirst: {
      standing: [{ stage: text(), on: [change(text)], down: [text()] }],
      down: [text()],
      commands: [text()],
    },
    drift: {
      changedOutside: (['update', 'delete', 'read'] as const).map(outside),
      notApplied: [change(text)],
      upstreamChanged: [{ stage: text(), output: text(), changes: [change(text)] }],
    },
    failedChecks: failedChecks(text),
    milliseconds: 1,
    reached: { done: 1, total: 2 },
    code: text(),
    errors: [error(), error()],
    warnings: [error()],
    fix: text(),
    mayBeLocked: true,
  };
}
