import { type Construct } from 'constructs';
import { didYouMean } from '../../errors';
import { Checks } from '../checks';
import { type IActionGroup } from '../observability/action-group';
import { type BudgetProps } from './budget';

/** Source: azurerm internal/services/consumption/consumption_budget_base.go. */
const DIMENSIONS = [
  'ChargeType',
  'Frequency',
  'InvoiceId',
  'Meter',
  'MeterCategory',
  'MeterSubCategory',
  'PartNumber',
  'PricingModel',
  'Product',
  'ProductOrderId',
  'ProductOrderName',
  'PublisherType',
  'ReservationId',
  'ReservationName',
  'ResourceGroupName',
  'ResourceGuid',
  'ResourceId',
  'ResourceLocation',
  'ResourceType',
  'ServiceFamily',
  'ServiceName',
  'SubscriptionID',
  'SubscriptionName',
  'UnitOfMeasure',
];

/**
 * Refuses what azurerm or Azure would refuse at plan or apply.
 *
 * Sources: azurerm internal/services/consumption/consumption_budget_base.go and validate/time_period.go; five notifications by
 * learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets.
 */
export function checkBudget(budget: Construct, props: BudgetProps, actionGroups: readonly IActionGroup[]): void {
  const { amount, startDate, endDate, thresholds, emails = [], roles = [] } = props;
  const subscriptionId = props.scope?.subscriptionId;
  const checks = new Checks(budget)
    .that('amount', amount, amount >= 1, '1 or more')
    .that(
      'startDate',
      startDate,
      isDay(startDate) && startDate.endsWith('-01') && startDate >= '2017-06-01',
      'the first of a month, 2017-06-01 or later',
    )
    .that(
      'endDate',
      endDate,
      isDay(endDate) && (startDate === undefined || endDate > startDate),
      'a day after the start',
    )
    .that(
      'scope',
      subscriptionId,
      subscriptionId !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(subscriptionId),
      'the GUID of a subscription',
    )
    .that(
      'thresholds',
      thresholds?.length,
      thresholds === undefined || (thresholds.length >= 1 && thresholds.length <= 5),
      '1 to 5 thresholds',
    )
    .together(
      emails.length + roles.length + actionGroups.length > 0,
      'emails: there is no receiver, which Azure refuses',
      'Give emails, roles or actionGroups.',
    );
  thresholds?.forEach(({ percent }, index) => checks.wholeNumber(`thresholds[${index}].percent`, percent, 1, 1000));
  checkFilter(checks, props);
  checks.done();
}

function checkFilter(checks: Checks, { filter }: BudgetProps): void {
  if (filter === undefined) {
    return;
  }
  const { dimensions = {}, tags = {} } = filter;
  const all = [...Object.entries(dimensions), ...Object.entries(tags)];
  checks.that('filter', filter, all.length > 0, 'at least one dimension or tag').that(
    'filter',
    filter,
    all.every(([, values]) => values.length > 0),
    'at least one value for each',
  );
  Object.keys(dimensions).forEach((name) =>
    checks.that(
      'filter.dimensions',
      name,
      DIMENSIONS.includes(name),
      DIMENSIONS.join(', '),
      didYouMean(name, DIMENSIONS),
    ),
  );
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text);
}
