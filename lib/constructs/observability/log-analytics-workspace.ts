import { DataAzurermLogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/data-azurerm-log-analytics-workspace';
import { LogAnalyticsWorkspaceTable } from '@cdktf/provider-azurerm/lib/log-analytics-workspace-table';
import { LogAnalyticsWorkspace as LogAnalyticsWorkspaceResource } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { Construct, type IConstruct } from 'constructs';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type IGrantee } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { place, type PlacementProps } from '../placement';
import { addPlatformFeatures } from '../platform-service';
import { type LockLevel } from '../security/management-lock';
import { type DiagnosticsOptions } from './diagnostics';

/** A Log Analytics workspace, defined in this app or imported. */
export interface ILogAnalyticsWorkspace extends IConstruct {
  /** Resource id. */
  readonly workspaceId: string;
  readonly workspaceName: string;
  /** Region, as `westeurope`. */
  readonly location: string;
  /** The GUID by which queries and agents name it. */
  readonly customerId: string;
  /** Lets a principal read and query all of its logs. */
  grantRead(grantee: IGrantee): RoleAssignment;
}

/** Retention of one table, where it is another than that of the workspace. */
export interface LogAnalyticsTableOptions {
  /** Days that its logs stay queryable, 4 to 730. @default those of the workspace */
  readonly retentionDays?: number;
  /**
   * Days that its logs are kept, after `retentionDays` in the archive, from which search jobs read: up to 730, or 1095, 1460, 1826, 2191,
   * 2556, 2922, 3288, 3653, 4018 or 4383.
   *
   * @default retentionDays: nothing is archived
   */
  readonly totalRetentionDays?: number;
}

export interface LogAnalyticsWorkspaceProps extends PlacementProps {
  /** Days that logs stay queryable, 30 to 730. @default the environment profile's: 30, in prod 90 */
  readonly retentionDays?: number;
  /** Tables with a retention of their own, by name: `ContainerLogV2`. @default none */
  readonly tables?: Readonly<Record<string, LogAnalyticsTableOptions>>;
  /**
   * Gigabytes a day after which it takes no more logs until the next day, at least 0.023; -1 for no limit.
   *
   * @default the environment profile's: dev 1, staging 5, prod no limit
   */
  readonly dailyQuotaGb?: number;
  /** Gigabytes a day that are paid for whether they come or not, at a lower price: 100 to 5000. @default none: pay per gigabyte */
  readonly commitmentTierGb?: number;
  /** Whether logs may be sent and queried with the workspace's shared keys. @default false: Entra ID only */
  readonly localAuthentication?: boolean;
  /** Whether it takes logs over the Internet. Without it, a private link scope must lead to it. @default true */
  readonly internetIngestion?: boolean;
  /** Whether it answers queries over the Internet. Without it, a private link scope must lead to it. @default true */
  readonly internetQuery?: boolean;
  /** Destination of the query audit logs. @default nowhere; to itself when no other workspace is named */
  readonly diagnostics?: DiagnosticsOptions;
  /** @default `CanNotDelete` where the environment profile locks, otherwise none */
  readonly lock?: LockLevel;
}

/** Base of a workspace, defined in this app or imported. */
abstract class LogAnalyticsWorkspaceBase extends Construct implements ILogAnalyticsWorkspace {
  public abstract readonly workspaceId: string;
  public abstract readonly workspaceName: string;
  public abstract readonly location: string;
  public abstract readonly customerId: string;

  public grantRead(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.workspaceId, grantee, Role.of('Log Analytics Reader'));
  }
}

/**
 * A Log Analytics workspace, which logs and metrics are sent to.
 *
 * `stage.context.setDefaults({ logAnalyticsWorkspace })` makes it the one that the constructs made afterwards send theirs
 * to. It stays reachable over the Internet, for clients that authenticate with Entra ID: Azure closes it only through a
 * private link scope, which turns name resolution round for the whole network.
 */
export class LogAnalyticsWorkspace extends LogAnalyticsWorkspaceBase {
  /** Imports an existing workspace. Terraform reads it. */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    resourceGroupName: string,
  ): ILogAnalyticsWorkspace {
    return new ImportedWorkspace(scope, id, name, resourceGroupName);
  }

  public readonly workspaceId: string;
  public readonly workspaceName: string;
  public readonly location: string;
  public readonly customerId: string;

  constructor(scope: Construct, id: string, props: LogAnalyticsWorkspaceProps = {}) {
    super(scope, id);
    check(this, props);
    const { profile } = AzureContext.of(this);
    const days = props.retentionDays ?? profile.logRetentionDays;
    const placement = place(this, 'azurerm_log_analytics_workspace', props);
    const resource = new LogAnalyticsWorkspaceResource(this, 'Resource', {
      ...placement,
      sku: props.commitmentTierGb === undefined ? 'PerGB2018' : 'CapacityReservation',
      reservationCapacityInGbPerDay: props.commitmentTierGb,
      retentionInDays: days,
      dailyQuotaGb: props.dailyQuotaGb ?? profile.logDailyQuotaGb ?? -1,
      localAuthenticationEnabled: props.localAuthentication ?? false,
      internetIngestionEnabled: props.internetIngestion ?? true,
      internetQueryEnabled: props.internetQuery ?? true,
    });
    this.workspaceId = resource.id;
    this.workspaceName = resource.name;
    this.location = placement.location;
    this.customerId = resource.workspaceId;
    addTables(this, resource.id, days, props.tables);
    addPlatformFeatures(
      this,
      { lock: props.lock, diagnostics: { workspace: this, ...props.diagnostics } },
      {
        resource,
        resourceId: resource.id,
        resourceType: 'azurerm_log_analytics_workspace',
        subresources: [],
        dataResources: [resource],
        diagnosticScopes:
          props.diagnostics === undefined
            ? []
            : [{ id: 'workspace', targetResourceId: resource.id, logs: true, metrics: true }],
      },
    );
  }
}

/** Azure has the tables: azurerm changes their retention, and gives them that of the workspace back. Left out, a number shows as a change in every plan. */
function addTables(
  workspace: Construct,
  workspaceId: string,
  days: number,
  tables: LogAnalyticsWorkspaceProps['tables'] = {},
): void {
  for (const [name, { retentionDays = days, totalRetentionDays = retentionDays }] of Object.entries(tables)) {
    new LogAnalyticsWorkspaceTable(workspace, `Table-${name}`, {
      workspaceId,
      name,
      retentionInDays: retentionDays,
      totalRetentionInDays: totalRetentionDays,
    });
  }
}

class ImportedWorkspace extends LogAnalyticsWorkspaceBase {
  public readonly workspaceId: string;
  public readonly workspaceName: string;
  public readonly location: string;
  public readonly customerId: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermLogAnalyticsWorkspace(this, 'Resource', { name, resourceGroupName });
    this.workspaceId = data.id;
    this.workspaceName = data.name;
    this.location = data.location;
    this.customerId = data.workspaceId;
  }
}

const LONG_RETENTIONS = [1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383];

/**
 * Sources of the limits: azurerm internal/services/loganalytics/log_analytics_workspace_resource.go (commitment tiers as of 4.55) and
 * log_analytics_workspace_table_resource.go; and for the quota learn.microsoft.com/azure/azure-monitor/logs/daily-cap.
 */
function check(construct: LogAnalyticsWorkspace, props: LogAnalyticsWorkspaceProps): void {
  const { dailyQuotaGb: quota, commitmentTierGb: tier } = props;
  const tiers = [100, 200, 300, 400, 500, 1000, 2000, 5000];
  const checks = new Checks(construct).wholeNumber('retentionDays', props.retentionDays, 30, 730);
  for (const [name, { retentionDays, totalRetentionDays: total = retentionDays }] of Object.entries(
    props.tables ?? {},
  )) {
    const least = retentionDays ?? props.retentionDays ?? 4;
    const fits = total !== undefined && Number.isInteger(total) && total >= least;
    checks
      .that('tables', name, /^[A-Za-z]\w{0,62}$/.test(name), 'names of tables: letters, digits and underscores')
      .wholeNumber(`tables.${name}.retentionDays`, retentionDays, 4, 730)
      .that(
        `tables.${name}.totalRetentionDays`,
        total,
        fits && (total <= 730 || LONG_RETENTIONS.includes(total)),
        `${least} to 730, ${LONG_RETENTIONS.join(', ')}`,
      );
  }
  checks
    .that(
      'dailyQuotaGb',
      quota,
      quota !== undefined && (quota === -1 || quota >= 0.023),
      '0.023 or more, or -1 for no limit',
    )
    .that('commitmentTierGb', tier, tier !== undefined && tiers.includes(tier), tiers.join(', '))
    .done();
}
