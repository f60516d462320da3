import { type ScalingTrigger } from './scaling-trigger';

/** Request rate in an Azure Monitor workspace. */
export interface PrometheusRequestRate {
  /** Query endpoint of the Azure Monitor workspace. */
  readonly endpoint: string;
  /** PromQL with the requests a second of all replicas as its result, such as `sum(rate(http_requests_total{namespace="platform-core"}[2m]))`. */
  readonly query: string;
  /** Requests a second for each replica. */
  readonly requestsPerReplica: number;
}

/**
 * Requests that a service gets, as a trigger of KEDA that signs in by workload identity. The service exports their number as a metric.
 *
 * Source: keda.sh/docs/latest/scalers/prometheus.
 */
export class RequestRate implements ScalingTrigger {
  /** Rate of a counter in an Azure Monitor workspace, which Managed Prometheus collects. */
  public static prometheus(options: PrometheusRequestRate): RequestRate {
    return new RequestRate('prometheus', options.requestsPerReplica, {
      serverAddress: options.endpoint,
      query: options.query,
      threshold: `${options.requestsPerReplica}`,
    });
  }

  private constructor(
    public readonly trigger: string,
    /** Requests a second for each replica. */
    public readonly perReplica: number,
    public readonly metadata: Readonly<Record<string, string>>,
  ) {}
}
