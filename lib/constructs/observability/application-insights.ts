import { ApplicationInsights as ApplicationInsightsResource } from '@cdktf/provider-azurerm/lib/application-insights';
import { DataAzurermApplicationInsights } from '@cdktf/provider-azurerm/lib/data-azurerm-application-insights';
import { Construct } from 'constructs';
import { Role } from '../../values/role';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { addRenamedArgument } from '../renamed-argument';
import { place, type PlacementProps } from '../placement';
import { addFailureAnomalies } from './failure-anomalies';
import { type ILogAnalyticsWorkspace } from './log-analytics-workspace';

/** An Application Insights component, defined in this app or imported. */
export interface IApplicationInsights extends IConnectable {
  readonly applicationInsightsId: string;
  readonly applicationInsightsName: string;
  /** Connection string for telemetry. No secret while local authentication is off: it names the component, and Entra ID guards it. */
  readonly connectionString: string;
  /** The key inside the connection string, for clients that cannot take that. */
  readonly instrumentationKey: string;
  /** Lets a principal send telemetry. */
  grantPublish(grantee: IGrantee): RoleAssignment;
}

export interface ApplicationInsightsProps extends PlacementProps {
  /** Workspace that stores the telemetry. @default the stage's workspace */
  readonly workspace?: ILogAnalyticsWorkspace;
  /** Type of application: `web`, `other`, `java`, `Node.JS`. Cannot be changed later. @default web */
  readonly applicationType?: string;
  /** Days: 30, 60, 90, 120, 180, 270, 365, 550 or 730. @default the environment profile's: 30, in prod 90 */
  readonly retentionDays?: number;
  /** Gigabytes a day after which telemetry is dropped until the next day. @default the environment profile's: dev 1, staging 5, prod 100 */
  readonly dailyCapGb?: number;
  /** Percentage of the telemetry that is kept, above 0 and up to 100. @default 100 */
  readonly samplingPercentage?: number;
  /** Whether the addresses of clients are kept as 0.0.0.0. @default true */
  readonly ipMasking?: boolean;
  /** Whether telemetry may be sent with nothing but the connection string. @default false: Entra ID only */
  readonly localAuthentication?: boolean;
  /** Whether it takes telemetry over the Internet. Without it, a private link scope must lead to it. @default true */
  readonly internetIngestion?: boolean;
  /** Whether it answers queries over the Internet. Without it, a private link scope must lead to it. @default true */
  readonly internetQuery?: boolean;
}

/** Base of a component, defined in this app or imported. */
abstract class ApplicationInsightsBase extends Construct implements IApplicationInsights {
  public abstract readonly applicationInsightsId: string;
  public abstract readonly applicationInsightsName: string;
  public abstract readonly connectionString: string;
  public abstract readonly instrumentationKey: string;

  public grantPublish(grantee: IGrantee): RoleAssignment {
    return grantRole(this, this.applicationInsightsId, grantee, Role.of('Monitoring Metrics Publisher'));
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    this.grantPublish(grantee);
    const prefix = options.prefix ?? 'APPLICATIONINSIGHTS';
    const client = grantee.clientId === undefined ? '' : `;ClientId=${grantee.clientId}`;
    return {
      environment: {
        [`${prefix}_CONNECTION_STRING`]: this.connectionString,
        [`${prefix}_AUTHENTICATION_STRING`]: `Authorization=AAD${client}`,
      },
      ports: [443],
    };
  }
}

/**
 * An Application Insights component that keeps its telemetry in a Log Analytics workspace.
 *
 * Apps send with their identity: `app.connectTo(insights)` grants it and sets the two environment variables that the Azure
 * Monitor SDKs and the Java agent read.
 */
export class ApplicationInsights extends ApplicationInsightsBase {
  /** Imports an existing component. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IApplicationInsights {
    return new ImportedApplicationInsights(scope, id, name, resourceGroupName);
  }

  public readonly applicationInsightsId: string;
  public readonly applicationInsightsName: string;
  public readonly connectionString: string;
  public readonly instrumentationKey: string;

  constructor(scope: Construct, id: string, props: ApplicationInsightsProps = {}) {
    super(scope, id);
    const { profile, defaults } = AzureContext.of(this);
    const workspace = props.workspace ?? defaults.logAnalyticsWorkspace;
    check(this, props, workspace);
    const resource = new ApplicationInsightsResource(this, 'Resource', {
      ...place(this, 'azurerm_application_insights', props),
      workspaceId: workspace?.workspaceId,
      applicationType: props.applicationType ?? 'web',
      retentionInDays: props.retentionDays ?? profile.logRetentionDays,
      dailyDataCapInGb: props.dailyCapGb ?? profile.logDailyQuotaGb,
      samplingPercentage: props.samplingPercentage,
      internetIngestionEnabled: props.internetIngestion ?? true,
      internetQueryEnabled: props.internetQuery ?? true,
    });
    addRenamed(resource, props);
    this.applicationInsightsId = resource.id;
    this.applicationInsightsName = resource.name;
    this.connectionString = resource.connectionString;
    this.instrumentationKey = resource.instrumentationKey;
    addFailureAnomalies(this, resource, props);
  }
}

/** Source: azurerm 4.78.0 internal/services/applicationinsights/application_insights_resource.go. */
function addRenamed(resource: ApplicationInsightsResource, props: ApplicationInsightsProps): void {
  const ipMasking = props.ipMasking ?? true;
  const localAuthentication = props.localAuthentication ?? false;
  addRenamedArgument(resource, {
    since: 78,
    name: 'ip_masking_enabled',
    value: ipMasking,
    oldName: 'disable_ip_masking',
    oldValue: !ipMasking,
  });
  addRenamedArgument(resource, {
    since: 78,
    name: 'local_authentication_enabled',
    value: localAuthentication,
    oldName: 'local_authentication_disabled',
    oldValue: !localAuthentication,
  });
}

class ImportedApplicationInsights extends ApplicationInsightsBase {
  public readonly applicationInsightsId: string;
  public readonly applicationInsightsName: string;
  public readonly connectionString: string;
  public readonly instrumentationKey: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermApplicationInsights(this, 'Resource', { name, resourceGroupName });
    this.applicationInsightsId = data.id;
    this.applicationInsightsName = data.name;
    this.connectionString = data.connectionString;
    this.instrumentationKey = data.instrumentationKey;
  }
}

/** Source of the limits: azurerm internal/services/applicationinsights/application_insights_resource.go. */
function check(
  construct: ApplicationInsights,
  props: ApplicationInsightsProps,
  workspace: ILogAnalyticsWorkspace | undefined,
): void {
  const { retentionDays: days, dailyCapGb: cap, samplingPercentage: sampling } = props;
  const retentions = [30, 60, 90, 120, 180, 270, 365, 550, 730];
  const types = ['web', 'other', 'java', 'Node.JS', 'ios', 'phone', 'store', 'MobileCenter'];
  new Checks(construct)
    .together(
      workspace !== undefined,
      'workspace: none is given, and the stage has none',
      'Give one, or call stage.context.setDefaults({ logAnalyticsWorkspace }) before: Azure has retired components without one.',
    )
    .oneOf('applicationType', props.applicationType, types)
    .that('retentionDays', days, days !== undefined && retentions.includes(days), retentions.join(', '))
    .that('dailyCapGb', cap, cap !== undefined && cap > 0, 'more than 0')
    .that(
      'samplingPercentage',
      sampling,
      sampling !== undefined && sampling > 0 && sampling <= 100,
      'above 0, up to 100',
    )
    .done();
}
