import path from 'node:path';
import { type Command, Option } from 'commander';
import { deploy } from '../../toolkit/actions/deploy';
import { deployPlan } from '../../toolkit/actions/deploy-plan';
import { Bundle } from '../../toolkit/bundle/bundle';
import { withReports } from '../../toolkit/report/with-reports';
import { type CliDeps } from '../cli-deps';
import { type CommonOptions } from '../common-options';
import { type ConfigureCommand } from '../configure-command';
import { completionOf, type DeployCommandOptions, deployOptions, imagesOf, toDeployOptions } from '../deploy-options';
import { examples } from '../examples';
import { type Outcome } from '../outcome';
import { reportProps } from '../run-options';
import { formatRun } from '../views/run-view';
import { selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';

interface DeployOrPlanOptions extends DeployCommandOptions {
  readonly plan?: string;
}

/** `azstage deploy` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  deployOptions(withOwnOptions(command))
    .addHelpText(
      'after',
      examples(
        'azstage deploy stage-foundation',
        "azstage deploy 'tenant-*' --exclude tenant-acme",
        'azstage deploy --lifecycle on-demand --tag region=westeurope',
        'azstage deploy --all --environment prod --parameters redisSku=E10',
        'azstage deploy --plan plans',
        'azstage deploy stage-foundation --plan plans',
      ),
    )
    .action((stages: string[], options: DeployOrPlanOptions) => {
      const { plan } = options;
      return plan === undefined
        ? runDeploy(stages, options, deps, outcome)
        : runDeployPlan(plan, stages, options, deps, outcome);
    });
};

/** Adds the options that `up` does not have. */
function withOwnOptions(command: Command): Command {
  const others = ['all', 'withDependencies', 'force', 'refresh', 'migrateState', 'downFirst'];
  return selectionOptions(command, 'Stages to deploy')
    .option('--all', 'Deploy all stages')
    .option('--with-dependencies', 'Deploy the dependencies of the stages too')
    .addOption(
      new Option(
        '--plan <directory>',
        'Apply the plans that azstage plan --out saved, and nothing else: those of the stages, or all',
      ).conflicts(others),
    );
}

/** Deploys stages, and prints the result. */
export function runDeploy(
  stages: readonly string[],
  options: DeployCommandOptions,
  deps: CliDeps,
  outcome: Outcome,
): Promise<void> {
  return withSession(options, deps, async ({ session, style }) => {
    const report = reportProps('deploy', options);
    const result = await withReports(session, report, () => deploy(session, toDeployOptions(stages, options, deps)));
    session.report.say('result', 'run.result', formatRun(result, style), result);
    outcome.exitCode = result.exitCode;
  });
}

/** Applies the plans of a bundle, or those of some stages, with the settings that they were made with, and prints the result. */
async function runDeployPlan(
  directory: string,
  stages: readonly string[],
  options: DeployCommandOptions,
  deps: CliDeps,
  outcome: Outcome,
): Promise<void> {
  const bundle = await Bundle.open(path.resolve(deps.directory, directory), deps.env);
  // Only these settings: the bundle may be untrusted and must not set other options, such as --app.
  const { environment, project, system, location, parameters } = bundle.manifest.settings;
  const settings: CommonOptions = { environment, project, system, location, parameters, ...options };
  await withSession(settings, deps, async ({ session, style }) => {
    const report = reportProps('deploy', options);
    const result = await withReports(session, report, () =>
      deployPlan(session, bundle, {
        ...options,
        ...toSelection(stages, options, deps),
        images: imagesOf(options),
        ...completionOf(options),
      }),
    );
    session.report.say('result', 'run.result', formatRun(result, style), result);
    outcome.exitCode = result.exitCode;
  });
}
