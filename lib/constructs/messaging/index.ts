export { EventHub, type EventHubOptions, type EventHubProps } from './event-hub';
export { type EventHubCapture } from './event-hub-capture';
export { EventHubDisasterRecovery, type EventHubDisasterRecoveryProps } from './event-hub-disaster-recovery';
export { EventHubNamespace, type EventHubNamespaceProps } from './event-hub-namespace';
export { type IEventHubNamespace } from './event-hub-namespace-base';
export { EventHubSku } from './event-hub-sku';
