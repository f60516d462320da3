import { plan } from '../../toolkit/actions/plan';
import { imageSupplier } from '../../image-builds/open-images';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { withReports } from '../../toolkit/report/with-reports';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import {
  acceptStateOption,
  failOnChecksOption,
  forceOptions,
  parallelismOption,
  reportOption,
  reportProps,
  type RunOptions,
  withoutImagesOption,
} from '../run-options';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { withSession } from '../with-session';
import { formatRun } from '../views/run-view';

interface PlanCommandOptions extends CommonOptions, RunOptions, SelectionOptions {
  readonly detailedExitcode?: boolean;
  readonly summary?: boolean;
  readonly since?: string;
  readonly out?: string;
  /** Recipients, or true without any. */
  readonly encrypt?: true | string[];
  readonly buildImages?: boolean;
}

/** `azstage plan` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  const ready = selectionOptions(appOptions(command), 'Stages to plan (default: all)')
    .option('--summary', 'Show addresses and actions, without values')
    .option(
      '--since <ref>',
      'Plan stages that differ from a Git commit, branch or tag, and the stages that they affect',
    )
    .option('--out <directory>', 'Save the plans for azstage deploy --plan; they contain secrets in plain text')
    .option('--encrypt [recipient...]', 'Encrypt the saved plans: for age recipients, or with AZSTAGE_PASSPHRASE')
    .option('--detailed-exitcode', 'Exit with 2 when there are changes')
    .addOption(parallelismOption())
    .addOption(reportOption())
    .addOption(acceptStateOption())
    .addOption(failOnChecksOption())
    .addOption(withoutImagesOption('Do not ask which images that stages run have to be built'));
  forceOptions(ready)
    .addHelpText(
      'after',
      examples(
        'azstage plan',
        'azstage plan stage-data-platform --parameters redisSku=E10',
        "azstage plan 'tenant-*' --exclude tenant-acme",
        'azstage plan --since origin/main --summary',
        'azstage plan --out plans --encrypt age1...',
      ),
    )
    .action((stages: string[], options: PlanCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const { detailedExitcode: detailedExitCode, encrypt, ...rest } = options;
        if (encrypt !== undefined && options.out === undefined) {
          throw new ToolkitError(
            'USAGE',
            '--encrypt requires --out.',
            'Add --out DIR, the directory of the encrypted plans.',
          );
        }
        const encryptFor = encrypt === true ? [] : encrypt;
        const report = { ...reportProps('plan', options), values: options.summary !== true };
        const result = await withReports(session, report, () =>
          plan(session, {
            ...rest,
            ...toSelection(stages, options, deps),
            detailedExitCode,
            encryptFor,
            images: options.buildImages === false ? undefined : imageSupplier(),
          }),
        );
        session.report.say('result', 'run.result', formatRun(result, style), result);
        outcome.exitCode = result.exitCode;
      }),
    );
};
