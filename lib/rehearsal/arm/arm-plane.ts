import regions from '../../facts/regions.json';
import { type Answer, type Loopback, type Plane } from '../loopback/plane';
import { answerOrRefusal, ArmError, badRequest, unsupported } from './arm-error';
import { MANAGEMENT_HOST } from '../../azure/arm-id';
import { type ArmRequest, type Azure } from './arm-request';
import { parseBody } from './json-body';
import { Operations } from './operations';
import { parseResourceId, type ResourceId } from './resource-id';
import { ResourceRequests } from './resource-requests';
import { type ProviderOperation, type ResourceProvider } from './resource-type';

const LOCATIONS = regions.regions.map(({ name }) => name);

/** Azure Resource Manager on loopback. */
export class ArmPlane implements Plane {
  public readonly hosts = [MANAGEMENT_HOST];
  private readonly requests: ResourceRequests;
  private readonly operations: Operations;
  private readonly ofProviders: readonly ProviderOperation[];

  constructor(
    private readonly azure: Azure,
    providers: readonly ResourceProvider[],
    slowness?: () => number,
  ) {
    this.operations = new Operations(slowness);
    this.ofProviders = providers.flatMap(({ operations = [] }) => operations);
    this.requests = new ResourceRequests(providers, this.operations);
  }

  public answer(request: Loopback): Answer {
    return answerOrRefusal(
      () => this.handle(request),
      ({ status, code, message }) => ({
        status,
        headers: { 'x-ms-failure-cause': 'gateway' },
        body: { error: { code, message } },
      }),
    );
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
    const request = { method, query: url.searchParams, body: parseBody(text), azure: this.azure };
    const own = this.answerOperation({ ...request, id: { ...(id ?? NO_RESOURCE), id: path } });
    if (own !== undefined) {
      return own;
    }
    if (id === undefined) {
      throw unsupported(`${method} ${path}`);
    }
    return this.requests.answer({ ...request, id });
  }

  /** Answer of an operation that is on none of the resources; undefined where there is none of that path. */
  private answerOperation(request: ArmRequest): Answer | undefined {
    const { method, id } = request;
    const found = this.ofProviders.find((each) => each.method === method && each.path.test(id.id));
    if (found === undefined) {
      return undefined;
    }
    const body = found.answer(request);
    return { status: body === undefined ? 204 : 200, body };
  }
}

/** Id of a path that names no resource. */
const NO_RESOURCE: ResourceId = { id: '', key: '', scope: '', type: '', names: [], name: '', isCollection: true };

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
