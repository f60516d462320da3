import { type NodeTaint } from '../values/node-taint';
import { type QueueDepth } from './queue-depth';
import { type RequestRate } from './request-rate';

/** Check that Kubernetes repeats: an HTTP request that succeeds with 200 to 399, or a command that ends with 0. */
export interface Probe {
  /** Path of the request, such as `/health/live`. @default none: `command` is run instead */
  readonly path?: string;
  /** Port of the request. @default the port of the service */
  readonly port?: number;
  /** Command in the container. @default none: `path` is requested instead */
  readonly command?: readonly string[];
  /** Seconds before the first check. @default 0 */
  readonly initialDelaySeconds?: number;
  /** Seconds between two checks. @default 10 */
  readonly periodSeconds?: number;
  /** Seconds that a check may take. @default 1 */
  readonly timeoutSeconds?: number;
  /** Number of failures in a row after which the check has failed. @default 3 */
  readonly failureThreshold?: number;
}

/** Processors and memory of one replica, as Kubernetes writes them. */
export interface ServiceResources {
  /** Processors that are reserved, such as `500m` or `2`. */
  readonly cpu: string;
  /** Memory that is reserved, such as `512Mi` or `2Gi`. */
  readonly memory: string;
  /** Processors at most. @default no limit, other than that of the namespace */
  readonly cpuLimit?: string;
  /** Memory at most; a replica that needs more is killed. @default `memory` */
  readonly memoryLimit?: string;
}

/** Pace at which replicas are replaced by those of a new version: numbers, or percentages of the replicas. */
export interface Rollout {
  /** Replicas that may be missing meanwhile, such as `25%` or `1`. @default 25% */
  readonly maxUnavailable?: string;
  /** Replicas that may be there in addition meanwhile. @default 25% */
  readonly maxSurge?: string;
}

/** Bounds and targets between which the number of replicas changes by itself. At least one target is needed. */
export interface Scaling {
  /** Replicas at least; 0 with a queue alone. */
  readonly minReplicas: number;
  /** Replicas at most. */
  readonly maxReplicas: number;
  /** Average use of the reserved processors, in percent. @default not considered */
  readonly cpuPercent?: number;
  /** Average use of the reserved memory, in percent. @default not considered */
  readonly memoryPercent?: number;
  /** Work that waits, which KEDA measures. @default not considered */
  readonly queueDepth?: QueueDepth;
  /** Requests that come in, which KEDA measures. @default not considered */
  readonly requestRate?: RequestRate;
}

/** Use of the requests of processors and memory that the Vertical Pod Autoscaler derives from past use. */
export enum VerticalScaling {
  /** As recommendations in the status of its object alone. */
  OFF = 'Off',
  /** For each pod that starts. */
  INITIAL = 'Initial',
  /** For each pod that starts, and pods whose requests are far from them are evicted. */
  RECREATE = 'Recreate',
}

/** Endpoint that Prometheus reads metrics from. */
export interface MetricsEndpoint {
  /** @default /metrics */
  readonly path?: string;
  /** @default the port of the service */
  readonly port?: number;
  /** Seconds between two readings. @default 30 */
  readonly intervalSeconds?: number;
}

/** Source that is mounted into a container on a laptop. */
export interface SourceMount {
  /** Directory, relative to the project. */
  readonly from: string;
  /** Absolute path in the container. */
  readonly to: string;
}

/** Differences of a service on a laptop. */
export interface LocalOptions {
  /** Directory that the image is built from, relative to the project. @default the image is pulled */
  readonly build?: string;
  /** Command that reloads when the source changes. @default the command of the service */
  readonly command?: readonly string[];
  /** Source that is mounted, so that the command sees changes. @default none */
  readonly source?: SourceMount;
  /** Named volumes: absolute paths in the container by name. @default none */
  readonly volumes?: Readonly<Record<string, string>>;
  /** Port on the laptop, on the loopback interface alone; 0 publishes none. @default the port of the service */
  readonly hostPort?: number;
  /** Command of the shell in the container that ends with 0 once the service is healthy. @default curl or wget on the readiness probe */
  readonly healthCheck?: string;
  /** Settings that are different or exist on a laptop alone; an empty one is left to `.env`. @default none */
  readonly settings?: Readonly<Record<string, string>>;
  /** Secrets that the service starts without, by the name of the variable. @default none */
  readonly optionalSecrets?: readonly string[];
  /** Profile of Compose that starts the service. @default it always starts */
  readonly profile?: string;
}

/** Occasion on which a service runs. */
export class ServiceRun {
  /** All the time: a Deployment. */
  public static readonly ALWAYS = new ServiceRun('always');
  /** Once for each version, until it succeeds: a Job. */
  public static readonly ONCE = new ServiceRun('once');

  /**
   * At the times of a schedule, one run at a time: a CronJob.
   *
   * @param schedule five fields in UTC, such as `0 3 * * *`
   */
  public static scheduled(schedule: string): ServiceRun {
    return new ServiceRun('scheduled', schedule);
  }

  private constructor(
    /** `always`, `once` or `scheduled`. */
    public readonly kind: 'always' | 'once' | 'scheduled',
    /** Schedule in UTC. @default none: it runs on another occasion */
    public readonly schedule?: string,
  ) {}
}

/** Placement on the nodes of a cluster. */
export interface NodePlacement {
  /** Labels that a node must have, such as `{ workload: 'api' }`. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Taints of nodes that are tolerated. @default none */
  readonly taints?: readonly NodeTaint[];
}
