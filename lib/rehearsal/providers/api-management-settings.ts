import { keyOf, uuidOf } from '../arm/arm-request';
import { type JsonObject } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceType } from '../arm/resource-type';
import { SERVICE_TYPE } from './api-management-parts';

const PORTAL_SETTINGS: Readonly<Record<string, JsonObject>> = {
  signin: { enabled: false },
  signup: { enabled: false, termsOfService: { enabled: false, consentRequired: false, text: '' } },
  delegation: { subscriptions: { enabled: false }, userRegistration: { enabled: false }, url: '' },
};

/** Settings of the developer portal: https://learn.microsoft.com/rest/api/apimanagement/portal-settings */
const portalSettings: ResourceType = {
  type: `${SERVICE_TYPE}/portalsettings`,
  name: { pattern: /^(signin|signup|delegation)$/ },
  status: { created: 200 },
  put: (_request, body) => body,
  implied: (_request, id) => implied(portalSettings.type, id, PORTAL_SETTINGS),
  actions: { listsecrets: (_request, { id }) => ({ validationKey: keyOf(id, 'validation') }) },
};

const TENANT_SETTINGS: Readonly<Record<string, JsonObject>> = {
  access: { enabled: false },
  gitAccess: { enabled: false },
};

/** Access by the management API of the service: https://learn.microsoft.com/rest/api/apimanagement/tenant-access */
const tenantAccess: ResourceType = {
  type: `${SERVICE_TYPE}/tenant`,
  name: { pattern: /^(access|gitAccess)$/ },
  status: { created: 200 },
  put: (_request, body) => body,
  implied: (_request, id) => implied(tenantAccess.type, id, TENANT_SETTINGS),
  actions: {
    listsecrets: (_request, { id, name, properties }) => ({
      id: name,
      principalId: uuidOf(id, 'principal'),
      primaryKey: keyOf(id, 'primary'),
      secondaryKey: keyOf(id, 'secondary'),
      enabled: properties['enabled'],
    }),
  },
};

function implied(type: string, id: string, all: Readonly<Record<string, JsonObject>>): Resource | undefined {
  const name = id.slice(id.lastIndexOf('/') + 1);
  const properties = all[name];
  return properties === undefined ? undefined : { id, name, type, properties };
}

/** Settings of a service, which exist with it. */
export const settingTypes: readonly ResourceType[] = [portalSettings, tenantAccess];
