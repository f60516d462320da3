/** Tiers of Event Hubs. To and from Premium there is no way but a new namespace. */
export enum EventHubSku {
  /** One consumer group, events for a day, and no private endpoint. */
  BASIC = 'Basic',
  STANDARD = 'Standard',
  /** Processors of its own, events for 90 days, keys of your own. */
  PREMIUM = 'Premium',
}

/**
 * Days that a tier keeps events.
 *
 * Source: learn.microsoft.com/azure/event-hubs/event-hubs-quotas.
 */
export const MAX_RETENTION_DAYS: Readonly<Record<EventHubSku, number>> = {
  [EventHubSku.BASIC]: 1,
  [EventHubSku.STANDARD]: 7,
  [EventHubSku.PREMIUM]: 90,
};

/** Partitions that a hub of a tier takes. Source: the same page. */
export const MAX_PARTITIONS: Readonly<Record<EventHubSku, number>> = {
  [EventHubSku.BASIC]: 32,
  [EventHubSku.STANDARD]: 32,
  [EventHubSku.PREMIUM]: 100,
};
