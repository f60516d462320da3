import facts from '../../facts/static-web-app.json';
import { badRequest, conflict } from '../arm/arm-error';
import { keyOf, uuidOf } from '../arm/arm-request';
import { objectAt, stringAt, withDefaults } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

/** Settings of a static web app that are kept apart from it. */
const SETTINGS = /^(appsettings|functionappsettings)$/i;

/** Custom domains by plan: https://learn.microsoft.com/azure/static-web-apps/quotas */
const MOST_DOMAINS: Readonly<Record<string, number>> = { Free: 2, Standard: 6 };

const staticSites: ResourceType = {
  type: 'Microsoft.Web/staticSites',
  name: { pattern: /^[0-9a-zA-Z-]{1,60}$/ },
  longRunning: ['PUT', 'DELETE'],
  status: { created: 200 },
  put: (_request, body, existing) => {
    const sku = stringAt(body, 'sku', 'name') ?? '';
    if (!(sku in MOST_DOMAINS)) {
      throw badRequest('BadRequest', `The SKU '${sku}' of ${body.id} is not Free or Standard.`);
    }
    if (!facts.regions.includes(body.location ?? '')) {
      throw badRequest(
        'LocationNotAvailableForResourceType',
        `The provided location '${body.location ?? ''}' is not available for resource type 'Microsoft.Web/staticSites'. List of available regions for the resource type is '${facts.regions.join(',')}'.`,
      );
    }
    if (sku === 'Free' && body['identity'] !== undefined) {
      throw badRequest('BadRequest', `Managed identities need the SKU Standard: ${body.id}.`);
    }
    const word = uuidOf(body.id, 'host').replaceAll('-', '');
    const { repositoryToken: _token, ...properties } = body.properties;
    return {
      ...body,
      sku: { name: sku, tier: sku },
      properties: withDefaults(
        {
          ...properties,
          // Each app has a host name with a hash and the number of its partition.
          defaultHostname: `rehearsal-${word.slice(0, 9)}.${(Number.parseInt(word.slice(9, 11), 16) % 5) + 1}.azurestaticapps.net`,
          contentDistributionEndpoint: `https://content-${word.slice(11, 13)}.infrastructure.azurestaticapps.net`,
          keyVaultReferenceIdentity: 'SystemAssigned',
          provider: stringAt(properties, 'repositoryUrl') === undefined ? 'None' : 'GitHub',
        },
        {
          allowConfigFileUpdates: true,
          stagingEnvironmentPolicy: 'Enabled',
          enterpriseGradeCdnStatus: 'Disabled',
          publicNetworkAccess: 'Enabled',
          buildProperties: objectAt(existing?.properties, 'buildProperties'),
        },
      ),
    };
  },
  read: (resource, { azure: { store } }) => ({
    ...resource,
    properties: {
      ...resource.properties,
      customDomains: store.children(customDomains.type, resource.id).map(({ name }) => name),
    },
  }),
  actions: {
    listsecrets: (_request, { id }) => ({ properties: { apiKey: keyOf(id) } }),
    listappsettings: ({ azure }, { id }) => settingsOf(azure.store.get(`${id}/config/appsettings`), 'appsettings'),
    listfunctionappsettings: ({ azure }, { id }) =>
      settingsOf(azure.store.get(`${id}/config/functionappsettings`), 'functionappsettings'),
    listconfiguredroles: () => ({ properties: [] }),
  },
};

function settingsOf(found: Resource | undefined, name: string): Resource {
  return found ?? { id: name, name, type: settings.type, properties: {} };
}

const settings: ResourceType = {
  type: 'Microsoft.Web/staticSites/config',
  name: { pattern: SETTINGS },
  status: { created: 200 },
  put: (_request, body) => {
    const wrong = Object.entries(body.properties).find(([, value]) => typeof value !== 'string');
    if (wrong !== undefined) {
      throw badRequest('BadRequest', `The setting ${wrong[0]} is not a text.`);
    }
    return body;
  },
};

/** Custom domains: https://learn.microsoft.com/azure/static-web-apps/custom-domain */
const customDomains: ResourceType = {
  type: 'Microsoft.Web/staticSites/customDomains',
  name: { pattern: /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/i },
  longRunning: ['PUT', 'DELETE'],
  status: { created: 200 },
  put: ({ azure: { store }, id }, body) => {
    const others = store.ofType(customDomains.type).filter((each) => each.id !== body.id);
    const taken = others.find((each) => each.name.toLowerCase() === body.name.toLowerCase());
    if (taken !== undefined) {
      throw conflict('Conflict', `The custom domain '${body.name}' is already in use by ${taken.id}.`);
    }
    const sku = stringAt(store.get(id.parent ?? ''), 'sku', 'name') ?? '';
    const most = MOST_DOMAINS[sku] ?? 0;
    if (store.children(customDomains.type, id.parent ?? '').filter((each) => each.id !== body.id).length >= most) {
      throw badRequest('BadRequest', `A static web app of the SKU ${sku} has at most ${most} custom domains.`);
    }
    const isByText = stringAt(body.properties, 'validationMethod') === 'dns-txt-token';
    return {
      ...body,
      properties: {
        domainName: body.name,
        createdOn: '2026-01-01T00:00:00Z',
        status: isByText ? 'Validating' : 'Ready',
        ...(isByText ? { validationToken: uuidOf(body.id, 'token').replaceAll('-', '') } : {}),
      },
    };
  },
};

/** Passwords of static web apps. */
const basicAuth: ResourceType = {
  type: 'Microsoft.Web/staticSites/basicAuth',
  name: { pattern: /^default$/ },
  status: { created: 200 },
  put: ({ azure: { store }, id }, body) => {
    if (stringAt(store.get(id.parent ?? ''), 'sku', 'name') !== 'Standard') {
      throw badRequest('BadRequest', `Password protection needs the SKU Standard: ${body.id}.`);
    }
    const { password: _password, ...properties } = body.properties;
    return { ...body, properties };
  },
};

/** Static web apps: https://learn.microsoft.com/rest/api/appservice/static-sites */
export const web: ResourceProvider = {
  namespace: 'Microsoft.Web',
  types: [basicAuth, customDomains, settings, staticSites],
};
