import { BackingService } from './backing-service';
import {
  type LocalOptions,
  type MetricsEndpoint,
  type NodePlacement,
  type Probe,
  type Rollout,
  type Scaling,
  type ServiceResources,
  ServiceRun,
  type VerticalScaling,
} from './service-options';
import { checkService, WRITABLE_PATHS } from './service-rules';

/** Properties of a service. */
export interface ServiceProps {
  /** Name: of the container on a laptop, and of its objects and DNS name in a cluster. */
  readonly name: string;
  /** Image, such as `agentic-api:1.4.0`. Without a registry, that of the cluster is put in front. */
  readonly image: string;
  /** Command in place of that of the image. @default that of the image */
  readonly command?: readonly string[];
  /** Port that it listens on, above 1023. @default none: nothing connects to it */
  readonly port?: number;
  /** Check that it has started; the others begin after it. @default none */
  readonly startup?: Probe;
  /** Check that it is alive; it is restarted otherwise. @default none */
  readonly liveness?: Probe;
  /** Check that it can answer; it gets no requests otherwise. @default none */
  readonly readiness?: Probe;
  /** Processors and memory of one replica. */
  readonly resources: ServiceResources;
  /** Number of replicas, where it does not scale. @default 1 */
  readonly replicas?: number;
  /** Bounds and targets of the number of replicas. @default it does not scale */
  readonly scaling?: Scaling;
  /** Requests of processors and memory by past use. @default the cluster does not derive any */
  readonly verticalScaling?: VerticalScaling;
  /** Pace of a new version. @default 25% unavailable and 25% in addition */
  readonly rollout?: Rollout;
  /** Environment variables that are no secrets. @default none */
  readonly settings?: Readonly<Record<string, string>>;
  /** Secrets: names of secrets in the key vault by environment variable, never values. @default none */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * Files that it reads, and that are no secrets: names of sets by the directory that they are in, read-only. The cluster and the laptop say
   * what a set has. @default none
   */
  readonly configFiles?: Readonly<Record<string, string>>;
  /** Services and data services that it opens connections to. All others are closed to it in a cluster. @default none */
  readonly connectsTo?: readonly (Service | BackingService)[];
  /** Services that run once and must have succeeded before. @default none */
  readonly after?: readonly Service[];
  /** Occasion on which it runs. @default ServiceRun.ALWAYS */
  readonly runs?: ServiceRun;
  /** Whether it opens connections to addresses outside of the private network, on port 443. @default false */
  readonly internetAccess?: boolean;
  /** Metrics for Prometheus. @default none */
  readonly metrics?: MetricsEndpoint;
  /** Absolute paths that it can write to; all else is read-only in a cluster. @default /tmp */
  readonly writablePaths?: readonly string[];
  /** Number of the user that it runs as, never 0. @default 10001 */
  readonly user?: number;
  /** Seconds that it gets to end its work once it is asked to stop. @default 30 */
  readonly terminationSeconds?: number;
  /** Nodes that it runs on. @default any */
  readonly placement?: NodePlacement;
  /** Differences on a laptop. @default none */
  readonly local?: LocalOptions;
}

/**
 * Service of a system: written once, and rendered for Compose and for Kubernetes.
 *
 * It is immutable, and everything in it was checked when it was made.
 */
export class Service {
  public readonly name: string;
  public readonly image: string;
  public readonly command?: readonly string[];
  public readonly port?: number;
  public readonly startup?: Probe;
  public readonly liveness?: Probe;
  public readonly readiness?: Probe;
  public readonly resources: ServiceResources;
  public readonly replicas: number;
  public readonly scaling?: Scaling;
  public readonly verticalScaling?: VerticalScaling;
  public readonly rollout: Required<Rollout>;
  public readonly settings: Readonly<Record<string, string>>;
  public readonly secrets: Readonly<Record<string, string>>;
  public readonly configFiles: Readonly<Record<string, string>>;
  public readonly after: readonly Service[];
  public readonly runs: ServiceRun;
  public readonly internetAccess: boolean;
  public readonly metrics?: MetricsEndpoint;
  public readonly writablePaths: readonly string[];
  public readonly user: number;
  public readonly terminationSeconds: number;
  public readonly placement: NodePlacement;
  public readonly local: LocalOptions;
  private readonly connections: readonly (Service | BackingService)[];

  /**
   * @throws ValidationError with all properties that are not allowed
   */
  constructor(props: ServiceProps) {
    checkService(props);
    this.name = props.name;
    this.image = props.image;
    this.command = props.command;
    this.port = props.port;
    this.startup = props.startup;
    this.liveness = props.liveness;
    this.readiness = props.readiness;
    this.resources = props.resources;
    this.replicas = props.replicas ?? 1;
    this.scaling = props.scaling;
    this.verticalScaling = props.verticalScaling;
    this.rollout = { maxUnavailable: '25%', maxSurge: '25%', ...props.rollout };
    this.settings = props.settings ?? {};
    this.secrets = props.secrets ?? {};
    this.configFiles = props.configFiles ?? {};
    this.connections = props.connectsTo ?? [];
    this.after = props.after ?? [];
    this.runs = props.runs ?? ServiceRun.ALWAYS;
    this.internetAccess = props.internetAccess ?? false;
    this.metrics = props.metrics;
    this.writablePaths = props.writablePaths ?? WRITABLE_PATHS;
    this.user = props.user ?? 10001;
    this.terminationSeconds = props.terminationSeconds ?? 30;
    this.placement = props.placement ?? {};
    this.local = props.local ?? {};
  }

  /** Services that it connects to. */
  public get upstreamServices(): readonly Service[] {
    return this.connections.filter((each) => each instanceof Service);
  }

  /** Data services that it connects to. */
  public get backingServices(): readonly BackingService[] {
    return this.connections.filter((each) => each instanceof BackingService);
  }

  /** Most replicas that there can be, additional ones of a rollout aside. */
  public get maxReplicas(): number {
    return this.scaling?.maxReplicas ?? this.replicas;
  }
}
