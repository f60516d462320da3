import { Option } from 'commander';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { type ConfigureCommand } from '../configure-command';
import { deployOptions, type DeployCommandOptions, runDeploy, runDeployPlan } from '../deploy-options';
import { examples } from '../examples';

interface DeployOrPlanOptions extends DeployCommandOptions {
  readonly plan?: string;
}

/** `azstage deploy` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  deployOptions(
    command
      .argument('[stages...]', 'Stages to deploy')
      .option('--all', 'Deploy all stages')
      .option('--with-dependencies', 'Deploy what the stages need as well')
      .addOption(
        new Option('--plan <directory>', 'Apply the plans that azstage plan --out kept, and nothing else').conflicts([
          'all',
          'withDependencies',
          'force',
          'refresh',
          'migrateState',
          'downFirst',
        ]),
      ),
  )
    .addHelpText(
      'after',
      examples(
        'azstage deploy stage-foundation',
        'azstage deploy --all --environment prod --parameters redisSku=E10',
        'azstage deploy --plan plans',
      ),
    )
    .action((stages: string[], options: DeployOrPlanOptions) => {
      if (options.plan === undefined) {
        return runDeploy(stages, options, deps, outcome);
      }
      if (stages.length > 0) {
        throw new ToolkitError('USAGE', `Name stages, or give --plan, not both: ${stages.join(', ')}.`);
      }
      return runDeployPlan(options.plan, options, deps, outcome);
    });
};
