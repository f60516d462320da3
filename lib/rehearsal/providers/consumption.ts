import { badRequest } from '../arm/arm-error';
import { objectsAt, stringAt, valueAt } from '../arm/json';
import { isObject } from '../arm/json';
import { type ResourceProvider, type ResourceType } from '../arm/resource-type';

/** Budgets: https://learn.microsoft.com/rest/api/consumption/budgets */
const budgets: ResourceType = {
  type: 'Microsoft.Consumption/budgets',
  placement: 'extension',
  name: { pattern: /^[\w-]{1,63}$/ },
  put: (_request, body) => {
    const start = stringAt(body.properties, 'timePeriod', 'startDate') ?? '';
    if (!/^\d{4}-\d{2}-01T/.test(start)) {
      throw badRequest('400', `The start date ${start} of budget ${body.name} has to be the first of a month.`);
    }
    const notifications = valueAt(body.properties, 'notifications');
    const count = isObject(notifications) ? Object.keys(notifications).length : objectsAt(notifications).length;
    if (count > 5) {
      throw badRequest('400', `The budget ${body.name} has ${count} notifications; at most 5 are allowed.`);
    }
    return { ...body, eTag: '"1"', properties: { ...body.properties, currentSpend: { amount: 0, unit: 'USD' } } };
  },
};

/** Cost management. */
export const consumption: ResourceProvider = { namespace: 'Microsoft.Consumption', types: [budgets] };
