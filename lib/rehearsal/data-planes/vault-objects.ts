import { ArmError } from '../arm/arm-error';
import { uuidOf } from '../arm/arm-request';
import { type JsonObject, objectAt, stringAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';

/** Domain of the hosts of vaults. */
export const VAULT_SUFFIX = 'vault.azure.net';

/** Kinds of objects: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates */
export type VaultObjectKind = 'keys' | 'secrets';

/** Object of a vault with its versions, the latest last. */
export interface VaultObject {
  readonly name: string;
  readonly versions: JsonObject[];
  deleted: boolean;
  rotation?: JsonObject;
}

/** Names of keys and secrets. */
const NAME = /^[0-9a-zA-Z-]{1,127}$/;

/** Keys and secrets of all vaults, which their data plane and Azure Resource Manager answer alike. */
export class VaultObjects {
  private readonly objects = new Map<string, VaultObject>();

  constructor(private readonly clock: () => Date) {}

  /** An object, deleted or not. */
  public get(vault: Resource, kind: VaultObjectKind, name: string): VaultObject | undefined {
    return this.objects.get(keyOf(vault, kind, name));
  }

  /** Objects of a vault that are deleted, or those that are not. */
  public list(vault: Resource, kind: VaultObjectKind, isDeleted = false): readonly VaultObject[] {
    const prefix = keyOf(vault, kind, '');
    return [...this.objects].flatMap(([key, object]) =>
      key.startsWith(prefix) && object.deleted === isDeleted ? [object] : [],
    );
  }

  public purge(vault: Resource, kind: VaultObjectKind, name: string): void {
    this.objects.delete(keyOf(vault, kind, name));
  }

  /**
   * Adds a version.
   *
   * @throws ArmError
   */
  public create(vault: Resource, kind: VaultObjectKind, name: string, body: JsonObject): JsonObject {
    if (!NAME.test(name)) {
      throw new ArmError(400, 'BadParameter', `The name '${name}' is not allowed: it must match ${NAME}.`);
    }
    const key = keyOf(vault, kind, name);
    const object = this.objects.get(key) ?? { name, versions: [], deleted: false };
    if (object.deleted) {
      throw new ArmError(
        409,
        'Conflict',
        `${kind === 'keys' ? 'Key' : 'Secret'} ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the ${kind === 'keys' ? 'key' : 'secret'} can only be recovered or purged.`,
      );
    }
    const id = `${uriOf(vault)}${kind}/${name}/${uuidOf(key, String(object.versions.length)).replaceAll('-', '')}`;
    const now = Math.floor(this.clock().getTime() / 1000);
    const attributes = {
      enabled: true,
      created: now,
      updated: now,
      recoveryLevel: 'Recoverable+Purgeable',
      recoverableDays: 90,
      ...objectAt(body, 'attributes'),
    };
    const own =
      kind === 'keys'
        ? { key: { kid: id, kty: body['kty'], key_ops: body['key_ops'], ...publicPart(body) } }
        : { id, value: body['value'], contentType: body['contentType'] };
    const version: JsonObject = { ...own, attributes, tags: body['tags'] ?? {} };
    object.versions.push(version);
    this.objects.set(key, object);
    return version;
  }
}

/** `https://kv-shop.vault.azure.net/` */
export function uriOf({ name }: Resource): string {
  return `https://${name.toLowerCase()}.${VAULT_SUFFIX}/`;
}

/** Id of a version in the data plane, with the version. */
export function versionIdOf(version: JsonObject): string {
  return stringAt(version, 'key', 'kid') ?? stringAt(version, 'id') ?? '';
}

/** Refusal of a question for an object that is not there. */
export function objectNotFound(kind: VaultObjectKind, name: string): ArmError {
  const [code, what] = kind === 'keys' ? ['KeyNotFound', 'key'] : ['SecretNotFound', 'secret'];
  return new ArmError(404, code, `A ${what} with (name/id) ${name} was not found in this key vault.`);
}

function keyOf(vault: Resource, kind: VaultObjectKind, name: string): string {
  return `${vault.id}/${kind}/${name}`.toLowerCase();
}

/** Public part of a key: made up, as nothing is encrypted with it. */
function publicPart({ kty, crv }: JsonObject): JsonObject {
  const text = Buffer.from('rehearsal').toString('base64url');
  return String(kty).startsWith('EC') ? { crv: crv ?? 'P-256', x: text, y: text } : { n: text, e: 'AQAB' };
}
