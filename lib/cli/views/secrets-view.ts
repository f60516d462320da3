import { count } from '../../toolkit/host/count';
import { formatTime } from '../../toolkit/host/local-time';
import {
  type ListedSecret,
  type ListedVault,
  type SecretSetResult,
  type SecretsResult,
  type SecretStatus,
} from '../../toolkit/io/secret-results';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { formatHeading } from './synth-view';

const STATUS: Readonly<Record<SecretStatus, string>> = {
  present: 'present',
  missing: 'missing',
  disabled: 'disabled',
  expired: 'expired',
  'not-valid-yet': 'not valid yet',
  deleted: 'deleted',
  'no-vault': 'no vault yet',
  unknown: 'unknown',
};

/** Statuses in the order in which they are counted. */
const ORDER = Object.keys(STATUS) as SecretStatus[];

const INDENT = '  ';

/** Formats the secrets of the stages for the terminal: those of each key vault, below the network that it is reached from. */
export function formatSecrets(result: SecretsResult, style: Style): string {
  const { secrets, vaults, next } = result;
  if (secrets.length === 0) {
    return layout([formatHeading(result, style), ['No stage declares a secret of a key vault.']]);
  }
  return layout([
    formatHeading(result, style),
    ...vaults.map((vault) => [...formatVault(vault, style), ...formatTableOf(vault, secrets, style)]),
    [summaryOf(secrets), ...(next === undefined ? [] : [`Next: ${style.bold(next)}`])],
  ]);
}

/** Formats what was written. */
export function formatSecretSet({ name, vault, expiresAt, isRecovered, next }: SecretSetResult, style: Style): string {
  const recovered = isRecovered ? ', after it was recovered' : '';
  const expiry = expiresAt === undefined ? '' : ` It expires at ${formatTime(expiresAt)}.`;
  return layout([
    [
      `A new version of ${style.name(name)} is in ${vault}${recovered}.${expiry}`,
      ...(next === undefined ? [] : [`Next: ${style.bold(next)}`]),
    ],
  ]);
}

function formatVault({ vault, stage, network, askedBy, why, fix }: ListedVault, style: Style): string[] {
  const where = network === undefined ? '' : `, reached ${network}`;
  const manager = askedBy === 'resource-manager' ? ['Azure Resource Manager was asked in its place:'] : [];
  return [
    `${style.bold(vault)} of ${stage}${where}`,
    ...(why === undefined ? [] : [`${INDENT}${[...manager, why].join(' ')}`]),
    ...(fix === undefined ? [] : [`${INDENT}To do: ${fix}`]),
  ];
}

function formatTableOf({ vault, stage }: ListedVault, secrets: readonly ListedSecret[], style: Style): string[] {
  const own = secrets.filter((secret) => secret.vault === vault && secret.vaultStage === stage);
  const rows = own.map((secret) => [secret.name, STATUS[secret.status], dateOf(secret), usersOf(secret)]);
  const color = (cell: string, column: number, row: number) =>
    row === 0
      ? style.dim(cell)
      : column === 0
        ? style.name(cell)
        : column === 1
          ? colored(own[row - 1]?.status, cell, style)
          : cell;
  const width = style.columns === undefined ? undefined : style.columns - INDENT.length;
  const table = formatTable([['SECRET', 'STATUS', 'CHANGED', 'USED BY'], ...rows], color, width);
  return table.map((line) => `${INDENT}${line}`);
}

/** Day of the last change, or of what is about to happen to it. */
function dateOf({ status, updatedAt, expiresAt, purgedAt }: ListedSecret): string {
  const [text, time] =
    status === 'expired' ? ['expired ', expiresAt] : status === 'deleted' ? ['purged ', purgedAt] : ['', updatedAt];
  return time === undefined ? '-' : `${text}${formatTime(time).slice(0, 10)}`;
}

function usersOf({ stages, writtenBy }: ListedSecret): string {
  const writer =
    writtenBy === undefined ? [] : [writtenBy === 'terraform' ? '(Terraform writes it)' : '(of a certificate)'];
  return [...(stages.length === 0 ? ['-'] : [stages.join(', ')]), ...writer].join(' ');
}

function colored(status: SecretStatus | undefined, cell: string, style: Style): string {
  switch (status) {
    case 'present':
      return style.good(cell);
    case 'unknown':
    case 'no-vault':
      return style.dim(cell);
    default:
      return style.warn(cell);
  }
}

function summaryOf(secrets: readonly ListedSecret[]): string {
  const parts = ORDER.flatMap((status) => {
    const number = secrets.filter((each) => each.status === status).length;
    return number === 0 ? [] : [`${number} ${STATUS[status]}`];
  });
  return `${count(secrets.length, 'secret')}: ${parts.join(', ')}`;
}
