export { deploy, type DeployOptions } from './actions/deploy';
export { deployPlan, type DeployPlanOptions } from './actions/deploy-plan';
export { doctor, type DoctorCheck, type DoctorResult } from './actions/doctor';
export { down, type DownOptions } from './actions/down';
export { drift, type DriftOptions } from './actions/drift';
export { graph, type GraphFormat, type GraphResult } from './actions/graph';
export { init, type InitResult } from './actions/init';
export { list, type ListedStage, type ListResult } from './actions/list';
export { type LockingRun, locks, type LocksResult } from './actions/locks';
export { outputs, type OutputsOptions, type OutputsResult, type ShownOutput } from './actions/outputs';
export { parameters, type ParametersResult } from './actions/parameters';
export { plan, type PlanOptions } from './actions/plan';
export { history, type HistoryResult, show, type ShownStage, type ShowResult, showWithDrift } from './actions/show';
export { synth, type SynthesizedStage, type SynthResult } from './actions/synth';
export { unlock, type UnlockOptions, type UnlockResult } from './actions/unlock';
export { Bundle } from './bundle/bundle';
export { type BundleManifest, type BundleProposal, type BundleStage } from './bundle/manifest';
export { type CiRun } from './ci-run';
export { type MovedOutput, type OutsideChange, type StageDrift } from './drift';
export { ExitCode } from './exit-code';
export { type IIoHost, type IoMessage, type IoRequest, type MessageLevel } from './io-host';
export { type JournalRun, type JournalStage } from './journal';
export { type LockStatus, type StageLock } from './locks/stage-lock';
export { type MessageCode, type MessageData } from './messages';
export { type CommandLineSettings, type ProjectProps } from './project';
export { type ProjectTemplateProps } from './project-template';
export { type Liveness } from './recorded-process';
export { type Report, type ReportError } from './report/report';
export { type ReportProps, withReports } from './report/with-reports';
export { Session, type SessionProps } from './session';
export {
  type RunResult,
  type StageChange,
  type StageDownFirst,
  type StageError,
  type StageOutcome,
  type StageResult,
  type StandingStage,
} from './stage-outcome';
export { type ChangeAction, type ChangeCounts, type PlannedChange } from './terraform/terraform-events';
export { ToolkitError, type ToolkitErrorCode } from './toolkit-error';
