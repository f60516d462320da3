import { type Command } from 'commander';
import { deploy } from '../toolkit/actions/deploy';
import { type CliDeps } from './cli-deps';
import { appOptions, type CommonOptions } from './common-options';
import { type Outcome } from './outcome';
import { approvalOptions, forceOptions, parallelismOption, type RunOptions } from './run-options';
import { formatRun } from './views/run-view';
import { withSession } from './with-session';

/** Options of `deploy` and `up`. */
export interface DeployCommandOptions extends CommonOptions, RunOptions {
  readonly all?: boolean;
  readonly withDependencies?: boolean;
  readonly migrateState?: boolean;
}

/** Adds what `deploy` and `up` have in common. */
export function deployOptions(command: Command): Command {
  appOptions(command)
    .addOption(parallelismOption())
    .option('--migrate-state', 'Move state when its backend has changed');
  return forceOptions(approvalOptions(command));
}

/** Deploys, and shows how it ended. */
export function runDeploy(
  stages: readonly string[],
  options: DeployCommandOptions,
  deps: CliDeps,
  outcome: Outcome,
): Promise<void> {
  return withSession(options, deps, async ({ session, style }) => {
    const result = await deploy(session, { ...options, stages });
    session.report.say('result', 'run.result', formatRun(result, style), result);
    outcome.exitCode = result.exitCode;
  });
}
