import { ArmError } from '../arm/arm-error';
import { requireOneOf, requireThat } from '../arm/body-rules';
import { isObject, type JsonObject, objectAt, stringAt, stringsAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

/** Notifications of a budget at most: https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets */
const MOST_NOTIFICATIONS = 5;

/** Months of a period. Those of invoices are counted as those of the calendar. */
const MONTHS: Readonly<Record<string, number>> = {
  Monthly: 1,
  BillingMonth: 1,
  Quarterly: 3,
  BillingQuarter: 3,
  Annually: 12,
  BillingAnnual: 12,
};

const EARLIEST = '2017-06-01';

/** Rules of a budget: https://learn.microsoft.com/rest/api/consumption/budgets/create-or-update */
const budgets: ResourceType = {
  type: 'Microsoft.Consumption/budgets',
  placement: 'extension',
  name: { pattern: /^[a-zA-Z0-9_-]{1,63}$/ },
  put: ({ azure }, body, existing) => {
    const { properties } = body;
    const given = stringAt(body, 'eTag');
    if (existing !== undefined && given !== undefined && given !== existing['eTag']) {
      throw new ArmError(409, 'Conflict', 'The eTag of the budget is not that of its latest version.');
    }
    requireOneOf({ name: 'properties.category', value: properties['category'] }, ['Cost']);
    requireThat(Number(properties['amount']) > 0, 'properties.amount must be more than 0.');
    requireOneOf({ name: 'properties.timeGrain', value: properties['timeGrain'] }, Object.keys(MONTHS));
    const timePeriod = checkedPeriod(properties, azure.clock(), existing);
    checkNotifications(objectAt(properties, 'notifications'));
    const version = Number(/\d+/.exec(stringAt(existing, 'eTag') ?? '')?.[0] ?? 0) + 1;
    return {
      ...body,
      eTag: `"${version}"`,
      properties: { ...properties, timePeriod, currentSpend: { amount: 0, unit: 'USD' } },
    };
  },
};

/** Refuses a start that is not the first of a month, long past or far ahead, and an end before it. */
function checkedPeriod(properties: JsonObject, now: Date, existing?: Resource): JsonObject {
  const period = objectAt(properties, 'timePeriod');
  const start = new Date(stringAt(period, 'startDate') ?? '');
  requireThat(!Number.isNaN(start.getTime()), 'properties.timePeriod.startDate is no date.');
  const day = start.toISOString().slice(0, 10);
  requireThat(
    day.endsWith('-01') && day >= EARLIEST,
    `properties.timePeriod.startDate is ${day}, it must be the first of a month, ${EARLIEST} or later.`,
  );
  const months = monthsBetween(now, start);
  const least = -(MONTHS[String(properties['timeGrain'])] ?? 1);
  const isKept = stringAt(existing?.properties, 'timePeriod', 'startDate')?.slice(0, 10) === day;
  requireThat(
    isKept || (months > least && months <= 12),
    `properties.timePeriod.startDate is ${day}: it must be in the current period, or at most twelve months ahead.`,
  );
  const tenYears = new Date(Date.UTC(start.getUTCFullYear() + 10, start.getUTCMonth(), 1));
  const end = new Date(stringAt(period, 'endDate') ?? tenYears);
  requireThat(end > start, 'properties.timePeriod.endDate must be after the startDate.');
  return { startDate: shown(start), endDate: shown(end) };
}

function shown(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

function monthsBetween(from: Date, to: Date): number {
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}

function checkNotifications(notifications: JsonObject): void {
  const all = Object.entries(notifications);
  requireThat(
    all.length <= MOST_NOTIFICATIONS,
    `A budget has at most ${MOST_NOTIFICATIONS} notifications, and ${all.length} are given.`,
  );
  for (const [name, each] of all) {
    const threshold = isObject(each) ? Number(each['threshold']) : Number.NaN;
    requireThat(threshold >= 0 && threshold <= 1000, `The threshold of ${name} must be 0 to 1000.`);
    requireOneOf({ name: `${name}.operator`, value: objectAt(notifications, name)['operator'] }, OPERATORS);
    const contacts = ['contactEmails', 'contactGroups', 'contactRoles'].flatMap((list) => stringsAt(each, list));
    requireThat(contacts.length > 0, `The notification ${name} has no contactEmails, contactGroups or contactRoles.`);
    const type = objectAt(notifications, name)['thresholdType'] ?? 'Actual';
    requireOneOf({ name: `${name}.thresholdType`, value: type }, ['Actual', 'Forecasted']);
  }
}

const OPERATORS = ['EqualTo', 'GreaterThan', 'GreaterThanOrEqualTo'];

/** Budgets: https://learn.microsoft.com/rest/api/consumption/budgets */
export const consumption: ResourceProvider = { namespace: 'Microsoft.Consumption', types: [budgets] };
