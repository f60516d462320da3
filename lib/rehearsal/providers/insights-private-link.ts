import { conflict } from '../arm/arm-error';
import { requireOneOf, requireThat } from '../arm/body-rules';
import { stringAt, withDefaults } from '../arm/json';
import { parseResourceId } from '../arm/resource-id';
import { type ResourceType } from '../arm/resource-type';

/** Scopes that a resource is in at most, and resources of a scope by type: https://learn.microsoft.com/azure/azure-monitor/logs/private-link-design#consider-limits */
const MOST_SCOPES = 100;
const MOST_RESOURCES: Readonly<Record<string, number>> = {
  'microsoft.operationalinsights/workspaces': 3000,
  'microsoft.insights/components': 10_000,
  'microsoft.insights/datacollectionendpoints': 10_000,
};

/** Modes of access, which a network connection can have for itself too. */
const MODES = ['Open', 'PrivateOnly'];

/** Azure Monitor Private Link Scopes: https://learn.microsoft.com/rest/api/monitor/private-link-scopes */
export const privateLinkScopes: ResourceType = {
  type: 'Microsoft.Insights/privateLinkScopes',
  name: { pattern: /^[\w.()-]{0,254}[\w()-]$/ },
  put: (_request, body) => {
    const properties = withDefaults(body.properties, {
      accessModeSettings: { exclusions: [], ingestionAccessMode: 'Open', queryAccessMode: 'Open' },
    });
    requireThat(body.location === 'global', `The location of a scope is global, not ${body.location ?? ''}.`);
    for (const name of ['ingestionAccessMode', 'queryAccessMode']) {
      requireOneOf({ name, value: stringAt(properties, 'accessModeSettings', name) }, MODES);
    }
    return { ...body, properties: { ...properties, provisioningState: 'Succeeded' } };
  },
  remove: ({ azure }, { id }) => {
    const [service] = azure.store.children(scopedResources.type, id);
    const [endpoint] = azure.store.referringTo(id, /\/privateEndpoints$/i);
    if (service !== undefined || endpoint !== undefined) {
      throw conflict(
        'Conflict',
        `The scope cannot be deleted while it has resources or private endpoints: ${(service ?? endpoint)?.id ?? ''}.`,
      );
    }
  },
};

/** Resources of a scope: https://learn.microsoft.com/rest/api/monitor/private-link-scoped-resources */
export const scopedResources: ResourceType = {
  type: 'Microsoft.Insights/privateLinkScopes/scopedResources',
  name: { pattern: /^[\w.()-]{0,254}[\w()-]$/ },
  longRunning: ['PUT', 'DELETE'],
  put: ({ azure, id }, body) => {
    const linked = stringAt(body.properties, 'linkedResourceId') ?? '';
    const type = parseResourceId(linked)?.type.toLowerCase() ?? '';
    const most = MOST_RESOURCES[type];
    requireThat(
      most !== undefined,
      `linkedResourceId '${linked}' is none of the types ${Object.keys(MOST_RESOURCES).join(', ')}.`,
    );
    const same = (other: string) => other.toLowerCase() === linked.toLowerCase();
    const others = azure.store.ofType(scopedResources.type).filter((each) => each.id.toLowerCase() !== id.key);
    const here = others.filter((each) => each.id.toLowerCase().startsWith(`${id.parent?.toLowerCase() ?? ''}/`));
    const twin = here.find((each) => same(String(each.properties['linkedResourceId'])));
    if (twin !== undefined) {
      throw conflict('Conflict', `The resource '${linked}' is in the scope already, as '${twin.name}'.`);
    }
    const scopes = others.filter((each) => same(String(each.properties['linkedResourceId'])));
    requireThat(scopes.length < MOST_SCOPES, `A resource is in at most ${MOST_SCOPES} private link scopes.`);
    return { ...body, properties: { ...body.properties, provisioningState: 'Succeeded' } };
  },
};
