import { sha256 } from '../../values/sha256';
import { badRequest } from '../arm/arm-error';
import { type Azure } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt } from '../arm/json';
import { type ResourceType } from '../arm/resource-type';
import { ENVIRONMENT_TYPE } from './app-environments';

/** Certificate of an environment, for custom domains. */
const certificates: ResourceType = {
  type: `${ENVIRONMENT_TYPE}/certificates`,
  isTracked: true,
  status: { created: 200 },
  put: (request, body, existing) => {
    const { properties } = body;
    const vault = objectAt(properties, 'certificateKeyVaultProperties');
    if (existing === undefined && properties['value'] === undefined && vault['keyVaultUrl'] === undefined) {
      throw badRequest('CertificateMissing', `The certificate ${body.name} has neither a value nor a Key Vault URL.`);
    }
    const hex = sha256(`${body.id}\n${JSON.stringify(properties['value'] ?? vault)}`).toString('hex');
    const now = request.azure.clock();
    return {
      ...body,
      properties: {
        ...existing?.properties,
        ...properties,
        provisioningState: 'Succeeded',
        subjectName: `CN=${body.name}`,
        subjectAlternativeNames: [body.name],
        issuer: 'CN=rehearsal',
        thumbprint: hex.slice(0, 40).toUpperCase(),
        issueDate: existing?.properties['issueDate'] ?? now.toISOString(),
        expirationDate:
          existing?.properties['expirationDate'] ?? new Date(now.getTime() + 31_536_000_000).toISOString(),
        valid: true,
      },
    };
  },
  read: (resource) => ({ ...resource, properties: without(resource.properties, ['value', 'password']) }),
  remove: ({ azure }, { id }) => refuseInUse('CertificateInUse', id, azure),
};

const managedCertificates: ResourceType = {
  type: `${ENVIRONMENT_TYPE}/managedCertificates`,
  isTracked: true,
  longRunning: ['PUT'],
  put: ({ azure, id }, body) => {
    const { subjectName, domainControlValidation } = body.properties;
    const onApps = azure.store
      .referringTo(id.parent ?? '', /^Microsoft\.App\/containerApps$/i)
      .flatMap(({ properties }) => objectsAt(properties, 'configuration', 'ingress', 'customDomains'));
    if (!onApps.some(({ name }) => name === subjectName)) {
      throw badRequest(
        'RequireCustomHostnameInEnvironment',
        `Creating managed certificate requires hostname '${String(subjectName)}' added as a custom hostname to a container app in environment '${id.names[0] ?? ''}'.`,
      );
    }
    if (!/^(CNAME|HTTP|TXT)$/.test(String(domainControlValidation))) {
      throw badRequest('InvalidValidationMethod', `'${String(domainControlValidation)}' is not CNAME, HTTP or TXT.`);
    }
    return { ...body, properties: { ...body.properties, provisioningState: 'Succeeded', error: '' } };
  },
  remove: ({ azure }, { id }) => refuseInUse('CertificateInUse', id, azure),
};

const storages: ResourceType = {
  type: `${ENVIRONMENT_TYPE}/storages`,
  name: { pattern: /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/ },
  status: { created: 200 },
  put: (_request, body) => {
    const { azureFile, nfsAzureFile } = body.properties;
    if ((azureFile === undefined) === (nfsAzureFile === undefined)) {
      throw badRequest('InvalidStorage', `The storage ${body.name} has either azureFile or nfsAzureFile.`);
    }
    return body;
  },
  read: (resource) => {
    const file = objectAt(resource.properties, 'azureFile');
    return {
      ...resource,
      properties: {
        ...resource.properties,
        ...('azureFile' in resource.properties ? { azureFile: without(file, ['accountKey']) } : {}),
      },
    };
  },
  remove: ({ azure, id }, { name }) => {
    const mounting = azure.store
      .referringTo(id.parent ?? '', /^Microsoft\.App\//i)
      .find(({ properties }) =>
        objectsAt(properties, 'template', 'volumes').some((each) => each['storageName'] === name),
      );
    if (mounting !== undefined) {
      throw badRequest(
        'ManagedEnvironmentStorageInUse',
        `Cannot delete Managed environment storage '${name}' because it's still in use by ${mounting.id}.`,
      );
    }
  },
};

const daprComponents: ResourceType = {
  type: `${ENVIRONMENT_TYPE}/daprComponents`,
  status: { created: 200 },
  put: (_request, body) => {
    const secrets = objectsAt(body.properties, 'secrets').map(({ name }) => name);
    const missing = objectsAt(body.properties, 'metadata').find(
      ({ secretRef }) => typeof secretRef === 'string' && secretRef !== '' && !secrets.includes(secretRef),
    );
    if (missing !== undefined) {
      throw badRequest(
        'DaprComponentSecretRefNotFound',
        `The secret '${String(missing['secretRef'])}' of the metadata '${String(missing['name'])}' is not among the secrets.`,
      );
    }
    return body;
  },
  read: (resource) => ({
    ...resource,
    properties: {
      ...resource.properties,
      secrets: objectsAt(resource.properties, 'secrets').map((each) => without(each, ['value'])),
    },
  }),
  actions: { listsecrets: (_request, { properties }) => ({ value: [...objectsAt(properties, 'secrets')] }) },
};

function refuseInUse(code: string, id: string, { store }: Azure): void {
  const [user] = store.referringTo(id);
  if (user !== undefined) {
    throw badRequest(code, `${id} is used by ${user.id}.`);
  }
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** What is inside environments. */
export const environmentPartTypes: readonly ResourceType[] = [
  certificates,
  managedCertificates,
  storages,
  daprComponents,
];
