import { CosmosdbSqlDatabase } from '@cdktf/provider-azurerm/lib/cosmosdb-sql-database';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { type CosmosThroughput } from '../../values/cosmos-throughput';
import { ResourceName } from '../../values/resource-name';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { type ICosmosAccount } from './cosmos-account-base';
import { cosmosConnection } from './cosmos-account-base';
import { CosmosContainer, type CosmosContainerOptions } from './cosmos-container';
import { CosmosRole, grantCosmosRole } from './cosmos-role';
import { checkThroughput, throughputArguments } from './cosmos-throughput';

/** A database of a Cosmos DB account, defined in this app or imported. */
export interface ICosmosDatabase extends IConnectable {
  readonly databaseName: string;
  readonly account: ICosmosAccount;
  /** Whether containers share its throughput, when that is known. */
  readonly sharesThroughput?: boolean;
  /** Lets a principal read all items of the database. */
  grantRead(grantee: IGrantee): TerraformResource;
  /** Lets a principal read, write and delete all items of the database. */
  grantReadWrite(grantee: IGrantee): TerraformResource;
}

/** Properties of a database. */
export interface CosmosDatabaseOptions {
  /** 1 to 255 characters. @default the construct's id in kebab case */
  readonly name?: string;
  /** Shared by the containers that have none of their own. Chosen when the database is made. @default none */
  readonly throughput?: CosmosThroughput;
}

export interface CosmosDatabaseProps extends CosmosDatabaseOptions {
  readonly account: ICosmosAccount;
}

/** An existing database. */
export interface CosmosDatabaseReference {
  readonly account: ICosmosAccount;
  readonly name: string;
}

/** Base of a database, defined in this app or imported. */
abstract class CosmosDatabaseBase extends Construct implements ICosmosDatabase {
  public abstract readonly databaseName: string;
  public abstract readonly account: ICosmosAccount;
  public readonly sharesThroughput?: boolean;

  public get partOf(): ICosmosAccount {
    return this.account;
  }

  public grantRead(grantee: IGrantee): TerraformResource {
    return this.grant(grantee, CosmosRole.DATA_READER);
  }

  public grantReadWrite(grantee: IGrantee): TerraformResource {
    return this.grant(grantee, CosmosRole.DATA_CONTRIBUTOR);
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return cosmosConnection(this, grantee, options, {
      ENDPOINT: this.account.endpoint,
      DATABASE: this.databaseName,
    });
  }

  private grant(grantee: IGrantee, role: CosmosRole): TerraformResource {
    return grantCosmosRole(this, this.account, `${this.account.accountId}/dbs/${this.databaseName}`, grantee, role);
  }
}

/** A database of a Cosmos DB account for NoSQL. */
export class CosmosDatabase extends CosmosDatabaseBase {
  /** Imports an existing database. Terraform does not read it. */
  public static fromName(scope: Construct, id: string, reference: CosmosDatabaseReference): ICosmosDatabase {
    return new ImportedCosmosDatabase(scope, id, reference);
  }

  public readonly databaseId: string;
  public readonly databaseName: string;
  public readonly account: ICosmosAccount;
  public override readonly sharesThroughput: boolean;

  constructor(scope: Construct, id: string, props: CosmosDatabaseProps) {
    super(scope, id);
    const { account, throughput } = props;
    const name = props.name ?? kebab(id);
    const checks = new Checks(this);
    checks.value('name', () => ResourceName.check('azurerm_cosmosdb_sql_database', name));
    checkThroughput(checks, account, throughput).done();
    account.reserveThroughput(this, throughput?.requestUnits ?? 0);
    const resource = new CosmosdbSqlDatabase(this, 'Resource', {
      name,
      resourceGroupName: account.resourceGroupName,
      accountName: account.accountName,
      ...throughputArguments(throughput),
    });
    AzureContext.of(this).markStateful(resource);
    this.databaseId = resource.id;
    this.databaseName = resource.name;
    this.account = account;
    this.sharesThroughput = throughput !== undefined;
  }

  /** Adds a container. */
  public addContainer(id: string, options: CosmosContainerOptions): CosmosContainer {
    return new CosmosContainer(this, id, { ...options, database: this });
  }
}

class ImportedCosmosDatabase extends CosmosDatabaseBase {
  public readonly databaseName: string;
  public readonly account: ICosmosAccount;

  constructor(scope: Construct, id: string, reference: CosmosDatabaseReference) {
    super(scope, id);
    this.databaseName = reference.name;
    this.account = reference.account;
  }
}
