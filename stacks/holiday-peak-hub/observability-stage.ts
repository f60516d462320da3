import { type Construct } from 'constructs';
import { Budget, BudgetScope } from '../../lib/constructs/management/budget';
import { ActionGroup } from '../../lib/constructs/observability/action-group';
import { ApplicationInsights } from '../../lib/constructs/observability/application-insights';
import { LogAnalyticsWorkspace } from '../../lib/constructs/observability/log-analytics-workspace';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { Role } from '../../lib/values/role';
import { SYSTEM } from './names';
import { type HolidayPeakHubParameters } from './parameters';

/** Days that the reference design keeps logs, in every environment. */
const RETENTION_DAYS = 90;

/** Logs, traces, the action group of alerts, and the budget of the environment. */
export class ObservabilityStage extends Stage {
  public readonly workspace: LogAnalyticsWorkspace;
  public readonly applicationInsights: ApplicationInsights;
  public readonly actionGroup: ActionGroup;

  constructor(scope: Construct, parameters: HolidayPeakHubParameters) {
    super(scope, 'stage-observability', {
      title: 'Observability',
      purpose: 'Keeps logs and traces for 90 days, tells people of alerts, and counts what the environment costs.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      monthlyBudget: { from: 20, to: 100 },
      checks: [
        'The workspace receives logs: az monitor log-analytics query -w <customer id> --analytics-query "AzureDiagnostics | take 5"',
        'Whoever hears of alerts has confirmed the message of the action group.',
        'The budget is listed: az consumption budget list',
      ],
    });
    this.context.setDefaults({ locks: parameters.locks });
    this.workspace = new LogAnalyticsWorkspace(this, 'LogAnalyticsWorkspace', { retentionDays: RETENTION_DAYS });
    this.actionGroup = this.addActionGroup(parameters.alertEmail);
    this.context.setDefaults({ logAnalyticsWorkspace: this.workspace, actionGroup: this.actionGroup });
    this.applicationInsights = new ApplicationInsights(this, 'ApplicationInsights', { retentionDays: RETENTION_DAYS });
    this.addBudget(parameters.monthlyBudget);
    this.addOutput('log_analytics_workspace_id', this.workspace.workspaceId, { description: 'Where logs go.' });
    this.addOutput('application_insights_name', this.applicationInsights.applicationInsightsName, {
      description: 'Where traces are looked at.',
    });
  }

  private addActionGroup(email?: string): ActionGroup {
    if (email !== undefined) {
      return new ActionGroup(this, 'ActionGroup', { emails: [email] });
    }
    const owners = new ActionGroup(this, 'ActionGroup', { roles: [Role.of('Owner')] });
    this.context.warn(owners, 'alerts go to the owners of the subscription until the parameter alertEmail is set');
    return owners;
  }

  /** Every stage has a resource group of its own, so the budget counts what the subscription spends on their tags. */
  private addBudget(amount: number): void {
    new Budget(this, 'Budget', {
      amount,
      scope: BudgetScope.subscription(),
      filter: { tags: { project: [SYSTEM], environment: [this.context.environment] } },
    });
  }
}
