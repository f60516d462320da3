import { formatBootstrap } from '../../lib/cli/views/bootstrap-view';
import { type Finding } from '../../lib/policy/finding';
import { type RuleDescription, type CheckResult } from '../../lib/toolkit/io/check-result';
import { formatCheck, formatExplained, formatRules } from '../../lib/cli/views/check-view';
import { formatCost } from '../../lib/cli/views/cost-view';
import { formatDoctor } from '../../lib/cli/views/doctor-view';
import { formatDrift } from '../../lib/cli/views/drift-view';
import { formatBuiltImages, formatImages } from '../../lib/cli/views/images-view';
import { formatInit } from '../../lib/cli/views/init-view';
import { formatList } from '../../lib/cli/views/list-view';
import { formatLocks, formatUnlock } from '../../lib/cli/views/locks-view';
import { formatLogLine } from '../../lib/cli/views/log-line-view';
import { formatParameters } from '../../lib/cli/views/parameters-view';
import { formatPipeline } from '../../lib/cli/views/pipeline-view';
import { formatRehearsal } from '../../lib/cli/views/rehearsal-view';
import { formatRun } from '../../lib/cli/views/run-view';
import { formatSecrets, formatSecretSet } from '../../lib/cli/views/secrets-view';
import { formatHistory, formatOutputs, formatShow } from '../../lib/cli/views/show-view';
import { formatSynth } from '../../lib/cli/views/synth-view';
import { formatAdded, formatChecked, formatTenants } from '../../lib/cli/views/tenants-view';
import { formatVerify } from '../../lib/cli/views/verify-view';
import { RunProgress } from '../../lib/cli/run-progress';
import { formatProgress } from '../../lib/cli/views/progress-view';
import { formatProposal } from '../../lib/cli/views/proposal-view';
import { type RehearsalResult } from '../../lib/rehearsal/rehearsal-result';
import { type IoMessage } from '../../lib/toolkit/io/io-host';
import { type LogLine, type LogSeverity } from '../../lib/toolkit/io/log-line';
import { type AppCost, type CostResult, type LivePriceReport } from '../../lib/toolkit/io/cost-result';
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
import { type BootstrapResult } from '../../lib/toolkit/io/bootstrap-result';
import { type ImageBuildsResult, type ImagesResult } from '../../lib/toolkit/io/image-results';
import { type PipelineResult } from '../../lib/toolkit/io/pipeline-result';
import { type SecretSetResult, type SecretsResult, type SecretStatus } from '../../lib/toolkit/io/secret-results';
import { type RunResult, type StageChange, type StageOutcome } from '../../lib/toolkit/io/run-result';
import { type Report, REPORT_SCHEMA } from '../../lib/toolkit/report/report';

/** A type without optional fields, at any depth. */
type Complete<T> = T extends object ? { readonly [K in keyof T]-?: Complete<Exclude<T[K], undefined>> } : T;

function logLine(text: Text, severity: LogSeverity): Complete<LogLine> {
  return {
    stage: text(),
    app: text(),
    kind: 'app',
    time: text(),
    revision: text(),
    replica: text(),
    container: text(),
    namespace: text(),
    severity,
    reason: text(),
    message: text(),
  };
}

/** Text of others. */
type Text = () => string;

/** What each view formats, with every field that can be text as text of others. */
export function viewSamples(text: Text): Readonly<Record<string, (style: Style) => string>> {
  const run = runResult(text);
  return {
    formatAdded: () => formatAdded(addedResult(text)),
    formatBootstrap: (style) =>
      [true, false].map((isDryRun) => formatBootstrap(bootstrapResult(text, isDryRun), style)).join('\n'),
    formatBuiltImages: (style) => formatBuiltImages(imageBuildsResult(text), style),
    formatCheck: (style) => [true, false].map((all) => formatCheck(checkResult(text), { all }, style)).join('\n'),
    formatChecked: (style) => formatChecked(tenantsResult(text), style),
    formatCost: (style) => {
      const result = costResult(text);
      return [result, { ...result, comparedWith: result }].map((one) => formatCost(one, style)).join('\n');
    },
    formatDoctor: (style) => formatDoctor(doctorResult(text), style),
    formatDrift: (style) => formatDrift(run, ` --environment ${text()}`, style),
    formatExplained: (style) => formatExplained({ rules: [ruleDescription(text)] }, style),
    formatHistory: (style) => formatHistory(historyResult(text), style),
    formatImages: (style) => formatImages(imagesResult(text), style),
    formatInit: () => formatInit(initResult(text), text()),
    formatList: (style) => formatList(listResult(text), style),
    formatLocks: (style) => formatLocks(locksResult(text), style),
    formatLogLine: (style) =>
      (['error', 'warning', 'info', 'debug'] as const)
        .map((severity) => logLine(text, severity))
        .map((line) => formatLogLine(line, { isWithStage: true, isWithApp: true }, style))
        .join('\n'),
    formatOutputs: (style) => formatOutputs(outputsResult(text), style),
    formatParameters: (style) => formatParameters(parametersResult(text), style),
    formatPipeline: (style) => formatPipeline(pipelineResult(text), style),
    formatProgress: (style) => formatProgress(runProgress(text), { columns: 400, rows: 24 }, style).join('\n'),
    formatProposal: (style) => formatProposal(run, style),
    formatRehearsal: (style) => formatRehearsal(rehearsalResult(text), style),
    formatRules: (style) => formatRules({ rules: [ruleDescription(text)] }, style),
    formatRun: (style) => [1, 130].map((exitCode) => formatRun({ ...run, exitCode }, style)).join('\n'),
    formatSecretSet: (style) => formatSecretSet(secretSetResult(text), style),
    formatSecrets: (style) => formatSecrets(secretsResult(text), style),
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
    formatVerify: (style) => formatVerify(run, style),
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

/** Costs with every field that can be text as text of others. */
export function costResult(text: Text): CostResult {
  return appCost(text);
}

function appCost(text: Text): Complete<AppCost> {
  const monthly = { low: 1, high: 2 };
  const retail = {
    serviceName: text(),
    productName: text(),
    productNameEnd: text(),
    skuName: text(),
    meterName: text(),
    armSkuName: text(),
    armRegionName: text(),
    unitOfMeasure: text(),
    tierMinimumUnits: 0,
    factor: 1,
  };
  const component = {
    name: text(),
    quantity: monthly,
    unit: text(),
    unitPrice: 1,
    monthly,
    price: {
      key: text(),
      amount: 1,
      unit: text(),
      region: text(),
      source: text(),
      date: text(),
      verified: false,
      note: text(),
      retail,
    },
    isOfRegion: false,
    verified: false,
  };
  const stage = {
    name: text(),
    title: text(),
    lifecycle: text(),
    monthly,
    resources: [{ address: text(), type: text(), region: text(), monthly, components: [component] }],
    notPriced: [{ address: text(), type: text(), reason: text() }],
    freeCount: 1,
    budget: { from: 0, to: 1 },
    budgetStatus: 'may-exceed' as const,
  };
  return { ...app(text), currency: text(), monthly, stages: [stage, stage], live: livePrices(text) };
}

function livePrices(text: Text): Complete<LivePriceReport> {
  const kinds = ['same', 'different', 'other currency', 'missing', 'ambiguous', 'not asked'] as const;
  const prices = kinds.map((kind) => ({
    kind,
    key: text(),
    region: text(),
    unit: text(),
    book: 1,
    bookRegion: text(),
    live: (kind === 'missing' ? undefined : 2) as number,
    reason: text(),
  }));
  return { date: text(), outdated: text(), prices };
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

function bootstrapResult(text: Text, isDryRun: boolean): Complete<BootstrapResult> {
  const statuses = ['present', 'missing', 'incomplete', 'made', 'completed'] as const;
  const part = (status: (typeof statuses)[number]) => ({
    kind: text(),
    name: text(),
    id: text(),
    status,
    changes: [text()],
  });
  return {
    ...app(text),
    parts: statuses.map(part),
    backend: { type: 'azurerm', storageAccountName: text(), containerName: text() },
    file: text(),
    setting: isDryRun ? 'missing' : 'written',
    notes: [text()],
    deployer: {
      repository: text(),
      subjects: [text()],
      unverified: text(),
      variables: { ARM_CLIENT_ID: text() },
      commands: [text()],
    },
    localStates: [{ stage: text(), file: text(), resources: 1 }],
    moved: runResult(text).stages,
    isDryRun,
    next: text(),
  };
}

function imagesResult(text: Text): Complete<ImagesResult> {
  const image = (status: ImagesResult['images'][number]['status']) => ({
    repository: text(),
    tag: text(),
    registry: text(),
    context: text(),
    files: 1,
    size: 2000,
    platform: text(),
    stages: [text()],
    status,
    digest: text(),
    why: text(),
  });
  return { ...app(text), images: (['present', 'missing', 'no-registry', 'unknown'] as const).map(image) };
}

function imageBuildsResult(text: Text): Complete<ImageBuildsResult> {
  const image = (result: ImageBuildsResult['images'][number]['result']) => ({
    repository: text(),
    tag: text(),
    registry: text(),
    stages: [text()],
    result,
    error: text(),
    fix: text(),
    milliseconds: 1,
  });
  const results = ['built', 'pushed', 'present', 'failed', 'interrupted', 'cancelled'] as const;
  return { ...app(text), action: 'push', images: results.map(image) };
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

function pipelineResult(text: Text): PipelineResult {
  const statuses = ['written', 'removed', 'unchanged', 'missing', 'outdated', 'unneeded'] as const;
  return {
    system: text(),
    directory: text(),
    environments: [{ name: text(), stages: 2, jobs: 3 }],
    files: statuses.map((status) => ({
      path: text(),
      status,
      difference: { line: 3, found: text(), expected: text() },
    })),
    setup: [text()],
  };
}

function secretsResult(text: Text): SecretsResult {
  const [vault, vaultStage] = [text(), text()];
  const statuses: readonly SecretStatus[] = ['present', 'missing', 'disabled', 'expired', 'deleted', 'unknown'];
  const times = { updatedAt: text(), expiresAt: text(), purgedAt: text() };
  const known = { uri: text(), network: text(), askedBy: 'resource-manager', why: text(), fix: text() } as const;
  return {
    ...app(text),
    secrets: statuses.map((status) => ({
      name: text(),
      vault,
      vaultStage,
      status,
      writtenBy: 'terraform',
      stages: [text()],
      ...times,
    })),
    vaults: [{ vault, stage: vaultStage, address: text(), ...known }],
    next: text(),
  };
}

function secretSetResult(text: Text): Complete<SecretSetResult> {
  const written = { version: text(), expiresAt: text(), isRecovered: true };
  return { name: text(), vault: text(), ...written, next: text() };
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
    savedPerMonth: { low: 1, high: 2, currency: text() },
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
    findings: findings(text),
    next: text(),
  };
}

function checkResult(text: Text): Complete<CheckResult> {
  return {
    ...app(text),
    stages: [text()],
    findings: findings(text),
    counts: { error: 1, warning: 1, note: 1, acknowledged: 1 },
    failsAt: 'warning',
  };
}

function ruleDescription(text: Text): Complete<RuleDescription> {
  const texts = () => [text(), text()];
  const sources = { url: text(), azurePolicy: texts(), waf: text(), aprl: texts(), checkov: texts(), avm: texts() };
  return { id: text(), severity: 'error', title: text(), why: text(), help: text(), sources, resourceTypes: texts() };
}

/** Findings of each kind: open, of another tool, acknowledged. */
function findings(text: Text): Complete<Finding>[] {
  const finding = (tool: string): Complete<Finding> => ({
    tool,
    ruleId: text(),
    level: 'warning',
    message: text(),
    stage: text(),
    constructPath: text(),
    address: text(),
    file: text(),
    line: 1,
    column: 1,
    acknowledged: { reason: text(), constructPath: text() },
  });
  const open = (tool: string) => ({ ...finding(tool), acknowledged: undefined }) as unknown as Complete<Finding>;
  return [open('azstage'), open(text()), finding('azstage')];
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
    verified: (['passed', 'failed', 'unreachable'] as const).map((status) => ({
      check: text(),
      address: text(),
      constructPath: text(),
      status,
      detail: text(),
      fix: text(),
      milliseconds: 1,
    })),
    failedChecks: failedChecks(text),
    cost: { currency: text(), before: { low: 1, high: 2 }, after: { low: 2, high: 3 }, notPriced: 1 },
    milliseconds: 1,
    reached: { done: 1, total: 2 },
    code: text(),
    errors: [error(), error()],
    warnings: [error()],
    fix: text(),
    mayBeLocked: true,
  };
}
