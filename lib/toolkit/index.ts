/**
 * The engine of the command line, for programs: one function for each command.
 *
 * @module azstage/toolkit
 */
export { check, checkRules, type CheckOptions, explainRule } from './actions/check';
export { cost, type CostOptions } from './actions/cost';
export { deploy, type DeployOptions, type ImagesOption } from './actions/deploy';
export { deployPlan, type DeployPlanOptions } from './actions/deploy-plan';
export { doctor, type ServerTime } from './actions/doctor';
export { down, type DownOptions } from './actions/down';
export { drift, type DriftOptions } from './actions/drift';
export { graph, type GraphOptions } from './actions/graph';
export { init, type InitProps } from './actions/init';
export { list } from './actions/list';
export { locks } from './actions/locks';
export { outputs, type OutputsOptions } from './actions/outputs';
export { parameters } from './actions/parameters';
export { plan, type PlanOptions } from './actions/plan';
export { history, show, showWithDrift } from './actions/show';
export { synth } from './actions/synth';
export { addTenant, checkTenants, listTenants, type NewTenant } from './actions/tenants';
export { unlock, type UnlockOptions } from './actions/unlock';
export { watch, type WatchOptions } from './actions/watch';
export { Bundle } from './bundle/bundle';
export { type BundleManifest, type BundleProposal, type BundleStage } from './bundle/manifest';
export { type AppDescription } from './assembly/assembly';
export { type CiRun } from './records/ci-run';
export { ExitCode } from './exit-code';
export { type ChangeSource } from './host/change-source';
export { type Ticks } from './host/stopwatch';
export { type IIoHost, type IoMessage, type IoRequest, type MessageLevel, type SecretRequest } from './io/io-host';
export { type LogKind, type LogLine, type LogSeverity } from './io/log-line';
export { type MessageCode, type MessageData } from './io/messages';
export {
  type BootstrapDeployer,
  type BootstrapPart,
  type BootstrapResult,
  type LocalState,
} from './io/bootstrap-result';
export { type CheckResult, type FindingCounts, type RuleDescription, type RulesResult } from './io/check-result';
export { type PipelineFileResult, type PipelineResult } from './io/pipeline-result';
export { type FoundResource } from './io/imports';
export { type CommandLineSettings, type ProjectProps } from './assembly/project';
export { type Liveness } from './records/recorded-process';
export { type OutputRead } from './references/remote-states';
export { type UpstreamRead } from './preview/preview';
export { type Report, type ReportError } from './report/report';
export { type ReportProps, withReports } from './report/with-reports';
export { Session, type SessionProps } from './run/session';
export { type ChangeCounts } from './terraform/change-counts';
export { type PlannedOutput, type Unknown } from './terraform/plan-json';
export { type FailedCheck } from './terraform/terraform-state';
export { type ChangeAction, type PlannedChange } from './terraform/terraform-events';
export { type StageInputs } from './unit/stage-inputs';
export { type StageSelection } from './unit/stage-filter';
export { type ExplicitSelection } from './unit/stage-selection';
export { type NotPriced, type PricedComponent, type ResourceCost, type StageCost } from '../cost/cost';
export { type DatedLivePrices, type LivePrice, type LivePrices, type WantedPrice } from '../cost/live-price';
export { type Price, type RetailQuery } from '../cost/price';
export { PriceBook } from '../cost/price-book';
export { type Range } from '../cost/range';
export { type Finding, type FindingAcknowledgement, type FindingLevel } from '../policy/finding';
export { type PolicySources } from '../policy/rule';
export { type TenantMetadata } from '../manifest/app-metadata';
export { ToolkitError, type ToolkitErrorCode } from './toolkit-error';
export {
  type AppCost,
  type BudgetStatus,
  type CostDifference,
  type CostOfStage,
  type CostResult,
  type LivePriceReport,
} from './io/cost-result';
export {
  type AddedTenantResult,
  type DeploymentStatus,
  type DoctorCheck,
  type DoctorResult,
  type GraphFormat,
  type GraphNode,
  type GraphResult,
  type HistoryResult,
  type InitResult,
  type ListedStage,
  type ListResult,
  type LockingRun,
  type LocksResult,
  type LockStatus,
  type OutputsResult,
  type ParametersResult,
  type ShownStage,
  type ShowResult,
  type StageLock,
  type SynthesizedDirectory,
  type SynthesizedStage,
  type SynthResult,
  type TenantsResult,
  type UnlockResult,
  type WatchRound,
} from './io/results';
export {
  type JournalRun,
  type JournalStage,
  type ChangedOutput,
  type Difference,
  type OutsideChange,
  type RunResult,
  type StageChange,
  type StageDownFirst,
  type StageDrift,
  type StageError,
  type StageOutcome,
  type StageResult,
  type StandingStage,
} from './io/run-result';
export {
  type BuiltImageResult,
  type ImageBuildsResult,
  type ImagesResult,
  type ImageStatus,
  type ListedImage,
} from './io/image-results';
export {
  type ListedSecret,
  type ListedVault,
  type SecretSetResult,
  type SecretsResult,
  type SecretStatus,
} from './io/secret-results';
export { type ShownOutput, type StageOutputs } from './io/shown-output';
