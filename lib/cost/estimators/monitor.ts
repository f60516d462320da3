import { type Estimator, monthsOf, unknown } from '../estimator';
import { above, range, times } from '../range';
import { block, blocks, countOf, text } from '../../synthesized/values';

/** E-mails a month that Azure Monitor sends at no charge. */
const FREE_EMAILS = 1000;

/** A metric alert: the time series that it watches; a dynamic threshold costs as much again. */
export const metricAlert: Estimator<'timeSeries'> = {
  types: ['azurerm_monitor_metric_alert'],
  usage: {
    timeSeries: {
      description: 'Time series of a criterion and a resource: the combinations of the dimensions that it splits by',
      unit: 'count',
      default: range(1),
    },
  },
  estimate({ values }, { timeSeries }, { hours }) {
    const fixed = blocks(values, 'criteria').length;
    const dynamic = blocks(values, 'dynamic_criteria').length;
    const scopes = Math.max(1, countOf(values, 'scopes'));
    const series = times(monthsOf(hours), times(timeSeries, (fixed + dynamic) * scopes));
    return {
      components: [
        ...(fixed + dynamic === 0 ? [] : [{ name: 'Time series watched', quantity: series, price: 'metricAlert' }]),
        ...(dynamic === 0
          ? []
          : [
              {
                name: 'Dynamic thresholds',
                quantity: times(monthsOf(hours), times(timeSeries, dynamic * scopes)),
                price: 'metricAlert.dynamic',
              },
            ]),
      ],
    };
  },
};

/** Price keys of log alerts by how often they are evaluated. */
const FREQUENCIES: Readonly<Record<string, string>> = {
  PT1M: 'logAlert.PT1M',
  PT5M: 'logAlert.PT5M',
  PT10M: 'logAlert.PT10M',
};

/** A log alert: priced by how often it is evaluated. */
export const logAlert: Estimator = {
  types: ['azurerm_monitor_scheduled_query_rules_alert_v2'],
  usage: {},
  estimate({ values }, _, { hours }) {
    const frequency = text(values, 'evaluation_frequency');
    const price = FREQUENCIES[frequency ?? ''];
    if (frequency === undefined) {
      return unknown('evaluation_frequency');
    }
    return price === undefined
      ? { components: [], notPriced: [`an evaluation every ${frequency}`] }
      : { components: [{ name: `Log alert, every ${frequency}`, quantity: monthsOf(hours), price }] };
  },
};

/** An action group: e-mails above those that are free. Other notifications are not priced. */
export const actionGroup: Estimator<'emails'> = {
  types: ['azurerm_monitor_action_group'],
  usage: {
    emails: {
      description: 'E-mails of the group; the first 1,000 are free',
      unit: 'count/month',
      default: range(0, 200),
    },
  },
  estimate({ values }, { emails }) {
    const paid = ['sms_receiver', 'voice_receiver', 'itsm_receiver'].filter(
      (kind) => block(values, kind) !== undefined,
    );
    const more = above(emails, FREE_EMAILS);
    return {
      components: more.high === 0 ? [] : [{ name: 'E-mails', quantity: more, price: 'actionGroup.email' }],
      notPriced: paid.map((kind) => `notifications of ${kind}`),
    };
  },
};

/** Azure Managed Grafana: its instance, and the users that sign in. */
export const grafana: Estimator<'activeUsers'> = {
  types: ['azurerm_dashboard_grafana'],
  usage: {
    activeUsers: { description: 'Users that sign in within a month', unit: 'count', default: range(1, 10) },
  },
  estimate({ values }, { activeUsers }, { hours }) {
    const sku = text(values, 'sku') ?? 'Standard';
    return {
      components: [
        { name: `Instance ${sku}`, quantity: monthsOf(hours), price: `grafana.${sku}` },
        { name: 'Active users', quantity: activeUsers, price: 'grafana.activeUser' },
      ],
    };
  },
};
