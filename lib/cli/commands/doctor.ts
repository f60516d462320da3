import { type Command } from 'commander';
import { doctor } from '../../toolkit/actions/doctor';
import { ExitCode } from '../../toolkit/exit-code';
import { type CliDeps } from '../cli-deps';
import { appCommand, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { type Outcome } from '../outcome';
import { withSession } from '../with-session';
import { formatDoctor } from '../views/doctor-view';

/** `azstage doctor` */
export function doctorCommand(deps: CliDeps, outcome: Outcome): Command {
  return appCommand('doctor')
    .description('Check Node.js, Terraform, the app, Azure, providers, backend and clock')
    .addHelpText('after', examples('azstage doctor', 'azstage doctor --environment prod'))
    .action((options: CommonOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await doctor(session);
        session.report.say('result', 'doctor.result', formatDoctor(result, style), result);
        outcome.exitCode = result.checks.some((check) => check.status === 'problem') ? ExitCode.FAILED : ExitCode.DONE;
      }),
    );
}
