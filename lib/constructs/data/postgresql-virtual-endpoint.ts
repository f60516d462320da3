import { PostgresqlFlexibleServerVirtualEndpoint } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-virtual-endpoint';
import { dependable, Lazy, type TerraformResource, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { type PostgresqlDatabase } from './postgresql-database';
import { PostgresqlReplica } from './postgresql-replica';
import { type IPostgresqlServer, postgresqlConnection } from './postgresql-server-base';

/** The virtual endpoint of a server and one of its replicas, defined in this app or imported. */
export interface IPostgresqlVirtualEndpoint extends IConnectable {
  /** The primary server. */
  readonly server: IPostgresqlServer;
  /** Host name of whichever server is the primary: `<name>.writer.postgres.database.azure.com` */
  readonly writerHostName: string;
  /** Host name of the replica; of the primary where there is none: `<name>.reader.postgres.database.azure.com` */
  readonly readerHostName: string;
  /** One database of the server as a target of `connectTo`, reached through the virtual endpoint. */
  database(database: PostgresqlDatabase): IConnectable;
}

export interface PostgresqlVirtualEndpointProps {
  /** The primary server. */
  readonly server: IPostgresqlServer;
  /** The replica that reads go to, and that can be promoted. @default none: reads go to the primary */
  readonly replica?: PostgresqlReplica;
  /** Base of both host names, unique in Azure. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
}

/** An existing virtual endpoint. */
export interface PostgresqlVirtualEndpointReference {
  /** Base of both host names. */
  readonly name: string;
  /** The primary server. */
  readonly server: IPostgresqlServer;
}

abstract class PostgresqlVirtualEndpointBase extends Construct implements IPostgresqlVirtualEndpoint {
  public readonly server: IPostgresqlServer;

  constructor(scope: Construct, id: string, server: IPostgresqlServer) {
    super(scope, id);
    this.server = server;
  }

  public abstract get endpointName(): string;

  public get writerHostName(): string {
    return `${this.endpointName}.writer.postgres.database.azure.com`;
  }

  public get readerHostName(): string {
    return `${this.endpointName}.reader.postgres.database.azure.com`;
  }

  public get partOf(): IPostgresqlServer {
    return this.server;
  }

  public database(database: PostgresqlDatabase): IConnectable {
    const id = `Database-${database.node.path.replace(/\//g, '-')}`;
    return (this.node.tryFindChild(id) as EndpointDatabase | undefined) ?? new EndpointDatabase(this, id, database);
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return this.connectionTo(grantee, options);
  }

  /** Connection by the name of the writer, or, where it only reads, by that of the reader. @internal */
  public connectionTo(grantee: IGrantee, options: ConnectOptions, database?: string): Connection {
    const hostName = options.readOnly === true ? this.readerHostName : this.writerHostName;
    return postgresqlConnection(hostName, this.server, grantee, options, database);
  }
}

/** A database as a target of connections through a virtual endpoint. */
class EndpointDatabase extends Construct implements IConnectable {
  constructor(
    private readonly endpoint: PostgresqlVirtualEndpointBase,
    id: string,
    private readonly target: PostgresqlDatabase,
  ) {
    super(endpoint, id);
  }

  public get partOf(): IPostgresqlServer {
    return this.endpoint.server;
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return this.endpoint.connectionTo(grantee, options, this.target.databaseName);
  }
}

/**
 * The virtual endpoint of a PostgreSQL flexible server and one of its replicas: two host names that follow a promotion, so that
 * no app has to be configured again.
 *
 * A server has one.
 */
export class PostgresqlVirtualEndpoint extends PostgresqlVirtualEndpointBase {
  /**
   * Refers to an existing virtual endpoint by its name alone: Terraform reads nothing, and waits for nothing.
   *
   * So the apps of the primary's region reach an endpoint that a later stage, that of the replica, makes.
   */
  public static fromName(
    scope: Construct,
    id: string,
    reference: PostgresqlVirtualEndpointReference,
  ): IPostgresqlVirtualEndpoint {
    return new ImportedPostgresqlVirtualEndpoint(scope, id, reference);
  }

  public readonly virtualEndpointId: string;
  public readonly endpointName: string;

  constructor(scope: Construct, id: string, props: PostgresqlVirtualEndpointProps) {
    super(scope, id, props.server);
    const { server, replica } = props;
    check(this, props);
    endpoints.set(server, this);
    const resource = new PostgresqlFlexibleServerVirtualEndpoint(this, 'Resource', {
      name: AzureContext.of(this).nameOf(this, 'azurerm_postgresql_flexible_server_virtual_endpoint', {
        given: props.name,
      }),
      sourceServerId: server.serverId,
      replicaServerId: (replica ?? server).serverId,
      type: 'ReadWrite',
    });
    // azurerm fails while another replica is being made; those that are made after this call count too.
    resource.dependsOn = Lazy.listValue(
      { produce: () => replicasHere(this).map((each) => dependable(each)) },
      { omitEmpty: true },
    ) as unknown as string[];
    this.virtualEndpointId = resource.id;
    this.endpointName = resource.name;
  }
}

class ImportedPostgresqlVirtualEndpoint extends PostgresqlVirtualEndpointBase {
  public readonly endpointName: string;

  constructor(scope: Construct, id: string, reference: PostgresqlVirtualEndpointReference) {
    super(scope, id, reference.server);
    this.endpointName = AzureContext.of(this).nameOf(this, 'azurerm_postgresql_flexible_server_virtual_endpoint', {
      given: reference.name,
    });
  }
}

/** The virtual endpoint of each server. */
const endpoints = new WeakMap<IPostgresqlServer, Construct>();

function replicasHere(endpoint: PostgresqlVirtualEndpoint): TerraformResource[] {
  return endpoint.server.replicas
    .map((replica) => replica.node.defaultChild as TerraformResource)
    .filter((resource) => TerraformStack.of(resource) === TerraformStack.of(endpoint));
}

/**
 * Sources: learn.microsoft.com/azure/postgresql/read-replica/concepts-read-replicas-virtual-endpoints (one of a server),
 * .../concepts-read-replicas-promote (server symmetry); azurerm docs r/postgresql_flexible_server_virtual_endpoint.
 */
function check(endpoint: PostgresqlVirtualEndpoint, { server, replica }: PostgresqlVirtualEndpointProps): void {
  const other = endpoints.get(server);
  new Checks(endpoint)
    .together(
      !(server instanceof PostgresqlReplica),
      `server: ${server.node.path} is a replica`,
      'Give the primary server, and the replica as replica.',
    )
    .together(
      replica === undefined || replica.source === server,
      `replica: ${replica?.node.path} is not a replica of ${server.node.path}`,
    )
    .together(
      other === undefined,
      `server: ${server.node.path} has the virtual endpoint ${other?.node.path}, and can have one`,
      'Use that one.',
    )
    .done();
  const { settings: primary } = server;
  const settings = replica?.settings;
  if (primary !== undefined && settings !== undefined) {
    const same = primary.sku.name === settings.sku.name && primary.storageGb === settings.storageGb;
    if (!same) {
      AzureContext.of(endpoint).warn(
        endpoint,
        `${replica?.node.path} cannot be promoted to primary: its size or disk differs from that of ${server.node.path}`,
      );
    }
  }
}
