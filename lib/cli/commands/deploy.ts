import { type Command } from 'commander';
import { deploy } from '../../toolkit/actions/deploy';
import { type CliDeps } from '../cli-deps';
import { appCommand, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { type Outcome } from '../outcome';
import { approvalOptions, forceOptions, parallelismOption, type RunOptions } from '../run-options';
import { withSession } from '../with-session';
import { formatRun } from '../views/run-view';

interface DeployCommandOptions extends CommonOptions, RunOptions {
  readonly all?: boolean;
  readonly withDependencies?: boolean;
  readonly migrateState?: boolean;
}

/** `azstage deploy` */
export function deployCommand(deps: CliDeps, outcome: Outcome): Command {
  return changing('deploy')
    .description('Apply stages in the order of their dependencies')
    .argument('[stages...]', 'Stages to deploy')
    .option('--all', 'Deploy all stages')
    .option('--with-dependencies', 'Deploy what the stages need as well')
    .addHelpText(
      'after',
      examples('azstage deploy stage-foundation', 'azstage deploy --all --environment prod --parameters redisSku=E10'),
    )
    .action((stages: string[], options: DeployCommandOptions) => runDeploy(stages, options, deps, outcome));
}

/** `azstage up`: all stages. */
export function upCommand(deps: CliDeps, outcome: Outcome): Command {
  return changing('up')
    .description('Apply all stages: deploy --all')
    .addHelpText('after', examples('azstage up', 'azstage up --environment staging --yes'))
    .action((options: DeployCommandOptions) => runDeploy([], { ...options, all: true }, deps, outcome));
}

function changing(name: string): Command {
  const command = appCommand(name)
    .addOption(parallelismOption())
    .option('--migrate-state', 'Move state when its backend has changed');
  return forceOptions(approvalOptions(command));
}

function runDeploy(stages: string[], options: DeployCommandOptions, deps: CliDeps, outcome: Outcome): Promise<void> {
  return withSession(options, deps, async ({ session, style }) => {
    const result = await deploy(session, { ...options, stages });
    session.report.say('result', 'run.result', formatRun(result, style), result);
    outcome.exitCode = result.exitCode;
  });
}
