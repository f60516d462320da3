import path from 'node:path';
import { type Command } from 'commander';
import { deploy } from '../toolkit/actions/deploy';
import { deployPlan } from '../toolkit/actions/deploy-plan';
import { Bundle } from '../toolkit/bundle/bundle';
import { withReports } from '../toolkit/report/with-reports';
import { type CliDeps } from './cli-deps';
import { appOptions, type CommonOptions } from './common-options';
import { type Outcome } from './outcome';
import {
  acceptStateOption,
  approvalOptions,
  failOnChecksOption,
  forceOptions,
  parallelismOption,
  reportOption,
  reportProps,
  type RunOptions,
} from './run-options';
import { formatRun } from './views/run-view';
import { withSession } from './with-session';

/** Options of `deploy` and `up`. */
export interface DeployCommandOptions extends CommonOptions, RunOptions {
  readonly all?: boolean;
  readonly withDependencies?: boolean;
  readonly migrateState?: boolean;
  readonly downFirst?: boolean;
}

/** Adds what `deploy` and `up` have in common. */
export function deployOptions(command: Command): Command {
  appOptions(command)
    .addOption(parallelismOption())
    .addOption(reportOption())
    .addOption(acceptStateOption())
    .addOption(failOnChecksOption())
    .option('--down-first', 'Destroy stages that stand on what is replaced, and deploy them again')
    .option('--migrate-state', 'Move state when its backend has changed');
  return forceOptions(approvalOptions(command));
}

/** Applies the plans of a bundle with the settings that they were made with, and shows how it ended. */
export async function runDeployPlan(
  directory: string,
  options: DeployCommandOptions,
  deps: CliDeps,
  outcome: Outcome,
): Promise<void> {
  const bundle = await Bundle.open(path.resolve(deps.directory, directory), deps.env);
  // Each by its name: the bundle may come from elsewhere, and an option is more than a setting.
  const { environment, project, system, location, parameters } = bundle.manifest.settings;
  const settings: CommonOptions = { environment, project, system, location, parameters, ...options };
  await withSession(settings, deps, async ({ session, style }) => {
    const report = reportProps('deploy', options);
    const result = await withReports(session, report, () => deployPlan(session, bundle, options));
    session.report.say('result', 'run.result', formatRun(result, style), result);
    outcome.exitCode = result.exitCode;
  });
}

/** Deploys, and shows how it ended. */
export function runDeploy(
  stages: readonly string[],
  options: DeployCommandOptions,
  deps: CliDeps,
  outcome: Outcome,
): Promise<void> {
  return withSession(options, deps, async ({ session, style }) => {
    const report = reportProps('deploy', options);
    const result = await withReports(session, report, () => deploy(session, { ...options, stages }));
    session.report.say('result', 'run.result', formatRun(result, style), result);
    outcome.exitCode = result.exitCode;
  });
}
