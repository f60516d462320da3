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

/** Network injection: the server's address is in your network, instead of a private endpoint. */
export interface PostgresqlInjection {
  /** A subnet for such servers alone: `SubnetRole.POSTGRESQL`. */
  readonly subnet: ISubnet;
  /** A zone whose name ends in `.postgres.database.azure.com`, linked to the network of the subnet. */
  readonly privateDnsZone: IPrivateDnsZone;
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
