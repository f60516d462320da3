import { DataAzurermLogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/data-azurerm-log-analytics-workspace';
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

export interface LogAnalyticsWorkspaceProps extends PlacementProps {
  /** Days that logs stay queryable, 30 to 730. @default the environment profile's: 30, in prod 90 */
  readonly retentionDays?: number;
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
    const placement = place(this, 'azurerm_log_analytics_workspace', props);
    const resource = new LogAnalyticsWorkspaceResource(this, 'Resource', {
      ...placement,
      sku: props.commitmentTierGb === undefined ? 'PerGB2018' : 'CapacityReservation',
      reservationCapacityInGbPerDay: props.commitmentTierGb,
      retentionInDays: props.retentionDays ?? profile.logRetentionDays,
      dailyQuotaGb: props.dailyQuotaGb ?? profile.logDailyQuotaGb ?? -1,
      localAuthenticationEnabled: props.localAuthentication ?? false,
      internetIngestionEnabled: props.internetIngestion ?? true,
      internetQueryEnabled: props.internetQuery ?? true,
    });
    this.workspaceId = resource.id;
    this.workspaceName = resource.name;
    this.location = placement.location;
    this.customerId = resource.workspaceId;
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

/**
 * Source of the limits: azurerm internal/services/loganalytics/log_analytics_workspace_resource.go (commitment tiers as of 4.55),
 * and for the quota learn.microsoft.com/azure/azure-monitor/logs/daily-cap.
 */
function check(construct: LogAnalyticsWorkspace, props: LogAnalyticsWorkspaceProps): void {
  const { dailyQuotaGb: quota, commitmentTierGb: tier } = props;
  const tiers = [100, 200, 300, 400, 500, 1000, 2000, 5000];
  new Checks(construct)
    .wholeNumber('retentionDays', props.retentionDays, 30, 730)
    .that(
      'dailyQuotaGb',
      quota,
      quota !== undefined && (quota === -1 || quota >= 0.023),
      '0.023 or more, or -1 for no limit',
    )
    .that('commitmentTierGb', tier, tier !== undefined && tiers.includes(tier), tiers.join(', '))
    .done();
}
