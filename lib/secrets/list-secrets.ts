import pLimit from 'p-limit';
import { type AzureAccess, azureAccess } from '../azure/azure-access';
import { type Assembly } from '../toolkit/assembly/assembly';
import { count } from '../toolkit/host/count';
import { shellWord } from '../toolkit/host/shell-word';
import {
  type ListedSecret,
  type ListedVault,
  type SecretsResult,
  type SecretStatus,
} from '../toolkit/io/secret-results';
import { currentSubscription } from '../toolkit/run/subscription';
import { type Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type StageSelection } from '../toolkit/unit/stage-filter';
import { selectUnits } from '../toolkit/unit/stage-selection';
import { Networks } from '../verify/networks';
import { type DeclaredSecret, declaredSecrets, keyOfVault } from './declared-secrets';
import { KnownVaults, type KnownVault, type WaitingVault } from './known-vault';
import { readVault, type VaultAnswer } from './vault-reader';
import { type SecretFacts } from './vault-client';

/** Vaults that are asked at once. */
const AT_ONCE = 8;

/** Vault with the secrets that stages keep in it, and what it says of them. */
interface AskedVault {
  readonly place: KnownVault | WaitingVault;
  readonly secrets: readonly DeclaredSecret[];
  readonly answer: VaultAnswer;
}

/**
 * Secrets of key vaults that stages keep, write or use, and which of them are there; never their values. Works while another run is active.
 *
 * @throws ToolkitError when the app fails; a vault that cannot be asked is in the result
 */
export async function listSecrets(session: Session, selection: StageSelection): Promise<SecretsResult> {
  const assembly = await session.synthesizeOrRead('secrets');
  const units = session.unitsOf(assembly);
  const declared = declaredSecrets(units, selectUnits(units, selection));
  const subscriptionId = currentSubscription(assembly, session.env)?.id;
  const vaults = new KnownVaults({ units, networks: new Networks(units), subscriptionId });
  const asked = await askAll(session, assembly, declared, vaults);
  const now = session.clock();
  const secrets = asked.flatMap((vault) => vault.secrets.map((secret) => listed(secret, vault, now)));
  const next = nextCommand(secrets, session.project.commandLineOptions);
  return {
    ...session.describe(assembly),
    secrets,
    vaults: asked.map(vaultOf),
    ...(next === undefined ? {} : { next }),
  };
}

/** Whether all secrets are there, enabled and valid. */
export function areAllPresent({ secrets }: SecretsResult): boolean {
  return secrets.every(({ status }) => status === 'present');
}

async function askAll(
  session: Session,
  assembly: Assembly,
  declared: readonly DeclaredSecret[],
  vaults: KnownVaults,
): Promise<readonly AskedVault[]> {
  const groups = new Map<string, DeclaredSecret[]>();
  declared.forEach((secret) => {
    const key = keyOfVault(secret.vault);
    groups.set(key, [...(groups.get(key) ?? []), secret]);
  });
  const found = await Promise.all(
    [...groups.values()].map(async (secrets) => ({
      secrets,
      place: await vaults.find((secrets[0] as DeclaredSecret).vault),
    })),
  );
  const names = found.flatMap(({ place }) => ('uri' in place ? [place.name] : []));
  if (names.length === 0) {
    return found.map((each) => ({ ...each, answer: {} }));
  }
  session.report.say('info', 'secrets.asking', `Asking ${count(names.length, 'key vault')}`, { vaults: names });
  const access = await accessOf(session, assembly);
  const limit = pLimit(AT_ONCE);
  return Promise.all(
    found.map(async ({ place, secrets }) => ({
      place,
      secrets,
      answer: 'uri' in place ? await limit(() => ask(session, access, place, secrets)) : {},
    })),
  );
}

/** Access to Azure, or the reason why there is none: what is missing is then unknown. */
async function accessOf(session: Session, assembly: Assembly): Promise<AzureAccess | ToolkitError> {
  try {
    return await azureAccess(session, assembly);
  } catch (error) {
    if (error instanceof ToolkitError && error.code !== 'INTERRUPTED') {
      return error;
    }
    throw error;
  }
}

function ask(
  session: Session,
  access: AzureAccess | ToolkitError,
  vault: KnownVault,
  secrets: readonly DeclaredSecret[],
): Promise<VaultAnswer> {
  return access instanceof ToolkitError
    ? Promise.resolve({ why: access.message, fix: access.fix })
    : readVault(vault, { session, access, wanted: secrets.map(({ name }) => name) });
}

function vaultOf({ place, answer }: AskedVault): ListedVault {
  const { stage, address } = place;
  if (!('uri' in place)) {
    const { why, fix } = place;
    return { vault: address, stage, address, why, ...(fix === undefined ? {} : { fix }) };
  }
  const { name, uri, network } = place;
  const { askedBy, why, fix } = answer;
  return {
    vault: name,
    stage,
    address,
    uri,
    network,
    ...(askedBy === undefined ? {} : { askedBy }),
    ...(why === undefined ? {} : { why }),
    ...(fix === undefined ? {} : { fix }),
  };
}

function listed({ name, writtenBy, stages }: DeclaredSecret, { place, answer }: AskedVault, now: Date): ListedSecret {
  const facts = answer.secrets?.get(name.toLowerCase());
  const purged = answer.deleted?.get(name.toLowerCase());
  return {
    name,
    vault: 'uri' in place ? place.name : place.address,
    vaultStage: place.stage,
    status: statusOf({ name, place, answer, facts }, now),
    ...(writtenBy === undefined ? {} : { writtenBy }),
    stages,
    ...time('updatedAt', facts?.updatedAt),
    ...time('expiresAt', facts?.expiresAt),
    ...(facts === undefined ? time('purgedAt', purged) : {}),
  };
}

function time(key: 'updatedAt' | 'expiresAt' | 'purgedAt', date: Date | undefined): Partial<ListedSecret> {
  return date === undefined ? {} : { [key]: date.toISOString() };
}

function statusOf(
  { name, place, answer, facts }: Pick<AskedVault, 'place' | 'answer'> & { name: string; facts?: SecretFacts },
  now: Date,
): SecretStatus {
  if (!('uri' in place)) {
    return place.isUnclear === true ? 'unknown' : 'no-vault';
  }
  if (answer.secrets === undefined) {
    return 'unknown';
  }
  if (facts === undefined) {
    return answer.deleted?.has(name.toLowerCase()) === true ? 'deleted' : 'missing';
  }
  if (!facts.isEnabled) {
    return 'disabled';
  }
  if (facts.expiresAt !== undefined && facts.expiresAt <= now) {
    return 'expired';
  }
  return facts.validFrom !== undefined && facts.validFrom > now ? 'not-valid-yet' : 'present';
}

/** Command that sets the first secret which a person has to set. */
function nextCommand(secrets: readonly ListedSecret[], options: string): string | undefined {
  const waiting = secrets.filter(
    ({ status, writtenBy }) => writtenBy === undefined && ['missing', 'expired', 'deleted'].includes(status),
  );
  const [first] = waiting;
  if (first === undefined) {
    return undefined;
  }
  const isElsewhere = secrets.some(({ name, vaultStage }) => name === first.name && vaultStage !== first.vaultStage);
  const vault = isElsewhere ? ` --vault ${shellWord(first.vault)}` : '';
  const recover = first.status === 'deleted' ? ' --recover' : '';
  return `azstage secrets set ${shellWord(first.name)}${vault}${recover}${options}`;
}
