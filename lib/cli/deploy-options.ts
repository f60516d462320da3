import { type Command } from 'commander';
import { type DeployOptions } from '../toolkit/actions/deploy';
import type * as verification from '../verify/verify-deployed';
import { appOptions, type CommonOptions } from './common-options';
import { type SelectionOptions, toSelection } from './selection-options';
import { type ImageBuildOptions } from '../image-builds/azure-images';
import { imageSupplier } from '../image-builds/open-images';
import { type ImageSupplier } from '../toolkit/run/image-supply';
import { type CliDeps } from './cli-deps';
import {
  acceptStateOption,
  approvalOptions,
  failOnChecksOption,
  forceOptions,
  imageBuilderOptions,
  parallelismOption,
  reportOption,
  type RunOptions,
  withoutImagesOption,
} from './run-options';

/** Options of `deploy` and `up`. */
export interface DeployCommandOptions extends CommonOptions, RunOptions, SelectionOptions {
  readonly all?: boolean;
  readonly withDependencies?: boolean;
  readonly migrateState?: boolean;
  readonly downFirst?: boolean;
  readonly buildImages?: boolean;
  readonly builder?: ImageBuildOptions['builder'];
  readonly agentPool?: string;
  readonly verify?: boolean;
}

/** Adds the options that `deploy` and `up` have in common. */
export function deployOptions(command: Command): Command {
  appOptions(command)
    .addOption(parallelismOption())
    .addOption(reportOption())
    .addOption(acceptStateOption())
    .addOption(failOnChecksOption())
    .option('--verify', 'Check afterwards whether what is deployed works, as azstage verify does')
    .option('--down-first', 'Destroy stages that block a replacement or deletion, and deploy them again')
    .option('--migrate-state', 'Migrate the state when its backend has changed');
  forceOptions(approvalOptions(command));
  return imageBuilderOptions(
    command.addOption(withoutImagesOption('Do not build and push the images that stages run')),
  );
}

/** Completion of a deployment: the checks of `--verify`. */
export function completionOf({ verify }: DeployCommandOptions): Pick<DeployOptions, 'complete'> {
  if (verify !== true) {
    return {};
  }
  return {
    complete: (run, result) => {
      // Completion loads every command, and should not wait for this.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { verifyDeployed } = require('../verify/verify-deployed') as typeof verification;
      return verifyDeployed(run, result);
    },
  };
}

/** Translates the options of the command line into those of the engine. */
export function toDeployOptions(
  stages: readonly string[],
  options: DeployCommandOptions,
  deps: CliDeps,
): DeployOptions {
  const { all, withDependencies, migrateState, downFirst, parallelism, yes, allowDataLoss } = options;
  const { force, refresh, acceptState, failOnChecks } = options;
  return {
    ...toSelection(stages, options, deps),
    ...completionOf(options),
    all,
    withDependencies,
    migrateState,
    downFirst,
    parallelism,
    yes,
    allowDataLoss,
    force,
    refresh,
    acceptState,
    failOnChecks,
    images: imagesOf(options),
  };
}

/** Supplier of the images that stages run; undefined where they are not to be built. */
export function imagesOf({
  buildImages = true,
  builder,
  agentPool,
}: Pick<DeployCommandOptions, 'buildImages' | 'builder' | 'agentPool'>): ImageSupplier | undefined {
  return buildImages ? imageSupplier({ builder, agentPool }) : undefined;
}
