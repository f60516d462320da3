export { EventHub, type EventHubOptions, type EventHubProps } from './event-hub';
export { type EventHubCapture } from './event-hub-capture';
export { EventHubNamespace, type EventHubNamespaceProps } from './event-hub-namespace';
export { type IEventHubNamespace } from './event-hub-namespace-base';
export { EventHubSku } from './event-hub-sku';
