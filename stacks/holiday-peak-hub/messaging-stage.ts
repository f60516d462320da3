import { type Construct } from 'constructs';
import { EventHubNamespace } from '../../lib/constructs/messaging/event-hub-namespace';
import { acknowledge } from '../../lib/stage/acknowledge';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { type NetworkStage } from './network-stage';
import { type HolidayPeakHubParameters } from './parameters';

/** Topics of the events between services. */
export const TOPICS = ['order-events', 'inventory-events', 'shipment-events', 'payment-events', 'user-events'];

/** The event hubs between the services. */
export class MessagingStage extends Stage {
  public readonly eventHubs: EventHubNamespace;

  constructor(scope: Construct, network: NetworkStage, parameters: HolidayPeakHubParameters) {
    super(scope, 'stage-messaging', {
      title: 'Messaging',
      purpose: 'Five topics on which services publish what happened to orders, stock, shipments, payments and users.',
      lifecycle: StageLifecycle.PERMANENT,
      sharing: StageSharing.SHARED,
      upstream: [network],
      monthlyBudget: { from: 20, to: 100 },
      checks: ['The five topics are there: az eventhubs eventhub list'],
    });
    this.context.setDefaults(network.context.defaults);
    this.eventHubs = new EventHubNamespace(this, 'EventHubNamespace', {
      allowedIpRanges: parameters.operatorIpRanges,
      privateEndpoints: network.privateEndpoints,
    });
    acknowledge(this.eventHubs, 'AZS412', 'One throughput unit is enough for what development sends.', {
      profiles: ['dev'],
    });
    TOPICS.forEach((name) => this.eventHubs.addHub(name, { name }));
    this.addOutput('event_hubs_host', this.eventHubs.hostName, { description: 'Where events go, within the network.' });
  }
}
