import { DataAzurermCosmosdbAccount } from '@cdktf/provider-azurerm/lib/data-azurerm-cosmosdb-account';
import { type TerraformResource } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { CosmosRole, grantCosmosRole } from './cosmos-role';

/** A Cosmos DB account for NoSQL, defined in this app or imported. */
export interface ICosmosAccount extends IConnectable {
  readonly accountId: string;
  readonly accountName: string;
  readonly resourceGroupName: string;
  /** `https://<name>.documents.azure.com:443/` */
  readonly endpoint: string;
  /** Whether it bills each request and has no throughput to set, when that is known. */
  readonly serverless?: boolean;
  /** Counts throughput against the account's limit. @internal */
  reserveThroughput(construct: IConstruct, requestUnits: number): void;
  /** Lets a principal read all items of the account. */
  grantRead(grantee: IGrantee): TerraformResource;
  /** Lets a principal read, write and delete all items of the account. */
  grantReadWrite(grantee: IGrantee): TerraformResource;
}

/** Connection of a client to Cosmos DB with its grants: the account's endpoint, then the names of database and container. */
export function cosmosConnection(
  part: { grantRead(grantee: IGrantee): unknown; grantReadWrite(grantee: IGrantee): unknown },
  grantee: IGrantee,
  options: ConnectOptions,
  values: Readonly<Record<string, string>>,
): Connection {
  if (options.readOnly === true) {
    part.grantRead(grantee);
  } else {
    part.grantReadWrite(grantee);
  }
  const prefix = options.prefix ?? 'AZURE_COSMOS';
  return {
    environment: Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, value])),
    ports: [443],
  };
}

/** Base of an account, defined in this app or imported. */
export abstract class CosmosAccountBase extends Construct implements ICosmosAccount {
  public abstract readonly accountId: string;
  public abstract readonly accountName: string;
  public abstract readonly resourceGroupName: string;
  public abstract readonly endpoint: string;
  public readonly serverless?: boolean;

  public reserveThroughput(_construct: IConstruct, _requestUnits: number): void {}

  public grantRead(grantee: IGrantee): TerraformResource {
    return grantCosmosRole(this, this, this.accountId, grantee, CosmosRole.DATA_READER);
  }

  public grantReadWrite(grantee: IGrantee): TerraformResource {
    return grantCosmosRole(this, this, this.accountId, grantee, CosmosRole.DATA_CONTRIBUTOR);
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return cosmosConnection(this, grantee, options, { ENDPOINT: this.endpoint });
  }
}

/** An existing account. Made by `CosmosAccount.fromName`. */
export class ImportedCosmosAccount extends CosmosAccountBase {
  public readonly accountId: string;
  public readonly accountName: string;
  public readonly resourceGroupName: string;
  public readonly endpoint: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermCosmosdbAccount(this, 'Resource', { name, resourceGroupName });
    this.accountId = data.id;
    this.accountName = data.name;
    this.resourceGroupName = data.resourceGroupName;
    this.endpoint = data.endpoint;
  }
}
