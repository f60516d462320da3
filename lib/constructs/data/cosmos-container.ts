import {
  CosmosdbSqlContainer,
  type CosmosdbSqlContainerIndexingPolicy,
} from '@cdktf/provider-azurerm/lib/cosmosdb-sql-container';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { CosmosThroughput } from '../../values/cosmos-throughput';
import { ResourceName } from '../../values/resource-name';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { type ICosmosAccount } from './cosmos-account-base';
import { cosmosConnection } from './cosmos-account-base';
import { type ICosmosDatabase } from './cosmos-database';
import { CosmosRole, grantCosmosRole } from './cosmos-role';
import { checkThroughput, throughputArguments } from './cosmos-throughput';

/** A property in an index over several, and its order. */
export interface CosmosIndexedPath {
  /** Such as `/created`. */
  readonly path: string;
  /** @default false */
  readonly descending?: boolean;
}

/** Indexing policy: the properties that are indexed. */
export interface CosmosIndexing {
  /** Such as `/customer/?`; `/*` for all. @default all but the excluded */
  readonly includedPaths?: readonly string[];
  /** Such as `/payload/*`; `/*` for all but the included. @default none */
  readonly excludedPaths?: readonly string[];
  /** Indexes over several properties, for ORDER BY on them. @default none */
  readonly compositeIndexes?: readonly (readonly CosmosIndexedPath[])[];
}

/** Properties of a container. */
export interface CosmosContainerOptions {
  /** 1 to 255 characters. @default the construct's id in kebab case */
  readonly name?: string;
  /** Properties that decide on the partition, such as `/customerId`; up to three make a hierarchy. Cannot be changed later. */
  readonly partitionKeyPaths: readonly string[];
  /** Seconds after the last change when an item goes; -1: only items with a `ttl` of their own. @default items stay */
  readonly defaultTtlSeconds?: number;
  /** Sets of properties whose values occur once in a partition. Cannot be changed later. @default none */
  readonly uniqueKeys?: readonly (readonly string[])[];
  /** @default every property is indexed */
  readonly indexing?: CosmosIndexing;
  /** @default up to 1,000 RU/s, none where the account is serverless, the database shares its own or is imported */
  readonly throughput?: CosmosThroughput;
}

export interface CosmosContainerProps extends CosmosContainerOptions {
  readonly database: ICosmosDatabase;
}

/**
 * A container of items in a Cosmos DB database.
 *
 * Granting and connecting give access to this container alone.
 */
export class CosmosContainer extends Construct implements IConnectable {
  public readonly containerId: string;
  public readonly containerName: string;
  public readonly database: ICosmosDatabase;

  constructor(scope: Construct, id: string, props: CosmosContainerProps) {
    super(scope, id);
    const { database, partitionKeyPaths, uniqueKeys, indexing } = props;
    const { account } = database;
    const name = props.name ?? kebab(id);
    check(this, name, props);
    const throughput = props.throughput ?? defaultThroughput(database);
    account.reserveThroughput(this, throughput?.requestUnits ?? 0);
    const resource = new CosmosdbSqlContainer(this, 'Resource', {
      name,
      resourceGroupName: account.resourceGroupName,
      accountName: account.accountName,
      databaseName: database.databaseName,
      partitionKeyPaths: [...partitionKeyPaths],
      partitionKeyKind: partitionKeyPaths.length > 1 ? 'MultiHash' : 'Hash',
      partitionKeyVersion: 2,
      defaultTtl: props.defaultTtlSeconds,
      uniqueKey: uniqueKeys?.map((paths) => ({ paths: [...paths] })),
      indexingPolicy: indexing && indexingPolicy(indexing),
      ...throughputArguments(throughput),
    });
    AzureContext.of(this).markStateful(resource);
    this.containerId = resource.id;
    this.containerName = resource.name;
    this.database = database;
  }

  public get partOf(): ICosmosAccount {
    return this.database.account;
  }

  /** Lets a principal read all items of the container. */
  public grantRead(grantee: IGrantee): TerraformResource {
    return this.grant(grantee, CosmosRole.DATA_READER);
  }

  /** Lets a principal read, write and delete all items of the container. */
  public grantReadWrite(grantee: IGrantee): TerraformResource {
    return this.grant(grantee, CosmosRole.DATA_CONTRIBUTOR);
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return cosmosConnection(this, grantee, options, {
      ENDPOINT: this.database.account.endpoint,
      DATABASE: this.database.databaseName,
      CONTAINER: this.containerName,
    });
  }

  private grant(grantee: IGrantee, role: CosmosRole): TerraformResource {
    const { account, databaseName } = this.database;
    const dataScope = `${account.accountId}/dbs/${databaseName}/colls/${this.containerName}`;
    return grantCosmosRole(this, account, dataScope, grantee, role);
  }
}

/** Azure's default is 400 RU/s at all times, which an idle container pays in full. */
function defaultThroughput({ account, sharesThroughput }: ICosmosDatabase): CosmosThroughput | undefined {
  return account.serverless === false && sharesThroughput === false ? CosmosThroughput.autoscale(1000) : undefined;
}

/** The root path must be on one of the two lists. Source: azurerm internal/services/cosmos/common/indexing_policy.go. */
function indexingPolicy(indexing: CosmosIndexing): CosmosdbSqlContainerIndexingPolicy {
  const { includedPaths = [], excludedPaths = [], compositeIndexes } = indexing;
  const rootIsListed = [...includedPaths, ...excludedPaths].includes('/*');
  return {
    indexingMode: 'consistent',
    includedPath: [...(rootIsListed ? [] : ['/*']), ...includedPaths].map((path) => ({ path })),
    excludedPath: excludedPaths.map((path) => ({ path })),
    compositeIndex: compositeIndexes?.map((index) => ({
      index: index.map(({ path, descending }) => ({ path, order: descending === true ? 'Descending' : 'Ascending' })),
    })),
  };
}

/**
 * Sources: learn.microsoft.com/azure/cosmos-db/hierarchical-partition-keys (three levels) and unique-keys (ten of up to 16 paths);
 * azurerm internal/services/cosmos/common/indexing_policy.go (root path).
 */
function check(construct: CosmosContainer, name: string, props: CosmosContainerProps): void {
  const { partitionKeyPaths: keys, uniqueKeys, defaultTtlSeconds: ttl, indexing } = props;
  const checks = new Checks(construct)
    .that(
      'partitionKeyPaths',
      keys,
      keys.length >= 1 && keys.length <= 3 && new Set(keys).size === keys.length && keys.every(isPath),
      'one to three properties, each once, such as /customerId',
    )
    .that(
      'defaultTtlSeconds',
      ttl,
      ttl === -1 || (ttl !== undefined && Number.isInteger(ttl) && ttl >= 1 && ttl <= 2_147_483_647),
      'a whole number from 1 to 2147483647, or -1',
    )
    .that(
      'uniqueKeys',
      uniqueKeys,
      uniqueKeys !== undefined &&
        uniqueKeys.length <= 10 &&
        uniqueKeys.every((paths) => paths.length >= 1 && paths.length <= 16 && paths.every(isPath)),
      'up to ten sets, each of 1 to 16 properties such as /email',
    )
    .together(
      !(indexing?.includedPaths?.includes('/*') === true && indexing.excludedPaths?.includes('/*') === true),
      'indexing: /* is both included and excluded',
      'Leave it out of one of the two.',
    );
  indexing?.compositeIndexes?.forEach((index, at) =>
    checks.that(
      `indexing.compositeIndexes[${at}]`,
      index.map(({ path }) => path),
      index.length >= 2 && index.every(({ path }) => isPath(path)),
      'two or more properties such as /created',
    ),
  );
  checks.value('name', () => ResourceName.check('azurerm_cosmosdb_sql_container', name));
  checkThroughput(checks, props.database.account, props.throughput).done();
}

function isPath(path: string): boolean {
  return /^(\/("[^"]+"|[^/"*?\s]+))+$/.test(path);
}
