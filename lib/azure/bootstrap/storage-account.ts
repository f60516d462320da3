import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { Region } from '../../values/region';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { AzureError } from '../azure-error';
import { becomes, type Part, type PartContext, statusOf, unlessAbsent, type Weakness } from './part';
import { tagsOf } from './resource-group';

export const STORAGE_VERSION = '2024-01-01';

/** Seconds between questions for an account that is being made, and their number. */
const INTERVAL = 3;
const QUESTIONS = 100;

const rule = z.looseObject({ value: z.string() });

/** Storage account: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties */
export const STATE_ACCOUNT = new JsonFormat(
  'storage account',
  z.object({
    id: z.string(),
    kind: z.string().optional(),
    properties: z.object({
      provisioningState: z.string().optional(),
      allowSharedKeyAccess: z.boolean().nullish(),
      allowBlobPublicAccess: z.boolean().nullish(),
      supportsHttpsTrafficOnly: z.boolean().nullish(),
      minimumTlsVersion: z.string().nullish(),
      publicNetworkAccess: z.string().nullish(),
      isHnsEnabled: z.boolean().nullish(),
      networkAcls: z
        .looseObject({
          defaultAction: z.string().nullish(),
          ipRules: z.array(rule).nullish(),
          virtualNetworkRules: z.array(z.looseObject({})).nullish(),
        })
        .nullish(),
    }),
  }),
);

type Account = ReturnType<typeof STATE_ACCOUNT.parse>;

/** Answer to whether a name is free: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/check-name-availability */
export const NAME_AVAILABILITY = new JsonFormat(
  'availability of a name',
  z.object({ nameAvailable: z.boolean(), reason: z.string().nullish(), message: z.string().nullish() }),
);

/** Id and name of a storage account in a list. */
export const LISTED_ACCOUNT = new JsonFormat('listed storage account', z.object({ id: z.string(), name: z.string() }));

/** Part with whether anything outside of private endpoints reaches it. */
export interface StorageAccountPart extends Part {
  readonly isClosed: boolean;
}

/**
 * Storage account of the states: without account keys, TLS 1.2, HTTPS only, no public blobs, closed but for the addresses that are given.
 *
 * @param addresses public addresses that reach it. @see allowedAddresses
 * @throws ToolkitError when the name is taken, or the account cannot keep states safely
 */
export async function storageAccountPart(
  context: PartContext,
  addresses: readonly string[],
): Promise<StorageAccountPart> {
  const { arm, place } = context;
  const { accountId: id, account: name } = place;
  const found = await unlessAbsent(arm.find(id, STORAGE_VERSION, STATE_ACCOUNT));
  if (found === undefined) {
    await refuseTaken(context);
    const reach = addresses.length === 0 ? 'closed to public networks' : `open to ${addresses.join(', ')} alone`;
    const changes = ['no account keys, TLS 1.2, HTTPS only, no public blobs', reach];
    const isClosed = addresses.length === 0;
    return {
      kind: 'storage account',
      name,
      id,
      status: 'missing',
      changes,
      isClosed,
      apply: () => make(context, addresses),
    };
  }
  refuseUnfit(name, found, addresses);
  const changes = weaknesses(found, addresses);
  const patch = async () => {
    await arm.perform(id, STORAGE_VERSION, { method: 'PATCH', body: { properties: completed(found, addresses) } });
    await untilMade(context);
  };
  const { networkAcls } = found.properties;
  const rules = [...addresses, ...(networkAcls?.ipRules ?? []), ...(networkAcls?.virtualNetworkRules ?? [])];
  const isClosed = rules.length === 0;
  return { kind: 'storage account', name, id, status: statusOf(changes), changes, isClosed, apply: patch };
}

async function make(context: PartContext, addresses: readonly string[]): Promise<void> {
  const { arm, place } = context;
  const { hasAvailabilityZones, pairedRegion } = Region.of(place.location);
  const redundancy = hasAvailabilityZones ? 'ZRS' : pairedRegion === undefined ? 'LRS' : 'GRS';
  const body = {
    location: place.location,
    kind: 'StorageV2',
    sku: { name: `Standard_${redundancy}` },
    tags: tagsOf(place),
    properties: {
      ...REQUIRED,
      defaultToOAuthAuthentication: true,
      allowCrossTenantReplication: false,
      publicNetworkAccess: 'Enabled',
      networkAcls: {
        bypass: 'AzureServices',
        defaultAction: 'Deny',
        ipRules: ipRules(addresses),
        virtualNetworkRules: [],
      },
    },
  };
  await arm.perform(place.accountId, STORAGE_VERSION, { method: 'PUT', body });
  await untilMade(context);
}

const REQUIRED = {
  allowSharedKeyAccess: false,
  allowBlobPublicAccess: false,
  supportsHttpsTrafficOnly: true,
  minimumTlsVersion: 'TLS1_2',
};

/** Names of the required settings for people. */
const SETTINGS: Readonly<Record<keyof typeof REQUIRED, string>> = {
  allowSharedKeyAccess: 'account keys (allowSharedKeyAccess)',
  allowBlobPublicAccess: 'public blobs (allowBlobPublicAccess)',
  supportsHttpsTrafficOnly: 'HTTPS only (supportsHttpsTrafficOnly)',
  minimumTlsVersion: 'minimum TLS version',
};

/** Settings of an account that are weaker than required. Azure allows keys, HTTP and TLS 1.0 where an old account has no setting. */
function weaknesses({ properties }: Account, addresses: readonly string[]): string[] {
  const names = Object.keys(REQUIRED) as (keyof typeof REQUIRED)[];
  const found: Weakness[] = names.map((name) => {
    const isMet =
      name === 'minimumTlsVersion' ? /^TLS1_[23]$/.test(properties[name] ?? '') : properties[name] === REQUIRED[name];
    return isMet ? undefined : becomes(SETTINGS[name], properties[name], REQUIRED[name]);
  });
  const isOpen = properties.publicNetworkAccess !== 'Disabled' && properties.networkAcls?.defaultAction !== 'Deny';
  const missing = missingRules(properties, addresses);
  return [
    ...found,
    isOpen
      ? becomes('networks that no rule names', properties.networkAcls?.defaultAction ?? 'Allow', 'Deny')
      : undefined,
    missing.length === 0 ? undefined : `allowed addresses: ${missing.join(', ')} added`,
  ].filter((each) => each !== undefined);
}

/** Patch that completes an account. Rules that it has stay, as does a TLS version that is newer. */
function completed({ properties }: Account, addresses: readonly string[]): object {
  const { networkAcls, minimumTlsVersion } = properties;
  const rules = [...(networkAcls?.ipRules ?? []), ...ipRules(missingRules(properties, addresses))];
  const isNewer = minimumTlsVersion === 'TLS1_3';
  return {
    ...REQUIRED,
    ...(isNewer ? { minimumTlsVersion } : {}),
    networkAcls: { ...networkAcls, defaultAction: 'Deny', ipRules: rules },
  };
}

function missingRules({ networkAcls }: Account['properties'], addresses: readonly string[]): readonly string[] {
  const there = new Set((networkAcls?.ipRules ?? []).map(({ value }) => value));
  return addresses.filter((address) => !there.has(address));
}

function ipRules(addresses: readonly string[]): { readonly value: string; readonly action: 'Allow' }[] {
  return addresses.map((value) => ({ value, action: 'Allow' }));
}

/** @throws ToolkitError for an account that cannot keep versions of blobs, or that an option would open */
function refuseUnfit(name: string, { kind, properties }: Account, addresses: readonly string[]): void {
  const why =
    properties.isHnsEnabled === true
      ? 'has a hierarchical namespace'
      : kind === 'FileStorage'
        ? 'is for files'
        : undefined;
  if (why !== undefined) {
    throw new ToolkitError(
      'REFUSED',
      `The storage account ${name} ${why}, so that it keeps no versions of blobs.`,
      'Name another one with --storage-account.',
    );
  }
  if (properties.publicNetworkAccess === 'Disabled' && addresses.length > 0) {
    throw new ToolkitError(
      'REFUSED',
      `Public network access to the storage account ${name} is disabled, which --allow-ip would open.`,
      'Leave out --allow-ip, or enable public network access of the account yourself.',
    );
  }
}

/** @throws ToolkitError when the account would have a name that is taken */
async function refuseTaken({ arm, place }: PartContext): Promise<void> {
  const { subscriptionId, account: name, resourceGroup } = place;
  const storage = `/subscriptions/${subscriptionId}/providers/Microsoft.Storage`;
  const body = { name, type: 'Microsoft.Storage/storageAccounts' };
  const answer = await unlessAbsent(
    arm.request(`${storage}/checkNameAvailability`, STORAGE_VERSION, NAME_AVAILABILITY, { method: 'POST', body }),
  );
  if (answer?.nameAvailable !== false) {
    return;
  }
  const own = await arm.list(`${storage}/storageAccounts`, STORAGE_VERSION, LISTED_ACCOUNT);
  const [, , , , group] = own.find((each) => each.name === name)?.id.split('/') ?? [];
  if (group !== undefined) {
    throw new ToolkitError(
      'REFUSED',
      `The storage account ${name} is in the resource group ${group}, not in ${resourceGroup}.`,
      `Add --resource-group ${group} to use it, or name another one with --storage-account.`,
    );
  }
  throw new ToolkitError(
    'REFUSED',
    `The name of the storage account ${name} is taken by another subscription.`,
    'Name another one with --storage-account: 3 to 24 lower-case letters and digits.',
  );
}

/** Waits until Azure has made or changed the account. */
async function untilMade({ arm, place, sleep }: PartContext): Promise<void> {
  for (let question = 0; question < QUESTIONS; question += 1) {
    const state = (await arm.find(place.accountId, STORAGE_VERSION, STATE_ACCOUNT))?.properties.provisioningState;
    if (state === 'Succeeded') {
      return;
    }
    if (state === 'Failed' || state === 'Canceled') {
      break;
    }
    await sleep(INTERVAL);
  }
  throw new AzureError(
    {},
    `Azure did not make the storage account ${place.account}.`,
    'Look at its activity log, and run the command again.',
  );
}
