import { ArmError } from '../arm/arm-error';
import { type Azure, keyOf, uuidOf } from '../arm/arm-request';
import { stringAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type Answer, type Loopback } from '../loopback/plane';
import { ServicePlane } from './service-plane';

const REGISTRIES = 'Microsoft.ContainerRegistry/registries';

/** Type of the images that a registry holds, which Resource Manager does not serve. */
export const HELD_IMAGES = `${REGISTRIES}/heldImages`;

/** Id of an image that a registry holds. */
export function heldImageId(registryId: string, repository: string, tag: string): string {
  return `${registryId}/heldImages/${repository.replaceAll('/', '~')}~${tag}`;
}

/** Content of the registries: https://learn.microsoft.com/rest/api/containerregistry/ */
export class ContainerRegistryPlane extends ServicePlane {
  constructor(azure: Azure) {
    super(azure, { type: REGISTRIES, suffix: 'azurecr.io', missing: { code: 'NAME_UNKNOWN', what: 'registry' } });
  }

  /** What has no token is answered too: with the place where there is one, or with one. */
  public override answer(request: Loopback): Answer {
    return super.answer({ ...request, headers: { authorization: '', ...request.headers } });
  }

  protected override get unauthorized(): Answer {
    return {
      status: 401,
      body: errors('UNAUTHORIZED', 'authentication required, visit https://aka.ms/acr/authorization'),
    };
  }

  protected override refusal({ status, code, message }: ArmError): Answer {
    return { status, body: errors(code, message) };
  }

  protected override handle({ method, url, text, headers }: Loopback, registry: Resource): Answer {
    refuseNetwork(registry);
    const form = new URLSearchParams(text);
    if (method === 'POST' && url.pathname === '/oauth2/exchange') {
      return form.get('access_token') === null
        ? { status: 401, body: errors('UNAUTHORIZED', 'no access token') }
        : { status: 200, body: { refresh_token: tokenOf(registry, 'refresh') } };
    }
    if (method === 'POST' && url.pathname === '/oauth2/token') {
      return { status: 200, body: { access_token: tokenOf(registry, form.get('scope') ?? '') } };
    }
    const [, repository = '', tag = ''] =
      /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    if (repository === '' || (method !== 'GET' && method !== 'HEAD')) {
      throw new ArmError(501, 'UNSUPPORTED', `A rehearsal does not support ${method} ${url.pathname} of a registry.`);
    }
    if (headers['authorization'] !== `Bearer ${tokenOf(registry, `repository:${repository}:pull`)}`) {
      return challenge(url.hostname, repository);
    }
    return this.manifest(registry, repository, tag);
  }

  private manifest(registry: Resource, repository: string, tag: string): Answer {
    const image = this.azure.store.get(heldImageId(registry.id, repository, tag));
    if (image === undefined) {
      throw new ArmError(404, 'MANIFEST_UNKNOWN', `manifest tagged by "${tag}" is not found`);
    }
    const type = 'application/vnd.docker.distribution.manifest.v2+json';
    return {
      status: 200,
      headers: { 'content-type': type, 'docker-content-digest': String(image.properties['digest']) },
      body: String(image.properties['manifest']),
    };
  }
}

/** Refuses who does not come from a network that is let in. */
function refuseNetwork({ properties }: Resource): void {
  const isClosed =
    properties['publicNetworkAccess'] === 'Disabled' ||
    stringAt(properties, 'networkRuleSet', 'defaultAction') === 'Deny';
  if (isClosed) {
    throw new ArmError(403, 'DENIED', NOT_ALLOWED);
  }
}

/** Refusal of a registry: https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-access */
export const NOT_ALLOWED =
  "client with IP '203.0.113.7' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.";

function challenge(host: string, repository: string): Answer {
  const scope = `repository:${repository}:pull`;
  return {
    status: 401,
    headers: { 'www-authenticate': `Bearer realm="https://${host}/oauth2/token",service="${host}",scope="${scope}"` },
    body: errors('UNAUTHORIZED', 'authentication required, visit https://aka.ms/acr/authorization'),
  };
}

function errors(code: string, message: string): object {
  return { errors: [{ code, message, detail: null }] };
}

/** Token of a registry, whose end its clients read. */
function tokenOf({ id }: Resource, scope: string): string {
  const claims = { jti: uuidOf(id, scope), exp: 4_102_444_800, aud: 'rehearsal', access: scope };
  const parts = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [...parts, Buffer.from(keyOf('registry', id)).toString('base64url')].join('.');
}
