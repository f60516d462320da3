import { badRequest, conflict } from '../arm/arm-error';
import { uuidOf } from '../arm/arm-request';
import { stringAt, stringsAt } from '../arm/json';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

/** Credentials that one identity has at most: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations */
const MOST_CREDENTIALS = 20;

const identities: ResourceType = {
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  name: { pattern: /^[a-zA-Z0-9][\w-]{2,127}$/ },
  put: ({ azure, id }, body) => {
    const [principalId, clientId] = [uuidOf(body.id, 'identity'), uuidOf(body.id, 'app')];
    azure.directory.add({ objectId: principalId, type: 'ServicePrincipal', displayName: id.name, appId: clientId });
    return { ...body, properties: { ...body.properties, tenantId: azure.tenantId, principalId, clientId } };
  },
  remove: ({ azure }, { properties }) => azure.directory.remove(stringAt(properties, 'principalId') ?? ''),
};

const federatedCredentials: ResourceType = {
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
  name: { pattern: /^[a-zA-Z0-9][\w-]{2,119}$/ },
  put: ({ azure, id }, body) => {
    const { issuer, subject } = body.properties;
    if (
      typeof issuer !== 'string' ||
      typeof subject !== 'string' ||
      stringsAt(body.properties, 'audiences').length !== 1
    ) {
      throw badRequest('BadRequest', 'A federated identity credential has an issuer, a subject and one audience.');
    }
    const others = azure.store
      .children(federatedCredentials.type, id.parent ?? '')
      .filter((each) => each.id !== body.id);
    if (others.some((each) => each.properties['issuer'] === issuer && each.properties['subject'] === subject)) {
      throw conflict(
        'Conflict',
        `Issuer and subject combination already exists for this Managed Identity: ${issuer}, ${subject}.`,
      );
    }
    if (others.length >= MOST_CREDENTIALS) {
      throw badRequest('BadRequest', `An identity has at most ${MOST_CREDENTIALS} federated identity credentials.`);
    }
    return body;
  },
};

/** Managed identities: https://learn.microsoft.com/rest/api/managedidentity/ */
export const managedIdentity: ResourceProvider = {
  namespace: 'Microsoft.ManagedIdentity',
  types: [identities, federatedCredentials],
};
