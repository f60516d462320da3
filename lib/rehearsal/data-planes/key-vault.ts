import { ArmError } from '../arm/arm-error';
import { type Azure } from '../arm/arm-request';
import { type JsonObject, objectAt } from '../arm/json';
import { parseBody } from '../arm/json-body';
import { type Resource } from '../arm/resource-store';
import { type Answer, type Loopback } from '../loopback/plane';
import { ServicePlane } from './service-plane';
import {
  objectNotFound,
  uriOf,
  VAULT_SUFFIX,
  type VaultObject,
  type VaultObjectKind,
  versionIdOf,
} from './vault-objects';

const VAULTS = 'Microsoft.KeyVault/vaults';

/** Keys and secrets of the vaults: https://learn.microsoft.com/rest/api/keyvault/ */
export class KeyVaultPlane extends ServicePlane {
  constructor(azure: Azure) {
    super(azure, { type: VAULTS, suffix: VAULT_SUFFIX, missing: { code: 'VaultNotFound', what: 'vault' } });
  }

  protected override get unauthorized(): Answer {
    const login = `https://login.microsoftonline.com/${this.azure.tenantId}`;
    return {
      status: 401,
      headers: { 'www-authenticate': `Bearer authorization="${login}", resource="https://${VAULT_SUFFIX}"` },
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
    if (first.startsWith('deleted')) {
      return this.handleDeleted(method, { kind, name, vault, action: third });
    }
    if (name === '') {
      return { status: 200, body: { value: this.latest(vault, kind) } };
    }
    if (method === 'DELETE') {
      const object = this.find(vault, kind, name);
      object.deleted = true;
      return { status: 200, body: this.asDeleted(vault, kind, object) };
    }
    if (third === 'rotationpolicy') {
      const object = this.find(vault, kind, name);
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
      return { status: 200, body: this.azure.vaultObjects.create(vault, kind, name, body) };
    }
    if (method === 'GET' && third === 'versions') {
      const { versions } = this.find(vault, kind, name);
      return { status: 200, body: { value: versions.map((each) => itemOf(kind, each, versionIdOf(each))) } };
    }
    const version =
      third === ''
        ? this.find(vault, kind, name).versions.at(-1)
        : this.find(vault, kind, name).versions.find((each) => versionIdOf(each).endsWith(`/${third}`));
    if (version === undefined) {
      throw objectNotFound(kind, name);
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

  private handleDeleted(
    method: string,
    {
      kind,
      name,
      vault,
      action,
    }: {
      readonly kind: VaultObjectKind;
      readonly name: string;
      readonly vault: Resource;
      readonly action: string;
    },
  ): Answer {
    const object = this.azure.vaultObjects.get(vault, kind, name);
    if (name === '' && method === 'GET') {
      return { status: 200, body: { value: this.deleted(vault, kind) } };
    }
    if (object?.deleted !== true) {
      throw objectNotFound(kind, name);
    }
    if (method === 'DELETE') {
      if (vault.properties['enablePurgeProtection'] === true) {
        throw new ArmError(403, 'Forbidden', `The vault ${vault.name} has purge protection: ${name} cannot be purged.`);
      }
      this.azure.vaultObjects.purge(vault, kind, name);
      return { status: 204 };
    }
    if (method === 'POST' && action === 'recover') {
      object.deleted = false;
      return { status: 200, body: object.versions.at(-1) };
    }
    return { status: 200, body: this.asDeleted(vault, kind, object) };
  }

  private asDeleted(vault: Resource, kind: VaultObjectKind, { name, versions }: VaultObject): JsonObject {
    const now = Math.floor(this.azure.clock().getTime() / 1000);
    const recoveryId = `${uriOf(vault)}deleted${kind}/${name}`;
    return { ...versions.at(-1), recoveryId, deletedDate: now, scheduledPurgeDate: now + 90 * 86_400 };
  }

  private find(vault: Resource, kind: VaultObjectKind, name: string): VaultObject {
    const object = this.azure.vaultObjects.get(vault, kind, name);
    if (object === undefined || object.deleted) {
      throw objectNotFound(kind, name);
    }
    return object;
  }

  private latest(vault: Resource, kind: VaultObjectKind): JsonObject[] {
    return this.azure.vaultObjects.list(vault, kind).map(({ versions }) => itemOf(kind, versions.at(-1) ?? {}));
  }

  private deleted(vault: Resource, kind: VaultObjectKind): JsonObject[] {
    return this.azure.vaultObjects.list(vault, kind, true).map((object) => {
      const { recoveryId, deletedDate, scheduledPurgeDate, ...version } = this.asDeleted(vault, kind, object);
      return { ...itemOf(kind, version), recoveryId, deletedDate, scheduledPurgeDate };
    });
  }
}

/** Object as a list shows it: without its value, and without its version unless an id is given. */
function itemOf(
  kind: VaultObjectKind,
  version: JsonObject,
  id = versionIdOf(version).replace(/\/[^/]+$/, ''),
): JsonObject {
  const { attributes, tags } = version;
  return { [kind === 'keys' ? 'kid' : 'id']: id, attributes, tags };
}

function errorOf(code: string, message: string): JsonObject {
  return { error: { code, message } };
}
