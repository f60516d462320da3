import { ArmError } from '../arm/arm-error';
import { type Azure, uuidOf } from '../arm/arm-request';
import { type JsonObject, objectAt, stringAt } from '../arm/json';
import { parseBody } from '../arm/json-body';
import { type Resource } from '../arm/resource-store';
import { type Answer, type Loopback } from '../loopback/plane';
import { ServicePlane } from './service-plane';

const SUFFIX = 'vault.azure.net';
const VAULTS = 'Microsoft.KeyVault/vaults';

/** Kinds of objects: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates */
type Kind = 'keys' | 'secrets';

/** Object of a vault with its versions, the latest last. */
interface VaultObject {
  readonly versions: JsonObject[];
  deleted: boolean;
  rotation?: JsonObject;
}

/** Names of keys and secrets. */
const NAME = /^[0-9a-zA-Z-]{1,127}$/;

/** Keys and secrets of the vaults: https://learn.microsoft.com/rest/api/keyvault/ */
export class KeyVaultPlane extends ServicePlane {
  private readonly objects = new Map<string, VaultObject>();

  constructor(azure: Azure) {
    super(azure, { type: VAULTS, suffix: SUFFIX, missing: { code: 'VaultNotFound', what: 'vault' } });
  }

  protected override get unauthorized(): Answer {
    const login = `https://login.microsoftonline.com/${this.azure.tenantId}`;
    return {
      status: 401,
      headers: { 'www-authenticate': `Bearer authorization="${login}", resource="https://${SUFFIX}"` },
      body: errorOf('Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.'),
    };
  }

  protected override refusal({ status, code, message }: ArmError): Answer {
    return { status, body: errorOf(code, message) };
  }

  protected override handle({ method, url, text }: Loopback, vault: Resource): Answer {
    const [, first = '', name = '', third = ''] = url.pathname.split('/');
    const kind = /keys$/.test(first) ? 'keys' : 'secrets';
    const body = parseBody(text);
    if (first === 'certificates' && name === 'contacts') {
      throw new ArmError(404, 'ContactsNotFound', 'Contacts were not found.');
    }
    if (!['keys', 'secrets', 'deletedkeys', 'deletedsecrets'].includes(first)) {
      throw new ArmError(
        501,
        'UnsupportedInRehearsal',
        `A rehearsal does not support ${method} ${url.pathname} of a key vault.`,
      );
    }
    const key = `${vault.id}/${kind}/${name}`.toLowerCase();
    if (first.startsWith('deleted')) {
      return this.handleDeleted(method, { key, kind, name, vault, action: third });
    }
    if (name === '') {
      return { status: 200, body: { value: this.latest(vault, kind) } };
    }
    if (method === 'DELETE') {
      const object = this.find(key, kind, name);
      object.deleted = true;
      return { status: 200, body: this.asDeleted(vault, kind, name, object) };
    }
    if (third === 'rotationpolicy') {
      const object = this.find(key, kind, name);
      object.rotation =
        method === 'PUT' ? { ...body, id: `${uriOf(vault)}keys/${name}/rotationpolicy` } : object.rotation;
      return {
        status: 200,
        body: object.rotation ?? {
          id: `${uriOf(vault)}keys/${name}/rotationpolicy`,
          lifetimeActions: [],
          attributes: {},
        },
      };
    }
    if (method === 'PUT' || (method === 'POST' && third === 'create')) {
      return { status: 200, body: this.create(vault, kind, { key, name, body }) };
    }
    if (method === 'GET' && third === 'versions') {
      const { versions } = this.find(key, kind, name);
      return { status: 200, body: { value: versions.map((each) => itemOf(kind, each, idOf(each))) } };
    }
    const version =
      third === ''
        ? this.find(key, kind, name).versions.at(-1)
        : this.find(key, kind, name).versions.find((each) => idOf(each).endsWith(`/${third}`));
    if (version === undefined) {
      throw notFound(kind, name);
    }
    if (method === 'PATCH') {
      Object.assign(version, {
        ...body,
        attributes: { ...objectAt(version, 'attributes'), ...objectAt(body, 'attributes') },
      });
      return { status: 200, body: version };
    }
    if (method === 'GET') {
      return { status: 200, body: version };
    }
    throw new ArmError(
      501,
      'UnsupportedInRehearsal',
      `A rehearsal does not support ${method} ${url.pathname} of a key vault.`,
    );
  }

  private create(
    vault: Resource,
    kind: Kind,
    { key, name, body }: { readonly key: string; readonly name: string; readonly body: JsonObject },
  ): JsonObject {
    if (!NAME.test(name)) {
      throw new ArmError(400, 'BadParameter', `The name '${name}' is not allowed: it must match ${NAME}.`);
    }
    const object = this.objects.get(key) ?? { versions: [], deleted: false };
    if (object.deleted) {
      throw new ArmError(
        409,
        'Conflict',
        `${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, it can only be recovered or purged.`,
      );
    }
    const id = `${uriOf(vault)}${kind}/${name}/${uuidOf(key, String(object.versions.length)).replaceAll('-', '')}`;
    const now = Math.floor(this.azure.clock().getTime() / 1000);
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

  private handleDeleted(
    method: string,
    {
      key,
      kind,
      name,
      vault,
      action,
    }: {
      readonly key: string;
      readonly kind: Kind;
      readonly name: string;
      readonly vault: Resource;
      readonly action: string;
    },
  ): Answer {
    const object = this.objects.get(key);
    if (name === '' && method === 'GET') {
      return { status: 200, body: { value: this.deleted(vault, kind) } };
    }
    if (object?.deleted !== true) {
      throw notFound(kind, name);
    }
    if (method === 'DELETE') {
      if (vault.properties['enablePurgeProtection'] === true) {
        throw new ArmError(403, 'Forbidden', `The vault ${vault.name} has purge protection: ${name} cannot be purged.`);
      }
      this.objects.delete(key);
      return { status: 204 };
    }
    if (method === 'POST' && action === 'recover') {
      object.deleted = false;
      return { status: 200, body: object.versions.at(-1) };
    }
    return { status: 200, body: this.asDeleted(vault, kind, name, object) };
  }

  private asDeleted(vault: Resource, kind: Kind, name: string, { versions }: VaultObject): JsonObject {
    const now = Math.floor(this.azure.clock().getTime() / 1000);
    const recoveryId = `${uriOf(vault)}deleted${kind}/${name}`;
    return { ...versions.at(-1), recoveryId, deletedDate: now, scheduledPurgeDate: now + 90 * 86_400 };
  }

  private find(key: string, kind: Kind, name: string): VaultObject {
    const object = this.objects.get(key);
    if (object === undefined || object.deleted) {
      throw notFound(kind, name);
    }
    return object;
  }

  private latest(vault: Resource, kind: Kind): JsonObject[] {
    return this.objectsOf(vault, kind, false).map(([, { versions }]) => itemOf(kind, versions.at(-1) ?? {}));
  }

  private deleted(vault: Resource, kind: Kind): JsonObject[] {
    return this.objectsOf(vault, kind, true).map(([key, object]) => {
      const { recoveryId, deletedDate, scheduledPurgeDate, ...version } = this.asDeleted(
        vault,
        kind,
        key.slice(key.lastIndexOf('/') + 1),
        object,
      );
      return { ...itemOf(kind, version), recoveryId, deletedDate, scheduledPurgeDate };
    });
  }

  private objectsOf(vault: Resource, kind: Kind, isDeleted: boolean): [string, VaultObject][] {
    const prefix = `${vault.id}/${kind}/`.toLowerCase();
    return [...this.objects].filter(([key, { deleted }]) => key.startsWith(prefix) && deleted === isDeleted);
  }
}

/** Object as a list shows it: without its value, and without its version unless an id is given. */
function itemOf(kind: Kind, version: JsonObject, id = idOf(version).replace(/\/[^/]+$/, '')): JsonObject {
  const { attributes, tags } = version;
  return { [kind === 'keys' ? 'kid' : 'id']: id, attributes, tags };
}

/** Public part of a key: made up, as nothing is encrypted with it. */
function publicPart({ kty, crv }: JsonObject): JsonObject {
  const text = Buffer.from('rehearsal').toString('base64url');
  return String(kty).startsWith('EC') ? { crv: crv ?? 'P-256', x: text, y: text } : { n: text, e: 'AQAB' };
}

function uriOf({ name }: Resource): string {
  return `https://${name.toLowerCase()}.${SUFFIX}/`;
}

function idOf(version: JsonObject): string {
  return stringAt(version, 'key', 'kid') ?? stringAt(version, 'id') ?? '';
}

function notFound(kind: Kind, name: string): ArmError {
  const [code, what] = kind === 'keys' ? ['KeyNotFound', 'key'] : ['SecretNotFound', 'secret'];
  return new ArmError(404, code, `A ${what} with (name/id) ${name} was not found in this key vault.`);
}

function errorOf(code: string, message: string): JsonObject {
  return { error: { code, message } };
}
