export { BackingKind, BackingService, type PostgresqlBackingProps, type RedisBackingProps } from './backing-service';
export { composeFiles } from './compose';
export { type ComposeImages, type ComposeOptions, type ComposeProxy, type VariableSection } from './compose-options';
export { type PrometheusDepth, QueueDepth, type ServiceBusQueueDepth, type StorageQueueDepth } from './queue-depth';
export { Service, type ServiceProps } from './service';
export {
  type LocalOptions,
  type MetricsEndpoint,
  type NodePlacement,
  type Probe,
  type Rollout,
  type Scaling,
  type ServiceResources,
  ServiceRun,
  type SourceMount,
} from './service-options';
