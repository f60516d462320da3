export { EventHub, type EventHubOptions, type EventHubProps } from './event-hub';
export { type EventHubCapture } from './event-hub-capture';
export { EventHubNamespace, type EventHubNamespaceProps, type IEventHubNamespace } from './event-hub-namespace';
export { EventHubSku } from './event-hub-sku';
