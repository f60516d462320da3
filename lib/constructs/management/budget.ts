import { ConsumptionBudgetResourceGroup } from '@cdktf/provider-azurerm/lib/consumption-budget-resource-group';
import { ConsumptionBudgetSubscription } from '@cdktf/provider-azurerm/lib/consumption-budget-subscription';
import { Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { currentClient } from '../identity/current-client';
import { type IActionGroup } from '../observability/action-group';
import { checkBudget } from './budget-rules';
import { type IResourceGroup } from './resource-group';

/** Period after which the count begins anew. */
export enum BudgetPeriod {
  MONTHLY = 'Monthly',
  QUARTERLY = 'Quarterly',
  ANNUALLY = 'Annually',
  /** The month of your invoice. */
  BILLING_MONTH = 'BillingMonth',
  BILLING_QUARTER = 'BillingQuarter',
  BILLING_ANNUAL = 'BillingAnnual',
}

/** Basis of comparison with the amount. */
export enum BudgetThresholdType {
  /** Actual cost. */
  ACTUAL = 'Actual',
  /** Forecast cost at the end of the period. */
  FORECASTED = 'Forecasted',
}

/** Threshold at which a notification is sent. */
export interface BudgetThreshold {
  /** Per cent of the amount, 1 to 1000. */
  readonly percent: number;
  /** @default BudgetThresholdType.ACTUAL */
  readonly type?: BudgetThresholdType;
}

/** Filter of the costs that count. A cost counts when it has one of the values of each. */
export interface BudgetFilter {
  /** Values by dimension, such as `{ ServiceName: ['Redis Cache'] }`. @default none */
  readonly dimensions?: Readonly<Record<string, readonly string[]>>;
  /** Values by tag, such as `{ stage: ['stage-agents'] }`. @default none */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

/** Scope of a budget. */
export class BudgetScope {
  /** Those of a resource group. */
  public static resourceGroup(group: IResourceGroup): BudgetScope {
    return new BudgetScope(group);
  }

  /**
   * Those of a subscription.
   *
   * @param subscriptionId its GUID. @default the one that is deployed to
   */
  public static subscription(subscriptionId?: string): BudgetScope {
    return new BudgetScope(undefined, subscriptionId);
  }

  private constructor(
    /** The resource group, unless it is a subscription. */
    public readonly group?: IResourceGroup,
    /** The subscription, when it is another than the one that is deployed to. */
    public readonly subscriptionId?: string,
  ) {}
}

export interface BudgetProps {
  /** Amount of a period, in the billing currency: 1 or more. */
  readonly amount: number;
  /** Scope of the costs. @default those of the stage's resource group */
  readonly scope?: BudgetScope;
  /** Cannot be changed later. @default BudgetPeriod.MONTHLY */
  readonly period?: BudgetPeriod;
  /**
   * The first of a month, `2026-11-01`, and of the current period when the budget is made. Changing it replaces the budget.
   *
   * @default the month in which the budget is first applied; it stays that, whenever the stage is applied again
   */
  readonly startDate?: string;
  /** `2030-11-01`. @default ten years after the start */
  readonly endDate?: string;
  /** At most five. @default 80 % and 100 % of what was spent, 100 % of what is forecast */
  readonly thresholds?: readonly BudgetThreshold[];
  /** Addresses that get an e-mail. @default none */
  readonly emails?: readonly string[];
  /** Action groups to notify. @default the stage's action group */
  readonly actionGroups?: readonly IActionGroup[];
  /** Roles on the scope whose members get an e-mail, such as `Owner`. @default none */
  readonly roles?: readonly string[];
  /** @default everything in the scope */
  readonly filter?: BudgetFilter;
  /** @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
}

/**
 * A budget of a resource group or a subscription, with notifications when it is exceeded. It stops nothing.
 */
export class Budget extends Construct {
  public readonly budgetId: string;

  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    const context = AzureContext.of(this);
    const { actionGroup } = context.defaults;
    const actionGroups = props.actionGroups ?? (actionGroup === undefined ? [] : [actionGroup]);
    checkBudget(this, props, actionGroups);
    context.registerResourceProvider('Microsoft.Consumption');
    const common = {
      name: context.nameOf(this, 'azurerm_consumption_budget_resource_group', { given: props.name }),
      amount: props.amount,
      timeGrain: props.period ?? BudgetPeriod.MONTHLY,
      timePeriod: {
        startDate: timestamp(props.startDate ?? firstOfMonth(context.today)),
        endDate: props.endDate && timestamp(props.endDate),
      },
      // Azure takes only a start in the current period, and azurerm replaces the budget when it changes: so only the first one counts.
      lifecycle: props.startDate === undefined ? { ignoreChanges: ['time_period[0].start_date'] } : undefined,
      notification: notifications(props, actionGroups),
      filter: props.filter && filterBlock(props.filter),
    };
    const { group, subscriptionId } = props.scope ?? BudgetScope.resourceGroup(context.resourceGroup);
    this.budgetId =
      group === undefined
        ? new ConsumptionBudgetSubscription(this, 'Resource', {
            ...common,
            subscriptionId: `/subscriptions/${subscriptionId ?? currentClient(this).subscriptionId}`,
          }).id
        : new ConsumptionBudgetResourceGroup(this, 'Resource', { ...common, resourceGroupId: group.resourceGroupId })
            .id;
  }
}

const DEFAULT_THRESHOLDS: readonly BudgetThreshold[] = [
  { percent: 80 },
  { percent: 100 },
  { percent: 100, type: BudgetThresholdType.FORECASTED },
];

function notifications(props: BudgetProps, actionGroups: readonly IActionGroup[]) {
  return (props.thresholds ?? DEFAULT_THRESHOLDS).map(({ percent, type }) => ({
    enabled: true,
    threshold: percent,
    thresholdType: type ?? BudgetThresholdType.ACTUAL,
    operator: 'GreaterThanOrEqualTo',
    contactEmails: props.emails && [...props.emails],
    contactGroups: actionGroups.length === 0 ? undefined : actionGroups.map((group) => group.actionGroupId),
    contactRoles: props.roles && [...props.roles],
  }));
}

function filterBlock({ dimensions, tags }: BudgetFilter) {
  const blocks = (values: BudgetFilter['tags'] = {}) =>
    Object.entries(values).map(([name, each]) => ({ name, values: [...each] }));
  return { dimension: blocks(dimensions), tag: blocks(tags) };
}

function firstOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

function timestamp(day: string): string {
  return `${day}T00:00:00Z`;
}
