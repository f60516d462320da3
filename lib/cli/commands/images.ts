import { Argument, Option } from 'commander';
import { type ImageBuildOptions } from '../../image-builds/azure-images';
import { buildImages, listImages, type OpenImages } from '../../image-builds/images';
import { exitCodeOfBuilds } from '../../image-builds/exit-code-of-builds';
import { openImages } from '../../image-builds/open-images';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { type CliDeps } from '../cli-deps';
import { appOptions, type CommonOptions } from '../common-options';
import { type ConfigureCommand } from '../configure-command';
import { examples } from '../examples';
import { type Outcome } from '../outcome';
import { imageBuilderOptions, parallelismOption } from '../run-options';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { formatBuiltImages, formatImages } from '../views/images-view';
import { withSession } from '../with-session';

interface ImagesCommandOptions extends CommonOptions, SelectionOptions, ImageBuildOptions {
  readonly force?: boolean;
  readonly parallelism?: number;
}

type Action = 'list' | 'build' | 'push';

/** `azstage images` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  appOptions(command).addArgument(new Argument('<action>', 'Action').choices(['list', 'build', 'push']));
  selectionOptions(command, 'Stages whose images are meant (default: all)')
    .addOption(new Option('--force', 'Push images that are in the registry already (push)').helpGroup('Images:'))
    .addOption(parallelismOption('Maximum number of images that are built concurrently').helpGroup('Images:'));
  imageBuilderOptions(command)
    .addHelpText(
      'after',
      examples(
        'azstage images list',
        'azstage images push stage-apps --environment prod',
        'azstage images build --builder docker',
      ),
    )
    .action((action: Action, stages: string[], options: ImagesCommandOptions) => {
      refuseMisplaced(action, options);
      return run(action, stages, options, deps, outcome);
    });
};

function run(
  action: Action,
  stages: readonly string[],
  options: ImagesCommandOptions,
  deps: CliDeps,
  outcome: Outcome,
): Promise<void> {
  const { builder, agentPool, force, parallelism } = options;
  const open: OpenImages = (session, assembly) => openImages(session, assembly, { builder, agentPool });
  const selection = toSelection(stages, options, deps);
  return withSession(options, deps, async ({ session, style }) => {
    const { report } = session;
    if (action === 'list') {
      const result = await listImages(session, selection, open);
      report.say('result', 'images.result', formatImages(result, style), result);
      return;
    }
    const result = await buildImages(session, { ...selection, action, force, parallelism }, open);
    report.say('result', 'images.built', formatBuiltImages(result, style), result);
    outcome.exitCode = exitCodeOfBuilds(result);
  });
}

/** @throws ToolkitError for options that have no meaning for the action */
function refuseMisplaced(action: Action, { force, builder, agentPool }: ImagesCommandOptions): void {
  if (force === true && action !== 'push') {
    throw new ToolkitError('USAGE', `azstage images ${action} takes no --force.`, 'Only azstage images push does.');
  }
  if (agentPool !== undefined && builder === 'docker') {
    throw new ToolkitError('USAGE', '--agent-pool is of ACR Tasks, and --builder is docker.', 'Leave out one of them.');
  }
}
