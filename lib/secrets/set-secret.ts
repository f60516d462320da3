import { type Assembly } from '../toolkit/assembly/assembly';
import { azureAccess } from '../azure/azure-access';
import { AzureError } from '../azure/azure-error';
import { didYouMean, quote } from '../errors';
import { shellWord } from '../toolkit/host/shell-word';
import { type SecretSetResult } from '../toolkit/io/secret-results';
import { currentSubscription } from '../toolkit/run/subscription';
import { type Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type StageUnit } from '../toolkit/unit/stage-unit';
import { Networks } from '../verify/networks';
import { type DeclaredSecret, declaredSecrets, type VaultPlace } from './declared-secrets';
import { type KnownVault, KnownVaults } from './known-vault';
import { isDeletedName, VaultClient } from './vault-client';

/** Options of `secrets set`. */
export interface SetSecretOptions {
  readonly name: string;
  /** Name of the key vault. @default that of the secret */
  readonly vault?: string;
  /** Stage that has the key vault, or uses the secret. @default any */
  readonly stage?: string;
  /** Whether a secret is written that no stage declares. @default false */
  readonly force?: boolean;
  /** Whether a deleted secret of that name is recovered first. @default false */
  readonly recover?: boolean;
  /** Asks for the value, once it is known where it goes. */
  readonly value: () => Promise<string>;
}

/** Largest value, in bytes: https://learn.microsoft.com/azure/key-vault/secrets/about-secrets */
const LARGEST = 25_000;

/** Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#object-identifiers */
const NAME = /^[0-9A-Za-z-]{1,127}$/;

/**
 * Writes a new version of a secret that stages use into its key vault, through the vault itself. The value is in no argument, output or record.
 *
 * @throws ToolkitError when no stage declares the secret, or the vault refuses it
 */
export async function setSecret(session: Session, options: SetSecretOptions): Promise<SecretSetResult> {
  const { name } = options;
  if (!NAME.test(name)) {
    throw new ToolkitError(
      'USAGE',
      `A secret cannot be named ${quote(name)}.`,
      'Allowed: 1 to 127 letters, digits and hyphens.',
    );
  }
  const assembly = await session.synthesizeOrRead('secrets');
  const units = session.unitsOf(assembly);
  session.announce(session.describe(assembly));
  const { secret, vault } = await target(session, assembly, units, options);
  const { credential } = await azureAccess(session, assembly);
  const { signal } = session.interruption;
  const client = new VaultClient({ vault, credential, signal, sleep: session.sleep });
  const network = `${vault.name} can be reached ${vault.network}.`;
  session.report.say('info', 'secrets.network', network, { vault: vault.name, network: vault.network });
  await client.reach();
  const value = checked(await options.value());
  const { version, isRecovered } = await write(client, vault, { secret, value }, options);
  const next = await nextCommand(session, units, secret);
  return {
    name,
    vault: vault.name,
    ...(version === undefined ? {} : { version }),
    ...(secret.expires === undefined ? {} : { expiresAt: new Date(secret.expires).toISOString() }),
    isRecovered,
    ...(next === undefined ? {} : { next }),
  };
}

/** Vault to write to, and what the stages declare of the secret. */
async function target(
  session: Session,
  assembly: Assembly,
  units: readonly StageUnit[],
  options: SetSecretOptions,
): Promise<{ readonly secret: DeclaredSecret; readonly vault: KnownVault }> {
  const { name, stage } = options;
  const all = declaredSecrets(units);
  const declared = all.filter((each) => each.name.toLowerCase() === name.toLowerCase());
  const subscriptionId = currentSubscription(assembly, session.env)?.id;
  const vaults = new KnownVaults({ units, networks: new Networks(units), subscriptionId });
  if (declared.length === 0 && options.force !== true) {
    const names = [...new Set(all.map((each) => each.name))];
    throw new ToolkitError(
      'USAGE',
      `No stage declares a secret ${quote(name)}.`,
      `${didYouMean(name, names) ?? (names.length === 0 ? 'No stage declares any.' : `Declared: ${names.join(', ')}.`)} To write it all the same, pass --force.`,
    );
  }
  const candidates: readonly DeclaredSecret[] =
    declared.length === 0 ? vaultsIn(units).map((vault) => ({ name, vault, stages: [] })) : declared;
  const ofStage = candidates.filter(
    (each) => stage === undefined || each.vault.stage === stage || each.stages.includes(stage),
  );
  const secret = await chosen(vaults, ofStage, options);
  refuseForeign(secret, session.project.commandLineOptions);
  const vault = await vaults.find(secret.vault);
  if (!('uri' in vault)) {
    const isWaiting = vault.isUnclear !== true;
    const deploy = `Deploy it first: azstage deploy ${shellWord(vault.stage)}${session.project.commandLineOptions}`;
    throw new ToolkitError('REFUSED', vault.why, isWaiting ? deploy : vault.fix);
  }
  return { secret, vault };
}

/** The one secret that is meant. */
async function chosen(
  vaults: KnownVaults,
  candidates: readonly DeclaredSecret[],
  { name, vault: wanted, stage }: SetSecretOptions,
): Promise<DeclaredSecret> {
  const named = await Promise.all(
    candidates.map(async (secret) => {
      const vault = await vaults.find(secret.vault);
      return { secret, name: 'uri' in vault ? vault.name : secret.vault.address };
    }),
  );
  const found = named.filter((each) => wanted === undefined || each.name.toLowerCase() === wanted.toLowerCase());
  const [first, second] = found;
  const list = named.map((each) => `${each.name} of ${each.secret.vault.stage}`).join(', ');
  if (first === undefined) {
    const given = [
      ...(wanted === undefined ? [] : [`--vault ${wanted}`]),
      ...(stage === undefined ? [] : [`--stage ${stage}`]),
    ];
    throw new ToolkitError(
      'USAGE',
      given.length === 0
        ? 'No stage has a key vault.'
        : `${given.join(' ')}: there is no key vault for the secret ${name}.`,
      list === '' ? 'azstage secrets lists the secrets with their key vaults.' : `Key vaults: ${list}.`,
    );
  }
  if (second !== undefined) {
    throw new ToolkitError(
      'USAGE',
      `The secret ${name} may be in several key vaults: ${list}.`,
      'Name one with --vault.',
    );
  }
  return first.secret;
}

/** @throws ToolkitError for a secret that something else writes */
function refuseForeign({ name, writtenBy, vault }: DeclaredSecret, options: string): void {
  if (writtenBy === 'terraform') {
    throw new ToolkitError(
      'REFUSED',
      `Terraform writes the secret ${name}: a value by hand would be replaced by the next apply.`,
      `Deploy its stage: azstage deploy ${shellWord(vault.stage)}${options}`,
    );
  }
  if (writtenBy === 'certificate') {
    throw new ToolkitError(
      'REFUSED',
      `The secret ${name} comes with the certificate of that name, which a secret would be in the way of.`,
      `Put the certificate into the vault: az keyvault certificate import --name ${name}`,
    );
  }
}

/** Key vaults of all stages, whether or not a secret of them is declared. */
function vaultsIn(units: readonly StageUnit[]): VaultPlace[] {
  return units.flatMap(({ name: stage, stage: { template } }) => [
    ...Object.keys(template.resource?.['azurerm_key_vault'] ?? {}).map((label) => ({
      stage,
      address: `azurerm_key_vault.${label}`,
    })),
    ...Object.keys(template.data?.['azurerm_key_vault'] ?? {}).map((label) => ({
      stage,
      address: `data.azurerm_key_vault.${label}`,
    })),
  ]);
}

function checked(value: string): string {
  const size = Buffer.byteLength(value);
  if (size === 0 || size > LARGEST) {
    const what = size === 0 ? 'The value is empty.' : `The value has ${size} bytes; a secret has at most ${LARGEST}.`;
    throw new ToolkitError('USAGE', what, 'Nothing was written.');
  }
  return value;
}

async function write(
  client: VaultClient,
  vault: KnownVault,
  { secret, value }: { readonly secret: DeclaredSecret; readonly value: string },
  { recover = false }: SetSecretOptions,
): Promise<{ readonly version?: string; readonly isRecovered: boolean }> {
  const { name, contentType, expires } = secret;
  const made = { name, value, contentType, expires };
  try {
    return { version: await client.set(made), isRecovered: false };
  } catch (error) {
    if (!isDeletedName(error)) {
      throw error;
    }
    if (!recover) {
      throw new AzureError(
        { status: 409 },
        `${vault.name} has a deleted secret ${name}, whose name is taken until it is purged. Nothing was written.`,
        'Recover it, and write a new version of it, with --recover.',
      );
    }
  }
  await client.recover(name);
  return { version: await client.set(made), isRecovered: true };
}

/** Command that deploys a stage which waits for the secret. */
async function nextCommand(
  session: Session,
  units: readonly StageUnit[],
  { stages, vault }: DeclaredSecret,
): Promise<string | undefined> {
  for (const unit of units.filter(({ name }) => stages.includes(name) && name !== vault.stage)) {
    if (!(await unit.isDeployed())) {
      return `azstage deploy ${shellWord(unit.name)}${session.project.commandLineOptions}`;
    }
  }
  return undefined;
}
