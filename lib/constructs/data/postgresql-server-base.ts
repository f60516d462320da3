import { DataAzurermPostgresqlFlexibleServer } from '@cdktf/provider-azurerm/lib/data-azurerm-postgresql-flexible-server';
import { PostgresqlFlexibleServerActiveDirectoryAdministrator as Administrator } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-active-directory-administrator';
import { Fn, type TerraformResource } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { currentClient } from '../identity/current-client';
import { grantOnce, type IGrantee } from '../identity/grantee';
import { type PostgresqlServerSettings } from './postgresql-server-options';

/** A PostgreSQL flexible server, defined in this app or imported. */
export interface IPostgresqlServer extends IConnectable {
  readonly serverId: string;
  readonly serverName: string;
  readonly resourceGroupName: string;
  /** `<name>.postgres.database.azure.com` */
  readonly hostName: string;
  /** Settings that its replicas take over, when they are known at synth. */
  readonly settings?: PostgresqlServerSettings;
  /**
   * Makes a principal an Entra administrator: it makes roles for others, and databases.
   *
   * @param principalName its name in Entra ID: of a managed identity or a group its display name, of a user the user principal name
   */
  grantAdmin(grantee: IGrantee, principalName: string): TerraformResource;
  /** Connection to a part of the server. @internal */
  connectionTo(part: IConstruct, grantee: IGrantee, options: ConnectOptions, database?: string): Connection;
  /** The name under which a principal signs in: that of the administrator, or that of its identity. @internal */
  userOf(principal: IGrantee): string | undefined;
  /** Its replicas in this app. @internal */
  readonly replicas: readonly IConstruct[];
  /** Notes a replica. @internal */
  addReplica(replica: IConstruct): void;
}

/** The port of PostgreSQL itself. */
const PORT = 5432;

/** The port of PgBouncer, beside it. */
const PGBOUNCER_PORT = 6432;

/** Base of a server, defined in this app or imported. */
export abstract class PostgresqlServerBase extends Construct implements IPostgresqlServer {
  public abstract readonly serverId: string;
  public abstract readonly serverName: string;
  public abstract readonly resourceGroupName: string;
  public abstract readonly hostName: string;
  public readonly settings?: PostgresqlServerSettings;
  private readonly known: IConstruct[] = [];
  private readonly administrators = new Map<IConstruct, string>();

  public grantAdmin(grantee: IGrantee, principalName: string): Administrator {
    return grantOnce(this, grantee, 'Admin', ({ owner, id, principal }) => {
      const administrator = new Administrator(owner, id, {
        serverName: this.serverName,
        resourceGroupName: this.resourceGroupName,
        tenantId: currentClient(owner).tenantId,
        objectId: principal.principalId,
        principalName,
        principalType: principal.principalType,
      });
      principal.waitForGrant(administrator);
      this.administrators.set(principal, principalName);
      return administrator;
    });
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return this.connectionTo(this, grantee, options);
  }

  /** @internal */
  public connectionTo(part: IConstruct, grantee: IGrantee, options: ConnectOptions, database?: string): Connection {
    new Checks(part)
      .that(
        'readOnly',
        options.readOnly,
        options.readOnly !== true,
        'false',
        'What a role may do is said in the database: GRANT it there, and leave readOnly out.',
      )
      .done();
    return postgresqlConnection(this.hostName, this, grantee, options, database);
  }

  /** @internal */
  public get replicas(): readonly IConstruct[] {
    return this.known;
  }

  /** @internal */
  public addReplica(replica: IConstruct): void {
    this.known.push(replica);
  }

  /** @internal */
  public userOf(principal: IGrantee): string | undefined {
    const administrator = this.administrators.get(principal);
    if (administrator !== undefined) {
      return administrator;
    }
    AzureContext.of(principal).warn(
      principal,
      `${this.node.path} accepts it once an administrator has created a role for it: SELECT * FROM pgaadauth_create_principal('<name of the identity>', false, false)`,
    );
    const { identityId } = principal as { identityId?: string };
    return identityId === undefined ? undefined : Fn.basename(identityId);
  }
}

/** Connection to a server by one of its host names, through PgBouncer where the server has it. */
export function postgresqlConnection(
  hostName: string,
  server: IPostgresqlServer,
  grantee: IGrantee,
  options: ConnectOptions,
  database?: string,
): Connection {
  const user = server.userOf(grantee.runsAs ?? grantee);
  const start = options.prefix === undefined ? '' : `${options.prefix}_`;
  const pooled = server.settings?.pgBouncer !== undefined;
  return {
    environment: {
      [`${start}PGHOST`]: hostName,
      [`${start}PGPORT`]: String(pooled ? PGBOUNCER_PORT : PORT),
      [`${start}PGSSLMODE`]: 'require',
      ...(database !== undefined && { [`${start}PGDATABASE`]: database }),
      ...(user !== undefined && { [`${start}PGUSER`]: user }),
    },
    ports: pooled ? [PGBOUNCER_PORT, PORT] : [PORT],
  };
}

/** An existing server. Made by `PostgresqlServer.fromName`. */
export class ImportedPostgresqlServer extends PostgresqlServerBase {
  public readonly serverId: string;
  public readonly serverName: string;
  public readonly resourceGroupName: string;
  public readonly hostName: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermPostgresqlFlexibleServer(this, 'Resource', { name, resourceGroupName });
    this.serverId = data.id;
    this.serverName = data.name;
    this.resourceGroupName = data.resourceGroupName;
    this.hostName = data.fqdn;
  }
}
