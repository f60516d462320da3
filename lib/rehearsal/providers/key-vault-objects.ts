import { ArmError } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { type JsonObject, objectAt, stringAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ProviderOperation } from '../arm/resource-type';
import {
  objectNotFound,
  uriOf,
  type VaultObject,
  type VaultObjectKind,
  versionIdOf,
} from '../data-planes/vault-objects';

/** Path of the keys or secrets of a vault, of one of them, and of its versions. */
const PATH =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+))\/(keys|secrets)(?:\/([^/]+)(?:\/versions(?:\/([^/]+))?)?)?$/i;

/** Path of one key or secret. */
const ONE = /\/vaults\/[^/]+\/(keys|secrets)\/[^/]+$/i;

/** What a request is about. */
interface Target {
  readonly vault: Resource;
  readonly kind: VaultObjectKind;
  readonly name?: string;
  readonly hasVersions: boolean;
  readonly version?: string;
}

/**
 * Keys and secrets of vaults in Azure Resource Manager, which needs no network and never answers a value:
 * https://learn.microsoft.com/rest/api/keyvault/keyvault/secrets and https://learn.microsoft.com/rest/api/keyvault/keyvault/keys
 */
export const keyVaultObjects: readonly ProviderOperation[] = [
  { method: 'GET', path: PATH, answer: read },
  { method: 'PUT', path: ONE, answer: write },
];

function read(request: ArmRequest): JsonObject {
  const { vaultObjects } = request.azure;
  const target = targetOf(request);
  const { vault, kind, name, hasVersions, version } = target;
  if (name === undefined) {
    return { value: vaultObjects.list(vault, kind).map((object) => shown(vault, kind, object)) };
  }
  const object = vaultObjects.get(vault, kind, name);
  if (object === undefined || object.deleted || (hasVersions && kind === 'secrets')) {
    throw objectNotFound(kind, name);
  }
  if (!hasVersions) {
    return shown(vault, kind, object);
  }
  if (version === undefined) {
    return { value: object.versions.map((each) => shown(vault, kind, object, each)) };
  }
  const found = object.versions.find((each) => versionIdOf(each).endsWith(`/${version}`));
  if (found === undefined) {
    throw objectNotFound(kind, name);
  }
  return shown(vault, kind, object, found);
}

/** A new version of a secret, or a new key: one that is there stays as it is. */
function write(request: ArmRequest): JsonObject {
  const { vaultObjects } = request.azure;
  const { vault, kind, name = '' } = targetOf(request);
  const properties = objectAt(request.body, 'properties') ?? {};
  const before = vaultObjects.get(vault, kind, name);
  if (kind === 'secrets' || before === undefined || before.deleted) {
    const { kty, keyOps: key_ops, curveName: crv, value, contentType, attributes } = properties;
    const given = { kty, key_ops, crv, value, contentType, attributes, tags: request.body['tags'] };
    const known = Object.entries(given).filter(([, each]) => each !== undefined);
    vaultObjects.create(vault, kind, name, Object.fromEntries(known));
  }
  const object = vaultObjects.get(vault, kind, name);
  if (object === undefined) {
    throw objectNotFound(kind, name);
  }
  return shown(vault, kind, object);
}

function targetOf({ azure, id: { id } }: ArmRequest): Target {
  const [, vaultId = '', vaultName = '', kind = '', name, version] = PATH.exec(id) ?? [];
  const vault = azure.store.get(vaultId);
  if (vault === undefined) {
    const what = `Microsoft.KeyVault/vaults/${vaultName}`;
    throw new ArmError(
      404,
      'ResourceNotFound',
      `The Resource '${what}' under resource group '${vaultId.split('/')[4] ?? ''}' was not found.`,
    );
  }
  const hasVersions = /\/versions(\/|$)/i.test(id.slice(vaultId.length));
  return { vault, kind: kind.toLowerCase() as VaultObjectKind, name, hasVersions, version };
}

function shown(
  vault: Resource,
  kind: VaultObjectKind,
  { name, versions }: VaultObject,
  version: JsonObject = versions.at(-1) ?? {},
): JsonObject {
  const uri = `${uriOf(vault)}${kind}/${name}`;
  const { enabled, nbf, exp, created, updated } = objectAt(version, 'attributes') ?? {};
  const attributes = { enabled, nbf, exp, created, updated };
  const properties =
    kind === 'keys'
      ? {
          attributes,
          kty: stringAt(version, 'key', 'kty'),
          keyOps: objectAt(version, 'key')?.['key_ops'],
          curveName: stringAt(version, 'key', 'crv'),
          keyUri: uri,
          keyUriWithVersion: versionIdOf(version),
        }
      : {
          attributes,
          contentType: stringAt(version, 'contentType'),
          secretUri: uri,
          secretUriWithVersion: versionIdOf(version),
        };
  return {
    id: `${vault.id}/${kind}/${name}`,
    name,
    type: `Microsoft.KeyVault/vaults/${kind}`,
    location: vault.location,
    tags: version['tags'],
    properties,
  };
}
