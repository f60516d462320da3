import { PostgresqlFlexibleServerDatabase } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-database';
import { Construct } from 'constructs';
import { ResourceName } from '../../values/resource-name';
import { AzureContext, kebab } from '../azure-context';
import { checkedValue } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { type IPostgresqlServer } from './postgresql-server-base';

/** Properties of a database. */
export interface PostgresqlDatabaseOptions {
  /** Letters, digits, hyphens and underscores, no digit first. @default the construct's id in kebab case */
  readonly name?: string;
  /** Cannot be changed later. @default UTF8 */
  readonly charset?: string;
  /** Cannot be changed later. @default en_US.utf8 */
  readonly collation?: string;
}

export interface PostgresqlDatabaseProps extends PostgresqlDatabaseOptions {
  readonly server: IPostgresqlServer;
}

/**
 * A database of a PostgreSQL flexible server.
 *
 * Apps connect to it as to the server, with its name as an additional variable.
 */
export class PostgresqlDatabase extends Construct implements IConnectable {
  public readonly databaseId: string;
  public readonly databaseName: string;
  public readonly server: IPostgresqlServer;

  constructor(scope: Construct, id: string, props: PostgresqlDatabaseProps) {
    super(scope, id);
    const name = props.name ?? kebab(id);
    const resource = new PostgresqlFlexibleServerDatabase(this, 'Resource', {
      name: checkedValue(this, 'name', () => ResourceName.check('azurerm_postgresql_flexible_server_database', name)),
      serverId: props.server.serverId,
      charset: props.charset ?? 'UTF8',
      collation: props.collation ?? 'en_US.utf8',
    });
    AzureContext.of(this).markStateful(resource);
    this.databaseId = resource.id;
    this.databaseName = resource.name;
    this.server = props.server;
  }

  public get partOf(): IPostgresqlServer {
    return this.server;
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return this.server.connectionTo(this, grantee, options, this.databaseName);
  }
}
