import { Argument, InvalidArgumentError } from 'commander';
import { addTenant, checkTenants, listTenants, type NewTenant } from '../../toolkit/actions/tenants';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { appOptions, type CommonOptions } from '../common-options';
import { type ConfigureCommand } from '../configure-command';
import { examples } from '../examples';
import { formatAdded, formatChecked, formatTenants } from '../views/tenants-view';
import { type CliSession, withSession } from '../with-session';

interface TenantsCommandOptions extends CommonOptions, Partial<NewTenant> {}

/** Options that only `add` takes, as commander names them. */
const ADD_OPTIONS = [
  'region',
  'tier',
  'owner',
  'budget',
  'name',
  'residency',
  'allowedRegions',
  'compliance',
  'database',
  'redis',
] as const;

/** `azstage tenants` */
export const configure: ConfigureCommand = (command, deps) => {
  const group = 'Tenant (add):';
  appOptions(command)
    .addArgument(new Argument('<action>', 'Action').choices(['list', 'add', 'check']))
    .argument('[id]', 'Id of the tenant that is added')
    .optionsGroup(group)
    .option('--region <region>', 'Azure region of its data, such as westeurope')
    .option('--tier <tier>', 'Tier: shared or dedicated')
    .option('--owner <email>', 'E-mail address of the owner')
    .option('--budget <amount>', 'Budget of a month in the billing currency', amount)
    .option('--name <name>', 'Display name (default: the id)')
    .option('--residency <area>', 'Area that its data stays in: eu, eu-data-boundary, us, global, ...')
    .option('--allowed-regions <regions>', 'Azure regions that its data may be in, separated by commas', list)
    .option('--compliance <requirements>', 'Requirements, separated by commas: gdpr, hipaa, iso27001, soc2', list)
    .option('--database <database>', 'Database of a dedicated tenant: shared-server or own-server')
    .option('--redis <redis>', 'Redis of a dedicated tenant: prefix or own')
    .addHelpText(
      'after',
      examples(
        'azstage tenants list --environment prod',
        'azstage tenants add acme --region westeurope --tier dedicated --owner ops@acme.example --budget 500',
        'azstage tenants check',
      ),
    )
    .action((action: string, id: string | undefined, options: TenantsCommandOptions) => {
      refuseMisplaced(action, id, options);
      return withSession(options, deps, (cli) => run(action, id ?? '', options, cli));
    });
};

async function run(action: string, id: string, options: TenantsCommandOptions, cli: CliSession): Promise<void> {
  const { session, style } = cli;
  if (action === 'add') {
    const result = await addTenant(session, id, newTenant(options));
    session.report.say('result', 'tenants.added', formatAdded(result), result);
  } else if (action === 'check') {
    const result = await checkTenants(session);
    session.report.say('result', 'tenants.checked', formatChecked(result, style), result);
  } else {
    const result = await listTenants(session);
    session.report.say('result', 'tenants.result', formatTenants(result, style), result);
  }
}

/**
 * Refuses what does not belong to the action, and an addition without what every tenant has.
 *
 * @throws ToolkitError
 */
function refuseMisplaced(action: string, id: string | undefined, options: TenantsCommandOptions): void {
  const given = ADD_OPTIONS.filter((name) => options[name] !== undefined);
  if (action !== 'add' && (id !== undefined || given.length > 0)) {
    const what = id === undefined ? given.map(flag).join(', ') : `"${id}"`;
    throw new ToolkitError('USAGE', `azstage tenants ${action} takes no ${what}.`, 'Only azstage tenants add does.');
  }
  const required = (['region', 'tier', 'owner'] as const).filter((name) => options[name] === undefined);
  const missing = [...(id === undefined ? ['an id'] : []), ...required.map(flag)];
  if (action === 'add' && (missing.length > 0 || options.skipSynth === true)) {
    const message = missing.length > 0 ? `lacks ${missing.join(', ')}` : 'needs synth, which checks the tenant';
    const example = 'azstage tenants add acme --region westeurope --tier shared --owner ops@acme.example';
    throw new ToolkitError('USAGE', `azstage tenants add ${message}.`, `For example: ${example}`);
  }
}

function newTenant({ region = '', tier = '', owner = '', ...options }: TenantsCommandOptions): NewTenant {
  return { ...options, region, tier, owner };
}

function flag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Expected a number.');
  }
  return value;
}

function list(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}
