import path from 'node:path';
import { type Finding } from '../../policy/finding';
import {
  type CheckOutcome,
  type RunResult,
  type StageChange,
  type StageDownFirst,
  type StageDrift,
  type StageError,
  type StageOutcome,
} from '../io/run-result';
import { type ExitCode } from '../exit-code';
import { type CommandLineSettings } from '../assembly/project';

/** Value of `$schema` in a report: the `$id` of docs/schemas/report.schema.json. */
export const REPORT_SCHEMA = 'urn:azstage:schema:report:1';

/** Error with which a run was refused as a whole. */
export interface ReportError {
  /** Stable code. */
  readonly code: string;
  readonly message: string;
  /** Action that solves it. */
  readonly fix?: string;
}

/** Report on one run, for programs: docs/schemas/report.schema.json describes each field. */
export interface Report extends Pick<RunResult, 'app' | 'environment' | 'project' | 'location'> {
  readonly $schema: typeof REPORT_SCHEMA;
  /** Version of azstage. */
  readonly azstage: string;
  readonly command: string;
  /** Start of the run, in ISO 8601. */
  readonly started: string;
  readonly milliseconds: number;
  readonly exitCode: ExitCode;
  /** Settings of the command line; parameters by name alone, as their values may be secret. */
  readonly settings: Omit<CommandLineSettings, 'parameters'> & { readonly parameters?: readonly string[] };
  /** Outcomes in deployment order. */
  readonly stages: readonly StageOutcome[];
  /** Manual checks of the applied stages. */
  readonly checks: readonly string[];
  /** Findings of the policy rules. @default the command does not look for any */
  readonly findings?: readonly Finding[];
  readonly error?: ReportError;
}

/** Content of a report beside the result of the run. */
export interface ReportContext {
  /** Version of azstage. */
  readonly version: string;
  readonly started: Date;
  readonly settings: CommandLineSettings;
  /** Directory that paths of sources are relative to; absolute. */
  readonly directory: string;
  /** Error with which the run was refused as a whole. @default it was not refused */
  readonly error?: ReportError;
}

/**
 * The report of a run.
 *
 * Every field is copied by name, so that values of resources, outputs and parameters never get into a report, even if a later version adds
 * one to the outcome of a stage.
 */
export function reportOf(result: RunResult, context: ReportContext): Report {
  const { app, environment, project, location, command, milliseconds, exitCode, stages, checks, findings } = result;
  return {
    $schema: REPORT_SCHEMA,
    azstage: context.version,
    command,
    app,
    environment,
    project,
    location,
    started: context.started.toISOString(),
    milliseconds,
    exitCode,
    settings: reportedSettings(context.settings),
    error: context.error,
    stages: stages.map((stage) => reportedStage(stage, context.directory)),
    checks,
    findings: findings?.map(reportedFinding),
  };
}

function reportedFinding(finding: Finding): Finding {
  const { tool, ruleId, level, message, stage, constructPath, address, file, line, column, acknowledged } = finding;
  return { tool, ruleId, level, message, stage, constructPath, address, file, line, column, acknowledged };
}

function reportedSettings(settings: CommandLineSettings): Report['settings'] {
  const { environment, project, location, system, parameters } = settings;
  const names = parameters === undefined ? undefined : Object.keys(parameters);
  return { environment, project, location, system, parameters: names };
}

function reportedStage(outcome: StageOutcome, directory: string): StageOutcome {
  const { stage, result, reason, counts, changes, deferred, downFirst, drift, cost, verified, milliseconds } = outcome;
  const { code, errors, warnings, fix, mayBeLocked } = outcome;
  return {
    stage,
    result,
    reason,
    counts,
    changes: changes?.map((change) => reportedChange(change, directory)),
    deferred,
    downFirst: downFirst === undefined ? undefined : reportedDownFirst(downFirst),
    drift: drift === undefined ? undefined : reportedDrift(drift, directory),
    cost,
    verified: verified?.map(reportedCheck),
    milliseconds,
    code,
    errors: errors?.map((error) => reportedError(error, directory)),
    warnings: warnings?.map((warning) => reportedError(warning, directory)),
    fix,
    mayBeLocked,
  };
}

function reportedCheck(outcome: CheckOutcome): CheckOutcome {
  const { check, address, constructPath, status, detail, fix, milliseconds } = outcome;
  return { check, address, constructPath, status, detail, fix, milliseconds };
}

function reportedChange(change: StageChange, directory: string): StageChange {
  const { address, type, action, isImported, constructPath, source, causes } = change;
  return {
    address,
    type,
    action,
    isImported,
    constructPath,
    source: relativeSource(source, directory),
    causes: causes?.map(({ stage, output }) => ({ stage, output })),
  };
}

function reportedDownFirst({ standing, down, commands }: StageDownFirst): StageDownFirst {
  return {
    standing: standing.map(({ stage, on, down: own }) => ({
      stage,
      on: on.map(({ address, type, action }) => ({ address, type, action })),
      down: own,
    })),
    down,
    commands,
  };
}

function reportedDrift({ changedOutside, notApplied, upstreamChanged }: StageDrift, directory: string): StageDrift {
  const reported = (changes: readonly StageChange[]) => changes.map((change) => reportedChange(change, directory));
  return {
    changedOutside: changedOutside.map((change) => ({
      address: change.address,
      type: change.type,
      action: change.action,
      attributes: change.attributes,
      answer: change.answer,
      constructPath: change.constructPath,
      source: relativeSource(change.source, directory),
      changes: reported(change.changes),
    })),
    notApplied: reported(notApplied),
    upstreamChanged: upstreamChanged.map(({ stage, output, changes }) => ({
      stage,
      output,
      changes: reported(changes),
    })),
  };
}

function reportedError({ summary, detail, address, constructPath, source }: StageError, directory: string): StageError {
  return { summary, detail, address, constructPath, source: relativeSource(source, directory) };
}

/** The path of a source relative to the directory: synth records absolute paths, and a report is read on other machines. */
function relativeSource(source: string | undefined, directory: string): string | undefined {
  return source?.startsWith(`${directory}${path.sep}`) === true ? path.relative(directory, source) : source;
}
