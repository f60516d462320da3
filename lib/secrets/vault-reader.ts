import { z } from 'zod';
import { type AzureAccess } from '../azure/azure-access';
import { subscriptionOf } from '../azure/arm-id';
import { type AzurePipelineOptions } from '../azure/pipeline';
import { JsonFormat } from '../json/json-format';
import { type ListedVault } from '../toolkit/io/secret-results';
import { type Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type KnownVault } from './known-vault';
import { type SecretFacts, VaultClient } from './vault-client';

/** Secret as Azure Resource Manager answers it, which never has its value: https://learn.microsoft.com/rest/api/keyvault/keyvault/secrets/list */
const SECRET = z.object({
  name: z.string(),
  properties: z.object({
    attributes: z
      .object({
        enabled: z.boolean().nullish(),
        /** Times in seconds since 1970. */
        nbf: z.number().nullish(),
        exp: z.number().nullish(),
        updated: z.number().nullish(),
      })
      .nullish(),
  }),
});

/** Form of {@link SECRET}. */
export const ARM_SECRET = new JsonFormat('secret in Azure Resource Manager', SECRET);

/** Type of the secrets of a vault in Azure Resource Manager. */
const TYPE = 'Microsoft.KeyVault/vaults/secrets';

/** What is known of the secrets of a vault. */
export interface VaultAnswer extends Pick<ListedVault, 'askedBy' | 'why' | 'fix'> {
  /** Secrets by name in small letters. @default it could not be asked */
  readonly secrets?: ReadonlyMap<string, SecretFacts>;
  /** Deleted secrets by name in small letters, with the time at which each is purged. @default not known */
  readonly deleted?: ReadonlyMap<string, Date | undefined>;
}

/** Properties of {@link readVault}. */
export interface ReadVaultProps {
  readonly session: Session;
  readonly access: AzureAccess;
  /** Names of the secrets that are looked for. */
  readonly wanted: readonly string[];
  /** @default those of the environment */
  readonly options?: AzurePipelineOptions;
}

/**
 * Asks a vault which secrets it has; where it cannot be reached, or does not answer this identity, Azure Resource Manager, which needs no network.
 *
 * @throws ToolkitError on Ctrl-C
 */
export async function readVault(vault: KnownVault, props: ReadVaultProps): Promise<VaultAnswer> {
  const { session, access, options } = props;
  const { credential } = access;
  const { signal } = session.interruption;
  const client = new VaultClient({ vault, credential, signal, sleep: session.sleep, options });
  try {
    await client.reach();
    const secrets = byName(await client.list());
    const isComplete = props.wanted.every((name) => secrets.has(name.toLowerCase()));
    return { askedBy: 'vault', secrets, deleted: isComplete ? undefined : await orNone(client.deleted()) };
  } catch (error) {
    return readByManager(vault, access, known(error));
  }
}

async function readByManager({ id }: KnownVault, { arm }: AzureAccess, first: ToolkitError): Promise<VaultAnswer> {
  const why = first.message;
  try {
    const version = await arm.apiVersionOf(subscriptionOf(id) ?? '', TYPE);
    const listed = await arm.list(`${id}/secrets`, version, ARM_SECRET);
    return { askedBy: 'resource-manager', secrets: byName(listed.map(factsOf)), why, fix: first.fix };
  } catch (error) {
    const second = known(error).message;
    return { why: second === why ? why : `${why} ${second}`, fix: first.fix };
  }
}

function factsOf({ name, properties }: z.infer<typeof SECRET>): SecretFacts {
  const { enabled, nbf, exp, updated } = properties.attributes ?? {};
  return {
    name,
    isEnabled: enabled !== false,
    validFrom: dateOf(nbf),
    expiresAt: dateOf(exp),
    updatedAt: dateOf(updated),
  };
}

function dateOf(seconds: number | null | undefined): Date | undefined {
  return typeof seconds === 'number' && Math.abs(seconds) < 8.64e12 ? new Date(seconds * 1000) : undefined;
}

function byName(secrets: readonly SecretFacts[]): ReadonlyMap<string, SecretFacts> {
  return new Map(secrets.map((each) => [each.name.toLowerCase(), each]));
}

/** Result of a question whose refusal changes nothing, such as one for deleted secrets. */
async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    known(error);
    return undefined;
  }
}

/** An error that the user can act on. @throws every other one, and that of Ctrl-C */
function known(error: unknown): ToolkitError {
  if (!(error instanceof ToolkitError) || error.code === 'INTERRUPTED') {
    throw error;
  }
  return error;
}
