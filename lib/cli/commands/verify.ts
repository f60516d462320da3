import { withReports } from '../../toolkit/report/with-reports';
import type * as engine from '../../verify/verify';
import { appOptions, type CommonOptions } from '../common-options';
import { type ConfigureCommand } from '../configure-command';
import { examples } from '../examples';
import { reportOption, reportProps, type RunOptions } from '../run-options';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { type VerifyCommandOptions, verifyOptions } from '../verify-options';
import { formatVerify } from '../views/verify-view';
import { withSession } from '../with-session';

interface Options extends CommonOptions, SelectionOptions, VerifyCommandOptions, Pick<RunOptions, 'report'> {}

/** `azstage verify` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  verifyOptions(selectionOptions(appOptions(command), 'Stages to verify (default: all)'))
    .addOption(reportOption())
    .addHelpText(
      'after',
      examples(
        'azstage verify',
        'azstage verify stage-data-platform --environment prod',
        'azstage verify --from-job',
        'azstage verify --strict --timeout 20 --report verify.xml',
      ),
    )
    .action((stages: string[], options: Options) =>
      withSession(options, deps, async ({ session, style }) => {
        // Completion loads every command, and should not wait for this.
        // eslint-disable-next-line @typescript-eslint/no-require-imports
        const { verify } = require('../../verify/verify') as typeof engine;
        const { parallelism, timeout, strict, jobImage: image } = options;
        const fromJob = options.fromJob === true || image !== undefined ? { image } : undefined;
        const selection = toSelection(stages, options, deps);
        const result = await withReports(session, reportProps('verify', options), () =>
          verify(session, { ...selection, parallelism, timeout, strict, fromJob }),
        );
        session.report.say('result', 'run.result', formatVerify(result, style), result);
        outcome.exitCode = result.exitCode;
      }),
    );
};
