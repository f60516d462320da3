import regions from '../../facts/regions.json';
import { type Answer, type Loopback, type Plane } from '../loopback/plane';
import { ArmError, badRequest, unsupported } from './arm-error';
import { type ArmRequest, type Azure } from './arm-request';
import { type JsonObject } from './json';
import { parseBody } from './json-body';
import { Operations } from './operations';
import { parseResourceId } from './resource-id';
import { ResourceRequests } from './resource-requests';
import { type ResourceProvider } from './resource-type';

const LOCATIONS = regions.regions.map(({ name }) => name);

/** Host of Azure Resource Manager. */
export const MANAGEMENT_HOST = 'management.azure.com';

/** Azure Resource Manager on loopback. */
export class ArmPlane implements Plane {
  public readonly hosts = [MANAGEMENT_HOST];
  private readonly requests: ResourceRequests;
  private readonly operations: Operations;

  constructor(
    private readonly azure: Azure,
    private readonly providers: readonly ResourceProvider[],
    slowness?: () => number,
  ) {
    this.operations = new Operations(slowness);
    this.requests = new ResourceRequests(providers, this.operations);
  }

  public answer(request: Loopback): Answer {
    try {
      return this.handle(request);
    } catch (error) {
      if (error instanceof ArmError) {
        const { status, code, message } = error;
        return { status, headers: { 'x-ms-failure-cause': 'gateway' }, body: { error: { code, message } } };
      }
      throw error;
    }
  }

  private handle({ method, url, headers, text }: Loopback): Answer {
    const path = decodeURIComponent(url.pathname).replace(/\/{2,}/g, '/');
    if (method === 'GET' && path === '/metadata/endpoints') {
      return { status: 200, body: METADATA };
    }
    if (method === 'GET' && path === '/endpoints') {
      return { status: 200, body: { cloudEndpoint: { public: { endpoint: MANAGEMENT_HOST, locations: LOCATIONS } } } };
    }
    if (!/^Bearer \S+$/.test(String(headers['authorization'] ?? ''))) {
      throw new ArmError(401, 'AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
    }
    const operation = method === 'GET' ? this.operations.answer(path) : undefined;
    if (operation !== undefined) {
      return operation;
    }
    checkApiVersion(url.searchParams.get('api-version'), this.azure.clock());
    const id = parseResourceId(path);
    if (id === undefined && path !== '/subscriptions' && path !== '/tenants') {
      return this.operation(method, path, url, {}) ?? refuse(method, path);
    }
    const body = parseBody(text);
    const own = this.operation(method, path, url, body);
    if (own !== undefined) {
      return own;
    }
    if (id === undefined) {
      return refuse(method, path);
    }
    const request: ArmRequest = { method, id, query: url.searchParams, body, azure: this.azure };
    return this.requests.answer(request, MANAGEMENT_HOST);
  }

  /** Answer of an operation that is on none of the resources. */
  private operation(method: string, path: string, url: URL, body: JsonObject): Answer | undefined {
    for (const { operations = [] } of this.providers) {
      const found = operations.find((each) => each.method === method && each.path.test(path));
      if (found !== undefined) {
        const id = parseResourceId(path) ?? parseResourceId('/subscriptions');
        if (id === undefined) {
          return undefined;
        }
        const answered = found.answer({
          method,
          id: { ...id, id: path },
          query: url.searchParams,
          body,
          azure: this.azure,
        });
        return { status: answered === undefined ? 204 : 200, body: answered };
      }
    }
    return undefined;
  }
}

function refuse(method: string, path: string): never {
  throw unsupported(`${method} ${path}`);
}

/** Refuses a version of the API that is no date, or in the future. */
function checkApiVersion(version: string | null, now: Date): void {
  if (version === null || version === '') {
    throw badRequest(
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  const [, date = ''] = /^(\d{4}-\d{2}-\d{2})(-preview|-privatepreview|-alpha|-beta)?$/.exec(version) ?? [];
  if (Number.isNaN(Date.parse(date)) || Date.parse(date) > now.getTime()) {
    throw badRequest('InvalidApiVersionParameter', `The api-version '${version}' is invalid.`);
  }
}

/** Endpoints of the public cloud: https://management.azure.com/metadata/endpoints?api-version=2022-09-01 */
const METADATA = {
  name: 'AzureCloud',
  portal: 'https://portal.azure.com',
  resourceManager: `https://${MANAGEMENT_HOST}/`,
  microsoftGraphResourceId: 'https://graph.microsoft.com/',
  graph: 'https://graph.windows.net/',
  graphAudience: 'https://graph.windows.net/',
  logAnalyticsResourceId: 'https://api.loganalytics.io',
  authentication: {
    loginEndpoint: 'https://login.microsoftonline.com',
    audiences: ['https://management.core.windows.net/', `https://${MANAGEMENT_HOST}/`],
    tenant: 'common',
    identityProvider: 'AAD',
  },
  suffixes: {
    acrLoginServer: 'azurecr.io',
    keyVaultDns: 'vault.azure.net',
    storage: 'core.windows.net',
    storageSyncEndpointSuffix: 'afs.azure.net',
    azureFrontDoorEndpointSuffix: 'azurefd.net',
    sqlServerHostname: 'database.windows.net',
    postgresqlServerEndpoint: 'postgres.database.azure.com',
    mysqlServerEndpoint: 'mysql.database.azure.com',
  },
};
