import { ArmError, badRequest } from '../arm/arm-error';
import { type ArmRequest, keyOf, uuidOf } from '../arm/arm-request';
import { type JsonObject, objectAt, objectsAt, stringAt, valueAt } from '../arm/json';
import { nameRuleOf } from '../arm/naming-rules';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';
import { normalizeLocation } from '../arm/write-rules';
import { cosmosDbRoles } from './cosmos-db-roles';

const ACCOUNTS = 'Microsoft.DocumentDB/databaseAccounts';
const DATABASES = `${ACCOUNTS}/sqlDatabases`;
const CONTAINERS = `${DATABASES}/containers`;

const accounts: ResourceType = {
  type: ACCOUNTS,
  name: { ...nameRuleOf('azurerm_cosmosdb_account'), unique: 'global', takenCode: 'BadRequest' },
  longRunning: ['PUT', 'PATCH', 'DELETE'],
  status: { created: 200 },
  put: (_request, body, existing) => {
    const locations = objectsAt(body.properties, 'locations').map((each) => regionOf(body, each));
    if (!locations.some((each) => each['failoverPriority'] === 0)) {
      throw badRequest('BadRequest', `The account ${body.name} has no region with the failover priority 0.`);
    }
    if (isServerless(body) && locations.length > 1) {
      throw badRequest('BadRequest', `The serverless account ${body.name} can have one region alone.`);
    }
    if (existing !== undefined && isServerless(existing) !== isServerless(body)) {
      throw badRequest('BadRequest', `The capability EnableServerless of ${body.name} cannot be changed.`);
    }
    const own = {
      documentEndpoint: `https://${body.name}.documents.azure.com:443/`,
      instanceId: uuidOf(body.id),
      provisioningState: 'Succeeded',
      sqlEndpoint: `https://${body.name}.documents.azure.com:443/`,
    };
    const periodic = {
      type: 'Periodic',
      periodicModeProperties: {
        backupIntervalInMinutes: 240,
        backupRetentionIntervalInHours: 8,
        backupStorageRedundancy: 'Geo',
      },
    };
    const defaults: JsonObject = {
      publicNetworkAccess: 'Enabled',
      enableAutomaticFailover: false,
      enableMultipleWriteLocations: false,
      isVirtualNetworkFilterEnabled: false,
      virtualNetworkRules: [],
      ipRules: [],
      enableFreeTier: false,
      enableAnalyticalStorage: false,
      analyticalStorageConfiguration: { schemaType: 'WellDefined' },
      disableLocalAuth: false,
      disableKeyBasedMetadataWriteAccess: false,
      consistencyPolicy: { defaultConsistencyLevel: 'Session', maxIntervalInSeconds: 5, maxStalenessPrefix: 100 },
      defaultIdentity: 'FirstPartyIdentity',
      networkAclBypass: 'None',
      networkAclBypassResourceIds: [],
      minimalTlsVersion: 'Tls12',
      capabilities: [],
      cors: [],
      capacity: { totalThroughputLimit: -1 },
      createMode: 'Default',
      enableBurstCapacity: false,
      enablePartitionMerge: false,
      backupPolicy: periodic,
    };
    const backup = objectAt(body.properties, 'backupPolicy');
    const given = backup['type'] === 'Periodic' ? { ...periodic, ...backup } : backup;
    const policies = body.properties['backupPolicy'] === undefined ? {} : { backupPolicy: given };
    return {
      ...body,
      kind: body['kind'] ?? 'GlobalDocumentDB',
      properties: {
        ...defaults,
        ...body.properties,
        ...policies,
        locations,
        writeLocations: locations.filter((each) => each['failoverPriority'] === 0),
        readLocations: locations,
        failoverPolicies: locations,
        ...own,
      },
    };
  },
  actions: {
    listkeys: (_request, { id }) => ({
      primaryMasterKey: keyOf(id, '1'),
      secondaryMasterKey: keyOf(id, '2'),
      primaryReadonlyMasterKey: keyOf(id, '3'),
      secondaryReadonlyMasterKey: keyOf(id, '4'),
    }),
    readonlykeys: (_request, { id }) => ({
      primaryReadonlyMasterKey: keyOf(id, '3'),
      secondaryReadonlyMasterKey: keyOf(id, '4'),
    }),
    listconnectionstrings: (_request, { id, name }) => ({
      connectionStrings: ['Primary', 'Secondary', 'Primary Read-Only', 'Secondary Read-Only'].map((kind, index) => ({
        connectionString: `AccountEndpoint=https://${name}.documents.azure.com:443/;AccountKey=${keyOf(id, String(index + 1))};`,
        description: `${kind} SQL Connection String`,
      })),
    }),
    failoverprioritychange: () => undefined,
  },
};

function regionOf({ name }: Resource, location: JsonObject): JsonObject {
  const short = normalizeLocation(stringAt(location, 'locationName') ?? '');
  return {
    isZoneRedundant: false,
    ...location,
    id: `${name}-${short}`,
    documentEndpoint: `https://${name}-${short}.documents.azure.com:443/`,
    provisioningState: 'Succeeded',
  };
}

function isServerless({ properties }: Resource): boolean {
  return objectsAt(properties, 'capabilities').some(({ name }) => name === 'EnableServerless');
}

/** Refuses throughput that a database, a container or their settings may not have: https://learn.microsoft.com/azure/cosmos-db/concepts-limits */
function checkThroughput({ azure, id }: ArmRequest, body: Resource): void {
  const account = azure.store.get(id.id.split('/').slice(0, 9).join('/'));
  const { options, resource } = body.properties;
  const asked = body.type.endsWith('/throughputSettings') ? resource : options;
  const manual = valueAt(asked, 'throughput');
  const most = valueAt(asked, 'autoscaleSettings', 'maxThroughput');
  if (account !== undefined && isServerless(account) && (manual !== undefined || most !== undefined)) {
    throw badRequest(
      'BadRequest',
      `Setting offer throughput or autopilot on ${body.name} is not supported for serverless accounts.`,
    );
  }
  if (
    (typeof manual === 'number' && (manual < 400 || manual % 100 !== 0)) ||
    (typeof most === 'number' && (most < 1000 || most % 1000 !== 0))
  ) {
    throw badRequest(
      'BadRequest',
      `The throughput ${String(manual ?? most)} of ${body.name} is not allowed: at least 400 in steps of 100, or for autoscale 1000 in steps of 1000.`,
    );
  }
}

/** Throughput of a database or a container, which serverless accounts have none of. */
function throughputOf(of: string): ResourceType {
  return {
    type: `${of}/throughputSettings`,
    longRunning: ['PUT'],
    status: { created: 200 },
    implied: ({ azure, id }, path) => {
      const options = objectAt(azure.store.get(id.parent ?? '')?.properties, 'options');
      return Object.keys(options).length === 0
        ? undefined
        : {
            id: path,
            name: id.name,
            type: `${of}/throughputSettings`,
            properties: {
              resource: {
                minimumThroughput: '400',
                ...options,
                ...(options['autoscaleSettings'] === undefined ? {} : { throughput: 100 }),
              },
            },
          };
    },
    put: (request, body, existing) => {
      checkThroughput(request, body);
      if (existing === undefined) {
        throw new ArmError(404, 'NotFound', `${request.id.parent ?? ''} has no throughput of its own to be changed.`);
      }
      return withResource(body, { minimumThroughput: '400' });
    },
  };
}

const databases: ResourceType = {
  type: DATABASES,
  longRunning: ['PUT', 'DELETE'],
  status: { created: 200 },
  put: (request, body) => {
    checkThroughput(request, body);
    return withResource(body, { _colls: 'colls/', _users: 'users/' });
  },
};

const INDEXING = {
  indexingMode: 'consistent',
  automatic: true,
  includedPaths: [{ path: '/*' }],
  excludedPaths: [{ path: '/"_etag"/?' }],
};

const containers: ResourceType = {
  type: CONTAINERS,
  longRunning: ['PUT', 'DELETE'],
  status: { created: 200 },
  put: (request, body, existing) => {
    checkThroughput(request, body);
    const resource = objectAt(body.properties, 'resource');
    const [keys, before] = [
      valueAt(resource, 'partitionKey', 'paths'),
      valueAt(existing?.properties, 'resource', 'partitionKey', 'paths'),
    ];
    if (existing !== undefined && JSON.stringify(keys) !== JSON.stringify(before)) {
      throw badRequest('BadRequest', `The partition key of ${body.name} cannot be changed.`);
    }
    return withResource(body, {
      indexingPolicy: INDEXING,
      conflictResolutionPolicy: {
        mode: 'LastWriterWins',
        conflictResolutionPath: '/_ts',
        conflictResolutionProcedure: '',
      },
      ...resource,
    });
  },
};

function withResource(body: Resource, defaults: JsonObject): Resource {
  const resource = {
    ...defaults,
    ...objectAt(body.properties, 'resource'),
    _rid: uuidOf(body.id).slice(0, 8),
    _etag: uuidOf(body.id),
    _ts: 0,
  };
  return { ...body, properties: { ...body.properties, resource } };
}

/** Cosmos DB for NoSQL: https://learn.microsoft.com/rest/api/cosmos-db-resource-provider/ */
export const cosmosDb: ResourceProvider = {
  namespace: 'Microsoft.DocumentDB',
  types: [accounts, databases, throughputOf(DATABASES), containers, throughputOf(CONTAINERS), ...cosmosDbRoles],
  operations: [
    {
      method: 'HEAD',
      path: /^\/providers\/Microsoft\.DocumentDB\/databaseAccountNames\/[^/]+$/i,
      answer: ({ azure, id }) => {
        const name = id.id.slice(id.id.lastIndexOf('/') + 1);
        if (azure.store.named(ACCOUNTS, name) === undefined) {
          throw new ArmError(404, 'NotFound', `No account has the name ${name}.`);
        }
        return {};
      },
    },
  ],
};
