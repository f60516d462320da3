import { keyOf } from '../arm/arm-request';
import { type Loopback, type Plane } from '../loopback/plane';
import { type Directory } from './directory';

/** Lifetime of a token, in seconds. */
const LIFETIME = 86_400;

/**
 * Token endpoint: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 *
 * Every secret and assertion is accepted, as a rehearsal has no real ones; the token names the identity that deploys and is signed by nobody.
 */
export function tokenPlane(directory: Directory, tenantId: string, clock: () => Date): Plane {
  return {
    hosts: ['login.microsoftonline.com', 'login.microsoft.com', 'login.windows.net'],
    answer: ({ method, url, text }: Loopback) => {
      if (method === 'POST' && /\/oauth2\/(v2\.0\/)?token$/.test(url.pathname)) {
        const form = new URLSearchParams(text);
        const audience = form.get('resource') ?? (form.get('scope') ?? '').replace(/\/?\.default$/, '');
        const token = accessToken(directory, tenantId, audience, clock());
        return {
          status: 200,
          body: { token_type: 'Bearer', expires_in: LIFETIME, ext_expires_in: LIFETIME, access_token: token },
        };
      }
      if (method === 'GET' && url.pathname.endsWith('/.well-known/openid-configuration')) {
        return { status: 200, body: openIdConfiguration(tenantId) };
      }
      if (method === 'GET' && url.pathname.endsWith('/common/discovery/instance')) {
        return { status: 200, body: instances(tenantId) };
      }
      return { status: 404, body: { error: 'invalid_request', error_description: `${method} ${url.pathname}` } };
    },
  };
}

function accessToken(directory: Directory, tenantId: string, audience: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const { objectId, appId } = directory.deployer;
  const issuer = `https://sts.windows.net/${tenantId}/`;
  const times = { iat: seconds, nbf: seconds, exp: seconds + LIFETIME };
  const claims = {
    aud: audience,
    iss: issuer,
    ...times,
    appid: appId,
    idtyp: 'app',
    oid: objectId,
    sub: objectId,
    tid: tenantId,
    ver: '1.0',
  };
  const parts = [{ typ: 'JWT', alg: 'RS256', kid: 'rehearsal' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [...parts, Buffer.from(keyOf('signature')).toString('base64url')].join('.');
}

function openIdConfiguration(tenantId: string) {
  const login = `https://login.microsoftonline.com/${tenantId}`;
  return {
    issuer: `${login}/v2.0`,
    token_endpoint: `${login}/oauth2/v2.0/token`,
    authorization_endpoint: `${login}/oauth2/v2.0/authorize`,
    jwks_uri: `${login}/discovery/v2.0/keys`,
  };
}

function instances(tenantId: string) {
  return {
    tenant_discovery_endpoint: `https://login.microsoftonline.com/${tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [
      {
        preferred_network: 'login.microsoftonline.com',
        preferred_cache: 'login.windows.net',
        aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
      },
    ],
  };
}
