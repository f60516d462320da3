import { badRequest } from '../arm/arm-error';
import { type ArmRequest, type Azure } from '../arm/arm-request';
import { type JsonObject, objectAt, stringAt, stringsAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';
import { mayReadSecret } from './role-rules';

/** Type of services. */
export const SERVICE_TYPE = 'Microsoft.ApiManagement/service';

const IMPORT_FORMATS = /^(wadl|swagger|openapi|openapi\+json|wsdl|graphql)(-xml|-json)?(-link)?(-json)?$/;

/** APIs. What an imported document holds stays unknown, as a rehearsal fetches none. */
const apis: ResourceType = {
  type: `${SERVICE_TYPE}/apis`,
  name: { pattern: /^[^*#&+:<>?]{1,256}$/ },
  put: (request, body, existing) => {
    checkApi(request, body);
    const [, revision = '1'] = /;rev=(.+)$/.exec(body.name) ?? [];
    const { format: _format, value: _value, ...properties } = body.properties;
    const name = body.name.replace(/;rev=.*$/, '');
    return {
      ...body,
      properties: {
        ...existing?.properties,
        ...withDefaults(properties, {
          displayName: existing?.properties['displayName'] ?? name,
          protocols: ['https'],
          subscriptionRequired: true,
          subscriptionKeyParameterNames: { header: 'Ocp-Apim-Subscription-Key', query: 'subscription-key' },
          authenticationSettings: { oAuth2AuthenticationSettings: [], openidAuthenticationSettings: [] },
          serviceUrl: existing?.properties['serviceUrl'] ?? null,
        }),
        apiRevision: revision,
        isCurrent: true,
        isOnline: true,
        provisioningState: 'Succeeded',
      },
    };
  },
};

function checkApi({ azure, id }: ArmRequest, body: Resource): void {
  const { path = '', format, value, displayName } = body.properties;
  if (typeof path !== 'string' || /^\/|\/$/.test(path) || path.length > 400) {
    throw badRequest(
      'ValidationError',
      `The path '${String(path)}' of the API ${body.name} begins or ends with a slash, or is too long.`,
    );
  }
  if (
    format !== undefined &&
    (!IMPORT_FORMATS.test(String(format)) || (String(format).includes('-link') && !/^https?:\/\//.test(String(value))))
  ) {
    throw badRequest(
      'ValidationError',
      `The API ${body.name} imports '${String(value)}' as '${String(format)}', which is no format or no link.`,
    );
  }
  const base = body.name.replace(/;rev=.*$/, '');
  const twin = azure.store
    .children(apis.type, id.parent ?? '')
    .filter((each) => each.name.replace(/;rev=.*$/, '') !== base)
    .find(
      ({ properties }) =>
        (properties['path'] === path && properties['apiVersion'] === body.properties['apiVersion']) ||
        (displayName !== undefined && properties['displayName'] === displayName),
    );
  if (twin !== undefined) {
    throw badRequest(
      'ValidationError',
      `Cannot create API '${base}' with the same Path '${path}', Name and Version as API '${twin.name}'.`,
    );
  }
}

/** Policy of a service, an API or a product: https://learn.microsoft.com/azure/api-management/api-management-policies */
const policyOf = (type: string): ResourceType => ({
  type,
  name: { pattern: /^policy$/ },
  put: (_request, body) => {
    const { format = 'xml', value } = body.properties;
    if (!/^(raw)?xml(-link)?$/.test(String(format)) || typeof value !== 'string' || value.trim() === '') {
      throw badRequest('ValidationError', `The policy has the format '${String(format)}', which is none, or no value.`);
    }
    return { ...body, properties: { ...body.properties, format: 'xml' } };
  },
});

const products: ResourceType = {
  type: `${SERVICE_TYPE}/products`,
  put: (_request, body) => ({
    ...body,
    properties: withDefaults(body.properties, { subscriptionRequired: true, state: 'notPublished' }),
  }),
};

/** Loggers: https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights */
const loggers: ResourceType = {
  type: `${SERVICE_TYPE}/loggers`,
  put: ({ azure, id }, body) => {
    const { loggerType } = body.properties;
    const credentials = objectAt(body.properties, 'credentials');
    const wanted = WANTED[String(loggerType)];
    if (wanted === undefined) {
      throw badRequest(
        'ValidationError',
        `The type '${String(loggerType)}' of the logger ${body.name} is none of ${Object.keys(WANTED).join(', ')}.`,
      );
    }
    if (wanted.length > 0 && !wanted.some((key) => typeof credentials[key] === 'string' && credentials[key] !== '')) {
      throw badRequest(
        'ValidationError',
        `The logger ${body.name} has none of ${wanted.join(', ')} in its credentials.`,
      );
    }
    checkLoggerIdentity(azure.store.get(id.parent ?? ''), credentials);
    return { ...body, properties: withDefaults(body.properties, { isBuffered: true }) };
  },
  read: (resource) => {
    const hidden = Object.keys(objectAt(resource.properties, 'credentials')).map((key) => [
      key,
      `{{Logger-Credentials--${resource.name}}}`,
    ]);
    return {
      ...resource,
      properties: { ...resource.properties, credentials: Object.fromEntries(hidden) as JsonObject },
    };
  },
  remove: ({ azure, id }) => {
    const [user] = azure.store.referringTo(id.id);
    if (user !== undefined) {
      throw badRequest('ValidationError', `Logger ${id.name} is in use by ${user.id} and cannot be deleted.`);
    }
  },
};

const WANTED: Readonly<Record<string, readonly string[]>> = {
  applicationInsights: ['connectionString', 'instrumentationKey'],
  azureEventHub: ['connectionString', 'endpointAddress'],
  azureMonitor: [],
};

function checkLoggerIdentity(service: Resource | undefined, credentials: JsonObject): void {
  const { identityClientId } = credentials;
  if (typeof identityClientId !== 'string' || identityClientId === '') {
    return;
  }
  const identity = objectAt(service, 'identity');
  const clients = Object.values(objectAt(identity, 'userAssignedIdentities')).map((each) => stringAt(each, 'clientId'));
  const isKnown = /^systemassigned$/i.test(identityClientId)
    ? identity['principalId'] !== undefined
    : clients.includes(identityClientId);
  if (!isKnown) {
    throw badRequest(
      'ValidationError',
      `The identity '${identityClientId}' is not one of the service ${service?.name ?? ''}.`,
    );
  }
}

const diagnostics = (type: string): ResourceType => ({
  type,
  name: { pattern: /^(applicationinsights|azuremonitor)$/ },
  put: (_request, body) => {
    if (stringAt(body.properties, 'loggerId') === undefined) {
      throw badRequest('ValidationError', `The diagnostic ${body.name} has no logger.`);
    }
    const { percentage = 100 } = objectAt(body.properties, 'sampling');
    if (!(Number(percentage) >= 0 && Number(percentage) <= 100)) {
      throw badRequest('ValidationError', `The sampling percentage ${String(percentage)} is not one from 0 to 100.`);
    }
    return {
      ...body,
      properties: withDefaults(body.properties, {
        logClientIp: false,
        verbosity: 'information',
      }),
    };
  },
});

const backends: ResourceType = {
  type: `${SERVICE_TYPE}/backends`,
  name: { pattern: /^[\w-]{1,80}$/ },
  put: (_request, body) => {
    const { url, protocol } = body.properties;
    if (!/^https?:\/\/\S+$/.test(String(url)) || !/^(http|soap)$/.test(String(protocol))) {
      throw badRequest(
        'ValidationError',
        `The backend ${body.name} has the URL '${String(url)}' and the protocol '${String(protocol)}'; they are an http or https URL, and http or soap.`,
      );
    }
    return body;
  },
};

/** Named values: https://learn.microsoft.com/azure/api-management/api-management-howto-properties */
const namedValues: ResourceType = {
  type: `${SERVICE_TYPE}/namedValues`,
  name: { pattern: /^[^*#&+:<>?]{1,256}$/ },
  longRunning: ['PUT', 'PATCH'],
  put: ({ azure, id }, body) => {
    const { displayName, value, secret = false } = body.properties;
    const vault = objectAt(body.properties, 'keyVault');
    const twin = azure.store
      .children(namedValues.type, id.parent ?? '')
      .find((each) => each.id.toLowerCase() !== id.key && each.properties['displayName'] === displayName);
    if (!/^[A-Za-z0-9_.-]{1,256}$/.test(String(displayName)) || twin !== undefined) {
      throw badRequest(
        'ValidationError',
        `The display name '${String(displayName)}' of the named value ${body.name} is not allowed or taken.`,
      );
    }
    const url = stringAt(vault, 'secretIdentifier');
    if (url === undefined) {
      if (typeof value !== 'string' || value === '') {
        throw badRequest('ValidationError', `The named value ${body.name} has neither a value nor a Key Vault secret.`);
      }
    } else {
      checkVault(azure, azure.store.get(id.parent ?? ''), { url, clientId: stringAt(vault, 'identityClientId') });
    }
    return {
      ...body,
      properties: {
        ...body.properties,
        secret,
        tags: [...stringsAt(body.properties, 'tags')],
        provisioningState: 'Succeeded',
      },
    };
  },
  read: (resource) => {
    const { value, ...shown } = resource.properties;
    return { ...resource, properties: shown['secret'] === true ? shown : { ...shown, value } };
  },
  actions: { listvalue: (_request, { properties }) => ({ value: properties['value'] }) },
};

function checkVault(
  azure: Azure,
  service: Resource | undefined,
  { url, clientId }: { readonly url: string; readonly clientId?: string },
): void {
  const identity = objectAt(service, 'identity');
  const own = Object.values(objectAt(identity, 'userAssignedIdentities')).find(
    (each) => stringAt(each, 'clientId') === clientId,
  );
  const principal = stringAt(clientId === undefined ? identity : own, 'principalId');
  if (principal === undefined || !mayReadSecret(azure, principal, url)) {
    throw badRequest(
      'ValidationError',
      `Failed to access KeyVault Secret ${url} using Managed Service Identity ${clientId ?? 'of the service'}.`,
    );
  }
}

/** What is inside services. */
export const partTypes: readonly ResourceType[] = [
  apis,
  policyOf(`${SERVICE_TYPE}/policies`),
  policyOf(`${SERVICE_TYPE}/apis/policies`),
  products,
  loggers,
  diagnostics(`${SERVICE_TYPE}/diagnostics`),
  diagnostics(`${SERVICE_TYPE}/apis/diagnostics`),
  backends,
  namedValues,
];
