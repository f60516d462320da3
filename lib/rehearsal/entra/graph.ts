import { type Loopback, type Plane } from '../loopback/plane';
import { type Directory, type Principal } from './directory';

const KINDS = { ServicePrincipal: 'servicePrincipals', User: 'users', Group: 'groups' } as const;

/**
 * The part of Microsoft Graph that providers ask for principals: https://learn.microsoft.com/graph/api/resources/directoryobject
 */
export function graphPlane(directory: Directory): Plane {
  return {
    hosts: ['graph.microsoft.com'],
    answer: ({ method, url }: Loopback) => {
      const [, version, kind, objectId] = url.pathname.split('/');
      if (method !== 'GET' || version === undefined || kind === undefined) {
        return {
          status: 501,
          body: graphError('NotSupported', `A rehearsal does not support ${method} ${url.pathname}.`),
        };
      }
      if (objectId === undefined) {
        const value = directory.all.filter(
          (each) => isOf(each, kind) && matches(each, url.searchParams.get('$filter')),
        );
        return { status: 200, body: { value: value.map(objectOf) } };
      }
      const found = directory.find(objectId);
      return found === undefined || !isOf(found, kind)
        ? { status: 404, body: graphError('Request_ResourceNotFound', `Resource '${objectId}' does not exist.`) }
        : { status: 200, body: objectOf(found) };
    },
  };
}

function isOf({ type }: Principal, kind: string): boolean {
  return kind === 'directoryObjects' || KINDS[type] === kind;
}

/** Whether a principal passes a filter of one comparison, such as `appId eq '...'`. */
function matches(principal: Principal, filter: string | null): boolean {
  const [, name, value] = /^(\w+) eq '([^']*)'$/.exec(filter ?? '') ?? [];
  return name === undefined || objectOf(principal)[name as 'appId'] === value;
}

function objectOf({ objectId, type, displayName, appId }: Principal) {
  const kind = type.charAt(0).toLowerCase() + type.slice(1);
  return {
    '@odata.type': `#microsoft.graph.${kind}`,
    id: objectId,
    displayName,
    appId,
    userPrincipalName: displayName,
  };
}

function graphError(code: string, message: string) {
  return { error: { code, message } };
}
