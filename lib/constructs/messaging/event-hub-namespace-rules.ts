import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { checkNetworkAccess } from '../network/network-access';
import { type EventHubNamespace, type EventHubNamespaceProps } from './event-hub-namespace';
import { EventHubSku } from './event-hub-sku';

/** Processing units that Premium comes in. Source: learn.microsoft.com/azure/event-hubs/event-hubs-scalability. */
const PROCESSING_UNITS = [1, 2, 4, 6, 8, 10, 12, 16];

const MOST_THROUGHPUT_UNITS = 40;

/**
 * Notes and throws what cannot be a namespace.
 *
 * Sources: azurerm internal/services/eventhub/eventhub_namespace_resource.go (rule sets, units);
 * learn.microsoft.com/azure/event-hubs/compare-tiers for what Basic lacks.
 */
export function checkEventHubNamespace(namespace: EventHubNamespace, props: EventHubNamespaceProps): void {
  const { sku = EventHubSku.STANDARD, capacity = 1, maximumThroughputUnits: maximum, hubs = [] } = props;
  const premium = sku === EventHubSku.PREMIUM;
  const checks = new Checks(namespace)
    .that('hubs', hubs, new Set(hubs).size === hubs.length, 'each name once')
    .wholeNumber('capacity', premium ? undefined : capacity, 1, MOST_THROUGHPUT_UNITS)
    .that(
      'capacity',
      capacity,
      !premium || PROCESSING_UNITS.includes(capacity),
      `${PROCESSING_UNITS.join(', ')} with Premium`,
    )
    .wholeNumber('maximumThroughputUnits', maximum, 0, MOST_THROUGHPUT_UNITS)
    .that(
      'maximumThroughputUnits',
      maximum,
      maximum === 0 || sku === EventHubSku.STANDARD,
      `0 with ${sku}: only Standard adds units by itself`,
    )
    .that(
      'maximumThroughputUnits',
      maximum,
      maximum === 0 || (maximum ?? 0) >= capacity,
      `${capacity} or more, as many as capacity, or 0`,
    )
    .together(
      premium || props.customerManagedKey === undefined,
      `customerManagedKey: ${sku} supports no customer-managed key`,
      'Leave it out, or use EventHubSku.PREMIUM.',
    );
  checkNetworkAccess(checks, props, 32);
  if (sku === EventHubSku.BASIC) {
    checkBasic(checks, props);
  }
  checks.done();
  warnOfOpenness(namespace, sku, props);
}

/** Source of the second: learn.microsoft.com/azure/event-hubs/private-link-service: without a rule the whole Internet gets in. */
function warnOfOpenness(namespace: EventHubNamespace, sku: EventHubSku, props: EventHubNamespaceProps): void {
  const context = AzureContext.of(namespace);
  if (sku === EventHubSku.BASIC) {
    context.warn(namespace, 'is reachable from the whole Internet: Basic has no network rules');
  } else if (props.publicNetworkAccess === true && ruleCount(props) === 0) {
    context.warn(
      namespace,
      'is reachable from the whole Internet: publicNetworkAccess without allowedIpRanges or allowedSubnets',
    );
  }
}

function ruleCount({ allowedIpRanges = [], allowedSubnets = [] }: EventHubNamespaceProps): number {
  return allowedIpRanges.length + allowedSubnets.length;
}

function checkBasic(checks: Checks, props: EventHubNamespaceProps): void {
  checks
    .together(
      props.publicNetworkAccess === true,
      'publicNetworkAccess: Basic is always reachable from the whole Internet',
      'Set it to true to confirm it, or use EventHubSku.STANDARD.',
    )
    .together(
      ruleCount(props) === 0,
      'allowedIpRanges, allowedSubnets: Basic has no network rules',
      'Leave them out, or use EventHubSku.STANDARD.',
    )
    .together(
      props.trustedServices === undefined,
      'trustedServices: Basic has no network rules that they could pass',
      'Leave it out, or use EventHubSku.STANDARD.',
    )
    .together(
      props.privateEndpoints === undefined,
      'privateEndpoints: Basic supports none',
      'Leave them out, or use EventHubSku.STANDARD.',
    )
    .together(
      props.captureIdentity === undefined,
      'captureIdentity: Basic captures no events',
      'Leave it out, or use EventHubSku.STANDARD.',
    );
}
