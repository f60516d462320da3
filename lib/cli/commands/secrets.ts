import { Option } from 'commander';
import type * as lister from '../../secrets/list-secrets';
import type * as setter from '../../secrets/set-secret';
import { ExitCode } from '../../toolkit/exit-code';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { type CliDeps } from '../cli-deps';
import { appOptions, type CommonOptions } from '../common-options';
import { type ConfigureCommand } from '../configure-command';
import { examples } from '../examples';
import { secretValue } from '../secret-input';
import { type SelectionOptions, selectionOptions, toSelection } from '../selection-options';
import { formatSecretSet, formatSecrets } from '../views/secrets-view';
import { type CliSession, withSession } from '../with-session';

interface SecretsCommandOptions extends CommonOptions, SelectionOptions {
  readonly strict?: boolean;
  readonly vault?: string;
  readonly stage?: string;
  readonly fromFile?: string;
  readonly recover?: boolean;
  readonly force?: boolean;
}

/** Options that only `secrets set` takes, as commander names them. */
const SET_OPTIONS = ['vault', 'stage', 'fromFile', 'recover', 'force'] as const;

/** `azstage secrets` */
export const configure: ConfigureCommand = (command, deps, outcome) => {
  const group = 'Secret (set):';
  selectionOptions(
    appOptions(command),
    'set and the name of a secret, or stages whose secrets are listed (default: all)',
  )
    .usage('[options] [stages...]\n       azstage secrets set [options] <name>')
    .option('--strict', 'Fail unless all secrets are there, enabled and valid')
    .addOption(new Option('--vault <name>', 'Key vault, where several have the secret').helpGroup(group))
    .addOption(new Option('--stage <name>', 'Stage that has the key vault, or uses the secret').helpGroup(group))
    .addOption(
      new Option('--from-file <file>', 'Take the value from a file (default: a prompt, or standard input)').helpGroup(
        group,
      ),
    )
    .addOption(new Option('--recover', 'Recover a deleted secret of that name first').helpGroup(group))
    .addOption(new Option('--force', 'Write a secret that no stage declares').helpGroup(group))
    .addHelpText(
      'after',
      examples(
        'azstage secrets --environment prod',
        'azstage secrets stage-data-ingestion --strict',
        'azstage secrets set newsapi-key',
        'azstage secrets set tls-key --from-file tls.key',
      ),
    )
    .action((words: string[], options: SecretsCommandOptions) => {
      const [first, ...rest] = words;
      const isSet = first === 'set';
      refuseMisplaced(isSet ? rest : undefined, options);
      return withSession(options, deps, async (cli) => {
        outcome.exitCode = isSet ? await set(rest[0] ?? '', options, cli, deps) : await list(words, options, cli, deps);
      });
    });
};

async function list(
  stages: readonly string[],
  options: SecretsCommandOptions,
  { session, style }: CliSession,
  deps: CliDeps,
): Promise<ExitCode> {
  // Completion loads every command, and should not wait for this.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { areAllPresent, listSecrets } = require('../../secrets/list-secrets') as typeof lister;
  const result = await listSecrets(session, toSelection(stages, options, deps));
  session.report.say('result', 'secrets.result', formatSecrets(result, style), result);
  return options.strict === true && !areAllPresent(result) ? ExitCode.FAILED : ExitCode.DONE;
}

async function set(
  name: string,
  { vault, stage, fromFile: file, recover, force }: SecretsCommandOptions,
  { session, style }: CliSession,
  deps: CliDeps,
): Promise<ExitCode> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { setSecret } = require('../../secrets/set-secret') as typeof setter;
  const value = () => secretValue({ session, deps, name, file });
  const result = await setSecret(session, { name, vault, stage, recover, force, value });
  session.report.say('result', 'secrets.set', formatSecretSet(result, style), result);
  return ExitCode.DONE;
}

/**
 * Refuses what does not belong to the action.
 *
 * @param names words after `set`; undefined for a list
 * @throws ToolkitError
 */
function refuseMisplaced(names: readonly string[] | undefined, options: SecretsCommandOptions): void {
  const given = SET_OPTIONS.filter((name) => options[name] !== undefined).map(flag);
  if (names === undefined && given.length > 0) {
    throw new ToolkitError(
      'USAGE',
      `A list of secrets takes no ${given.join(', ')}.`,
      'Only azstage secrets set NAME does.',
    );
  }
  if (names === undefined) {
    return;
  }
  if (names.length > 1) {
    throw new ToolkitError(
      'USAGE',
      `azstage secrets set takes one name, and no value: an argument could be read by others.`,
      'Run it with the name alone: it asks for the value, or reads it from standard input or with --from-file.',
    );
  }
  const filters = [options.exclude, options.lifecycle, options.tag, options.strict].filter(
    (each) => each !== undefined,
  );
  if (names.length === 0 || filters.length > 0) {
    const what = names.length === 0 ? 'lacks the name of a secret' : 'takes neither --strict nor filters of stages';
    throw new ToolkitError('USAGE', `azstage secrets set ${what}.`, 'For example: azstage secrets set newsapi-key');
  }
}

function flag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
