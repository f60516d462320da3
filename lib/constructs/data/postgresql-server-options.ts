import { type PostgresqlSku } from '../../values/postgresql-sku';
import { type ISubnet } from '../network/subnet';
import { type IPrivateDnsZone } from '../network/private-dns-zone';

/** Major versions that Azure supports without extra charge. */
export enum PostgresqlVersion {
  V14 = '14',
  V15 = '15',
  V16 = '16',
  V17 = '17',
  V18 = '18',
}

/** Whether a standby takes over when the server fails. */
export enum PostgresqlHighAvailability {
  NONE = 'None',
  /** In the same zone. */
  SAME_ZONE = 'SameZone',
  /** In another zone of the region. */
  ZONE_REDUNDANT = 'ZoneRedundant',
}

/** Minimum TLS version of clients. */
export enum PostgresqlTlsVersion {
  TLS_1_2 = 'TLSv1.2',
  TLS_1_3 = 'TLSv1.3',
}

/** Reuse of a server connection by PgBouncer. */
export enum PostgresqlPoolMode {
  /** By another client after each transaction. */
  TRANSACTION = 'transaction',
  /** By another client once the client disconnects. */
  SESSION = 'session',
  /** By another client after each statement: transactions of several statements are refused. */
  STATEMENT = 'statement',
}

/**
 * The built-in connection pooler, on port 6432.
 *
 * Source: learn.microsoft.com/azure/postgresql/connectivity/concepts-pgbouncer.
 */
export interface PostgresqlPgBouncer {
  /** @default TRANSACTION */
  readonly poolMode?: PostgresqlPoolMode;
  /** Connections to the server for each pair of user and database. @default 50 */
  readonly defaultPoolSize?: number;
  /** Connections to the server that stay open for each pair. @default 0 */
  readonly minPoolSize?: number;
  /** Connections of clients. @default 5000 */
  readonly maxClientConnections?: number;
  /** Prepared statements that are tracked for each client in the modes TRANSACTION and STATEMENT; 0 supports none. @default 0 */
  readonly maxPreparedStatements?: number;
}

/** Network injection: the server's address is in your network, instead of a private endpoint. */
export interface PostgresqlInjection {
  /** A subnet for such servers alone: `SubnetRole.POSTGRESQL`. */
  readonly subnet: ISubnet;
  /** A zone whose name ends in `.postgres.database.azure.com`, linked to the network of the subnet. */
  readonly privateDnsZone: IPrivateDnsZone;
}

/** Settings of a server that its replicas take over. */
export interface PostgresqlServerSettings {
  readonly sku: PostgresqlSku;
  /** Gigabytes. */
  readonly storageGb: number;
  readonly storageTier?: string;
  readonly storageAutoGrow: boolean;
  readonly entraAuthentication: boolean;
  readonly passwordAuthentication: boolean;
  /** Whether the server is in a subnet, and so takes no private endpoints. */
  readonly injected: boolean;
  /** Whether it is encrypted with a key of your own. */
  readonly customerManagedKey: boolean;
  readonly pgBouncer?: PostgresqlPgBouncer;
  /** All server parameters that Terraform sets, by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** An administrator with a password, beside those of Entra ID. */
export interface PostgresqlPasswordAuthentication {
  /** Cannot be changed later. */
  readonly login: string;
  /** As a token: a sensitive `TerraformVariable`, or an attribute of a resource. Literals are refused. */
  readonly password: string;
  /** Raise it to write the password again: Terraform keeps none to compare with. @default 1 */
  readonly version?: number;
}

/** Maintenance window, one hour long, in which Azure may restart the server to patch it. The window is an hour long. */
export interface PostgresqlMaintenanceWindow {
  /** 0 (Sunday) to 6. */
  readonly dayOfWeek: number;
  /** UTC, 0 to 23. */
  readonly startHour: number;
  /** 0 to 59. @default 0 */
  readonly startMinute?: number;
}
