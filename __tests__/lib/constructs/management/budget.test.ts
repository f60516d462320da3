import { Budget, BudgetPeriod, BudgetScope, BudgetThresholdType } from '../../../../lib/constructs/management/budget';
import { ResourceGroup } from '../../../../lib/constructs/management/resource-group';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { existingActionGroup } from '../../../helpers/neighbours';

const emails = ['owner@example.com'];

describe('by default', () => {
  test('the costs of the stage are counted by the month, from the month of the first apply', () => {
    const stage = testStage();
    new Budget(stage, 'Budget', { amount: 500, emails });
    const budget = RenderedStage.of(stage).resource('azurerm_consumption_budget_resource_group');
    expect(budget).toMatchObject({
      amount: 500,
      time_grain: 'Monthly',
      time_period: { start_date: '2026-11-01T00:00:00Z' },
      resource_group_id: expect.stringContaining('azurerm_resource_group.'),
    });
    expect(budget).not.toHaveProperty('filter');
  });

  test('a later day moves nothing: the start is ignored once the budget is there', () => {
    const stage = testStage({ app: testApp({ today: '2027-03-17' }) });
    new Budget(stage, 'Budget', { amount: 500, emails });
    expect(stage).toHaveResource('azurerm_consumption_budget_resource_group', {
      time_period: { start_date: '2027-03-01T00:00:00Z' },
      lifecycle: { ignore_changes: ['time_period[0].start_date'] },
    });
  });

  test('a message goes out at 80 % and 100 %, and when 100 % are forecast', () => {
    const stage = testStage();
    new Budget(stage, 'Budget', { amount: 500, emails });
    const message = { enabled: true, operator: 'GreaterThanOrEqualTo', contact_emails: emails };
    expect(stage).toHaveResource('azurerm_consumption_budget_resource_group', {
      notification: [
        { ...message, threshold: 80, threshold_type: 'Actual' },
        { ...message, threshold: 100, threshold_type: 'Actual' },
        { ...message, threshold: 100, threshold_type: 'Forecasted' },
      ],
    });
  });

  test("the stage's action group hears of it", () => {
    const stage = testStage();
    stage.context.setDefaults({ actionGroup: existingActionGroup(stage) });
    new Budget(stage, 'Budget', { amount: 500, thresholds: [{ percent: 90 }] });
    expect(stage).toHaveResource('azurerm_consumption_budget_resource_group', {
      notification: [
        { threshold: 90, contact_groups: [expect.stringContaining('azurerm_monitor_action_group.OnCall')] },
      ],
    });
  });
});

describe('options', () => {
  test('a start that is given is kept to', () => {
    const stage = testStage();
    new Budget(stage, 'Budget', {
      amount: 500,
      emails,
      startDate: '2026-10-01',
      endDate: '2030-10-01',
      period: BudgetPeriod.QUARTERLY,
    });
    const budget = RenderedStage.of(stage).resource('azurerm_consumption_budget_resource_group');
    expect(budget).toMatchObject({
      time_grain: 'Quarterly',
      time_period: { start_date: '2026-10-01T00:00:00Z', end_date: '2030-10-01T00:00:00Z' },
    });
    expect(budget).not.toHaveProperty('lifecycle');
  });

  test('another group, or a subscription, is counted', () => {
    const stage = testStage();
    const group = ResourceGroup.fromName(stage, 'Other', 'rg-other');
    const id = '00000000-0000-0000-0000-000000000001';
    new Budget(stage, 'Group', { amount: 1, emails, scope: BudgetScope.resourceGroup(group) });
    new Budget(stage, 'Here', { amount: 2, emails, scope: BudgetScope.subscription() });
    new Budget(stage, 'There', { amount: 3, emails, scope: BudgetScope.subscription(id) });
    expect(stage).toHaveResource('azurerm_consumption_budget_resource_group', {
      resource_group_id: expect.stringContaining('data.azurerm_resource_group.Other'),
    });
    expect(stage).toHaveResource('azurerm_consumption_budget_subscription', {
      amount: 2,
      subscription_id: '/subscriptions/${data.azurerm_client_config.CurrentClient.subscription_id}',
    });
    expect(stage).toHaveResource('azurerm_consumption_budget_subscription', {
      amount: 3,
      subscription_id: `/subscriptions/${id}`,
    });
    expect(stage).toHaveResourceCount('azurerm_resource_group', 0);
  });

  test('a filter counts some costs only', () => {
    const stage = testStage();
    new Budget(stage, 'Budget', {
      amount: 500,
      roles: ['Owner'],
      filter: { dimensions: { ServiceName: ['Redis Cache'] }, tags: { stage: ['stage-agents'] } },
    });
    expect(stage).toHaveResource('azurerm_consumption_budget_resource_group', {
      filter: {
        dimension: [{ name: 'ServiceName', values: ['Redis Cache'] }],
        tag: [{ name: 'stage', values: ['stage-agents'] }],
      },
    });
  });
});

test('every problem is reported at once', () => {
  expect(
    () =>
      new Budget(testStage(), 'Budget', {
        amount: 0,
        startDate: '2026-11-02',
        endDate: '2026-13-01',
        scope: BudgetScope.subscription('mine'),
        thresholds: [{ percent: 0, type: BudgetThresholdType.FORECASTED }],
        filter: { dimensions: { ServiceNames: ['x'] } },
      }),
  ).toThrow(
    new RegExp(
      [
        'amount: got 0. Allowed: 1 or more.',
        'startDate: got "2026-11-02". Allowed: the first of a month, 2017-06-01 or later.',
        'endDate: got "2026-13-01". Allowed: a day after the start.',
        'scope: got "mine". Allowed: the GUID of a subscription.',
        'emails: there is no receiver, which Azure refuses. Give emails, roles or actionGroups.',
        'thresholds\\[0\\].percent: got 0. Allowed: a whole number from 1 to 1000.',
        'filter.dimensions: got "ServiceNames".*Did you mean "ServiceName"\\?',
      ]
        .map((line) => `stage-test/Budget: ${line}`)
        .join('\\n'),
    ),
  );
});

test.each([{ filter: {} }, { filter: { tags: { stage: [] } } }, { thresholds: [] }])('%j is refused', (props) => {
  expect(() => new Budget(testStage(), 'Budget', { amount: 1, emails, ...props })).toThrow(/at least one|1 to 5/);
});
