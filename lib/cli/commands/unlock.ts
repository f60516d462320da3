import { unlock } from '../../toolkit/actions/unlock';
import { type ConfigureCommand } from '../configure-command';
import { appOptions, type CommonOptions } from '../common-options';
import { examples } from '../examples';
import { withSession } from '../with-session';
import { formatUnlock } from '../views/locks-view';

interface UnlockCommandOptions extends CommonOptions {
  readonly id?: string;
}

/** `azstage unlock` */
export const configure: ConfigureCommand = (command, deps) => {
  appOptions(command)
    .argument('<stage>', 'Stage whose lock is released')
    .option('--id <id>', 'ID of the lock: releases it even if its holder may be alive')
    .addHelpText(
      'after',
      examples(
        'azstage unlock stage-data-platform',
        'azstage unlock stage-data-platform --id 4f0ee8bb-152e-4660-4ab3-ec3fc071da6e',
      ),
    )
    .action((stage: string, options: UnlockCommandOptions) =>
      withSession(options, deps, async ({ session, style }) => {
        const result = await unlock(session, { stage, id: options.id });
        session.report.say('result', 'unlock.result', formatUnlock(result, style), result);
      }),
    );
};
