import { type ScalingTrigger } from './scaling-trigger';

/** Queue of Azure Service Bus. */
export interface ServiceBusQueueDepth {
  /** Name of the namespace, without its domain. */
  readonly namespace: string;
  readonly queue: string;
  /** Waiting messages for each replica. */
  readonly messagesPerReplica: number;
}

/** Queue of a storage account. */
export interface StorageQueueDepth {
  /** Name of the storage account. */
  readonly account: string;
  readonly queue: string;
  /** Waiting messages for each replica. */
  readonly messagesPerReplica: number;
}

/** Result of a query of Prometheus. */
export interface PrometheusDepth {
  /** Query endpoint of the Azure Monitor workspace. */
  readonly endpoint: string;
  /** PromQL with one number as its result, such as `max(queue_depth{queue="jobs"})`. */
  readonly query: string;
  /** Part of the number for each replica. */
  readonly valuePerReplica: number;
}

/**
 * Work that waits for a service, as a trigger of KEDA that signs in by workload identity.
 *
 * KEDA reads the length of a Redis list with a password only. Where Redis takes no passwords, the service exports the length as a metric, and
 * {@link prometheus} reads that. Source: keda.sh/docs/latest/scalers.
 */
export class QueueDepth implements ScalingTrigger {
  /** Messages in a queue of Azure Service Bus. */
  public static serviceBusQueue(options: ServiceBusQueueDepth): QueueDepth {
    return new QueueDepth('azure-servicebus', options.messagesPerReplica, {
      namespace: options.namespace,
      queueName: options.queue,
      messageCount: `${options.messagesPerReplica}`,
    });
  }

  /** Messages in a queue of a storage account. */
  public static storageQueue(options: StorageQueueDepth): QueueDepth {
    return new QueueDepth('azure-queue', options.messagesPerReplica, {
      accountName: options.account,
      queueName: options.queue,
      queueLength: `${options.messagesPerReplica}`,
    });
  }

  /** Value of a metric in an Azure Monitor workspace, which Managed Prometheus collects. */
  public static prometheus(options: PrometheusDepth): QueueDepth {
    return new QueueDepth('prometheus', options.valuePerReplica, {
      serverAddress: options.endpoint,
      query: options.query,
      threshold: `${options.valuePerReplica}`,
    });
  }

  private constructor(
    public readonly trigger: string,
    /** Waiting work for each replica. */
    public readonly perReplica: number,
    public readonly metadata: Readonly<Record<string, string>>,
  ) {}
}
