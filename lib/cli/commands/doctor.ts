import { doctor } from '../../toolkit/actions/doctor';
import { ExitCode } from '../../toolkit/exit-code';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { withSession } from '../with-session';
import { formatDoctor } from '../views/doctor-view';

/** `azstage doctor` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  appOptions(command)
    .addHelpText('after', examples('azstage doctor', 'azstage doctor --environment prod'))
    .action((options: CommonOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await doctor(session);
        session.report.say('result', 'doctor.result', formatDoctor(result, style), result);
        outcome.exitCode = result.checks.some((check) => check.status === 'problem') ? ExitCode.FAILED : ExitCode.DONE;
      }),
    );
};
