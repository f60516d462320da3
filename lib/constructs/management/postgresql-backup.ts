import { DataProtectionBackupInstancePostgresqlFlexibleServer } from '@cdktf/provider-azurerm/lib/data-protection-backup-instance-postgresql-flexible-server';
import { DataProtectionBackupPolicyPostgresqlFlexibleServer } from '@cdktf/provider-azurerm/lib/data-protection-backup-policy-postgresql-flexible-server';
import { Construct } from 'constructs';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { ImportedPostgresqlServer, type IPostgresqlServer } from '../data/postgresql-server-base';
import { grantRole } from '../identity/role-assignment';
import { type BackupDay, checkRetention, retentionRules, scheduleStart, VAULT_RETENTION } from './backup-schedule';
import { type IBackupVault } from './backup-vault';
import { type IResourceGroup } from './resource-group';

export interface PostgresqlBackupPolicyProps {
  readonly vault: IBackupVault;
  /** Name of the policy. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
  /** @default SUNDAY */
  readonly day?: BackupDay;
  /** Hour of the backup, UTC, 0 to 23. @default 3 */
  readonly hour?: number;
  /** Retention of each backup, ISO 8601: P4W, P3M, P1Y; ten years at most. @default P3M */
  readonly retention?: string;
  /** Retention of the first backup of a month. @default retention */
  readonly monthlyRetention?: string;
  /** Retention of the first backup of a year. @default retention */
  readonly yearlyRetention?: string;
}

/**
 * The schedule and the retention of backups of PostgreSQL flexible servers: weekly, beyond the 35 days of the server's own.
 *
 * Any change makes a new policy.
 */
export class PostgresqlBackupPolicy extends Construct {
  public readonly backupPolicyId: string;
  public readonly vault: IBackupVault;

  constructor(scope: Construct, id: string, props: PostgresqlBackupPolicyProps) {
    super(scope, id);
    check(this, props);
    const { vault, day, hour = 3, retention = 'P3M', monthlyRetention, yearlyRetention } = props;
    const rules = retentionRules(monthlyRetention, yearlyRetention);
    this.vault = vault;
    this.backupPolicyId = new DataProtectionBackupPolicyPostgresqlFlexibleServer(this, 'Resource', {
      name: AzureContext.of(this).nameOf(this, 'azurerm_data_protection_backup_policy_postgresql_flexible_server', {
        given: props.name,
      }),
      vaultId: vault.backupVaultId,
      backupRepeatingTimeIntervals: [`R/${scheduleStart(hour, day)}/P1W`],
      timeZone: 'UTC',
      defaultRetentionRule: { lifeCycle: [{ dataStoreType: 'VaultStore', duration: retention }] },
      retentionRule: rules.length === 0 ? undefined : rules,
    }).id;
  }
}

export interface PostgresqlBackupProps {
  /** The server, in the region of the vault. */
  readonly server: IPostgresqlServer;
  readonly policy: PostgresqlBackupPolicy;
  /** The resource group that the server is in, which the vault may look into. @default that of the server's stage; required of an imported server */
  readonly resourceGroup?: IResourceGroup;
  /** Name of the backup instance. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
}

/**
 * A PostgreSQL flexible server under a backup policy: a backup instance of the policy's vault.
 *
 * Gives the vault the roles that Azure checks before it makes an instance, on the server and on its resource group.
 */
export class PostgresqlBackup extends Construct {
  public readonly backupInstanceId: string;

  constructor(scope: Construct, id: string, props: PostgresqlBackupProps) {
    super(scope, id);
    const { server, policy } = props;
    new Checks(this)
      .together(
        props.resourceGroup !== undefined || !(server instanceof ImportedPostgresqlServer),
        `resourceGroup: not given, and ${server.node.path} is imported`,
        'Give the resource group of the server: ResourceGroup.fromName.',
      )
      .done();
    const { vault } = policy;
    const group = props.resourceGroup ?? AzureContext.of(server).resourceGroup;
    const grants = [
      grantRole(server, server.serverId, vault, Role.of('PostgreSQL Flexible Server Long Term Retention Backup Role')),
      grantRole(group, group.resourceGroupId, vault, Role.of('Reader')),
    ];
    this.backupInstanceId = new DataProtectionBackupInstancePostgresqlFlexibleServer(this, 'Resource', {
      name: AzureContext.of(this).nameOf(this, 'azurerm_data_protection_backup_instance_postgresql_flexible_server', {
        given: props.name,
      }),
      location: vault.location,
      vaultId: vault.backupVaultId,
      serverId: server.serverId,
      backupPolicyId: policy.backupPolicyId,
      dependsOn: grants.map(({ dependable }) => dependable),
    }).id;
  }
}

/**
 * Sources: azurerm internal/services/dataprotection/data_protection_backup_policy_postgresql_flexible_server_resource.go;
 * learn.microsoft.com/azure/backup/backup-azure-database-postgresql-flex-overview (ten years).
 */
function check(construct: PostgresqlBackupPolicy, props: PostgresqlBackupPolicyProps): void {
  const checks = new Checks(construct).wholeNumber('hour', props.hour, 0, 23);
  for (const property of ['retention', 'monthlyRetention', 'yearlyRetention'] as const) {
    checkRetention(checks, property, props[property], VAULT_RETENTION);
  }
  checks.done();
}
