import { ArmError } from '../arm/arm-error';
import { type Azure, uuidOf } from '../arm/arm-request';
import { type JsonObject } from '../arm/json';
import { parseBody } from '../arm/json-body';
import { type Resource } from '../arm/resource-store';
import { type Answer, type Loopback } from '../loopback/plane';
import { ServicePlane } from './service-plane';

const STORES = 'Microsoft.AppConfiguration/configurationStores';

/** Characters of a key and its value at most: https://learn.microsoft.com/azure/azure-app-configuration/concept-key-value */
const LARGEST = 10_000;

const JSON_TYPE = 'application/vnd.microsoft.appconfig.kv+json; charset=utf-8';

/** Key-values of the stores: https://learn.microsoft.com/azure/azure-app-configuration/rest-api-key-value */
export class AppConfigurationPlane extends ServicePlane {
  private readonly values = new Map<string, JsonObject>();

  constructor(azure: Azure) {
    super(azure, { type: STORES, suffix: 'azconfig.io', missing: { code: 'not-found', what: 'store' } });
  }

  protected override get unauthorized(): Answer {
    return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
  }

  protected override refusal({ status, code, message }: ArmError): Answer {
    const body = { type: `https://azconfig.io/errors/${code}`, title: message, status };
    return { status, headers: { 'content-type': 'application/problem+json' }, body };
  }

  protected override handle({ method, url, text }: Loopback, store: Resource): Answer {
    const [, kind = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    const [key, label] = [rest.join('/'), url.searchParams.get('label') ?? ''];
    const id = [store.id.toLowerCase(), key, label === '\0' ? '' : label].join('\n');
    const existing = this.values.get(id);
    if (kind === 'kv' && method === 'GET' && key === '') {
      const prefix = `${store.id.toLowerCase()}\n`;
      return answerOf(200, {
        items: [...this.values].filter(([each]) => each.startsWith(prefix)).map(([, item]) => item),
      });
    }
    if (kind === 'kv' && (method === 'GET' || method === 'HEAD')) {
      return existing === undefined ? { status: 404 } : answerOf(200, existing);
    }
    if (kind === 'kv' && (method === 'PUT' || method === 'DELETE')) {
      refuseLocked(key, existing);
      return method === 'PUT' ? answerOf(200, this.put(id, { key, label, text })) : this.delete(id, existing);
    }
    if (kind === 'locks' && (method === 'PUT' || method === 'DELETE') && existing !== undefined) {
      const locked = { ...existing, locked: method === 'PUT' };
      this.values.set(id, locked);
      return answerOf(200, locked);
    }
    throw new ArmError(
      501,
      'unsupported',
      `A rehearsal does not support ${method} ${url.pathname} of App Configuration.`,
    );
  }

  private put(
    id: string,
    { key, label, text }: { readonly key: string; readonly label: string; readonly text: string },
  ): JsonObject {
    const body = parseBody(text);
    if (key === '.' || key === '..' || key.includes('%') || key.length + String(body['value'] ?? '').length > LARGEST) {
      throw new ArmError(400, 'invalid-argument', `The key '${key}' is not allowed, or too large with its value.`);
    }
    const last_modified = this.azure.clock().toISOString();
    const value = { content_type: body['content_type'] ?? null, value: body['value'] ?? '', tags: body['tags'] ?? {} };
    const etag = uuidOf(id, JSON.stringify(value));
    const item = {
      etag,
      key,
      label: label === '' || label === '\0' ? null : label,
      ...value,
      locked: false,
      last_modified,
    };
    this.values.set(id, item);
    return item;
  }

  private delete(id: string, existing: JsonObject | undefined): Answer {
    this.values.delete(id);
    return existing === undefined ? { status: 204 } : answerOf(200, existing);
  }
}

function refuseLocked(key: string, existing: JsonObject | undefined): void {
  if (existing?.['locked'] === true) {
    throw new ArmError(409, 'key-locked', `Modifying key '${key}' is not allowed: it is locked.`);
  }
}

function answerOf(status: number, body: JsonObject): Answer {
  const headers = { 'content-type': JSON_TYPE };
  const { etag } = body;
  return { status, headers: typeof etag === 'string' ? { ...headers, etag: `"${etag}"` } : headers, body };
}
