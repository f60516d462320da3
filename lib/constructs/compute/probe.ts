import {
  type ContainerAppTemplateContainer,
  type ContainerAppTemplateContainerLivenessProbe,
} from '@cdktf/provider-azurerm/lib/container-app';
import { type Checks } from '../checks';

/** Timing and thresholds of a probe. */
export interface ProbeTiming {
  /** Seconds between two questions, 1 to 240. @default 10, for the startup probe 5 */
  readonly intervalSeconds?: number;
  /** Seconds after which there is no answer, 1 to 240. @default 5 */
  readonly timeoutSeconds?: number;
  /** Seconds before the first question, 0 to 60. @default 0 */
  readonly initialDelaySeconds?: number;
  /** Failures in a row that count: up to 30 (liveness), 48 (readiness), 240 (startup). @default 3, for the startup probe 48: four minutes */
  readonly failureThreshold?: number;
  /** Successes in a row that make a replica ready again, 1 to 10. Readiness only. @default 1 */
  readonly successThreshold?: number;
}

export interface HttpProbeOptions extends ProbeTiming {
  /** @default the target port of the ingress */
  readonly port?: number;
  /** Whether the probe uses TLS. @default false: inside the replica */
  readonly https?: boolean;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TcpProbeOptions extends ProbeTiming {
  /** @default the target port of the ingress */
  readonly port?: number;
}

/** The probes of one container. */
export interface ContainerProbes {
  /** Until it succeeds the others wait. @default that of the ingress port */
  readonly startup?: Probe;
  /** Liveness probe: the container is restarted when it fails. @default that of the ingress port */
  readonly liveness?: Probe;
  /** While it fails the replica gets no traffic. @default that of the ingress port */
  readonly readiness?: Probe;
}

/** A health probe of a container. */
export class Probe {
  /** A GET that must answer with 200 to 399. */
  public static http(path: string, options: HttpProbeOptions = {}): Probe {
    return new Probe(options.https === true ? 'HTTPS' : 'HTTP', options, path, options.headers);
  }

  /** A connection that must be accepted. */
  public static tcp(options: TcpProbeOptions = {}): Probe {
    return new Probe('TCP', options);
  }

  /** No probe, in place of the default. */
  public static none(): Probe {
    return new Probe('none', {});
  }

  private constructor(
    private readonly transport: 'HTTP' | 'HTTPS' | 'TCP' | 'none',
    private readonly options: TcpProbeOptions,
    private readonly path?: string,
    private readonly headers?: Readonly<Record<string, string>>,
  ) {}

  /** Whether it asks anything. */
  public get enabled(): boolean {
    return this.transport !== 'none';
  }

  /**
   * Notes what azurerm would refuse.
   *
   * Source of the limits: azurerm internal/services/containerapps/helpers/container_apps.go.
   *
   * @internal
   */
  public check(checks: Checks, kind: ProbeKind, defaultPort?: number): void {
    if (!this.enabled) {
      return;
    }
    const property = (name: string) => `probes.${kind}.${name}`;
    const { port, intervalSeconds, timeoutSeconds, initialDelaySeconds, failureThreshold, successThreshold } =
      this.options;
    checks
      .together(
        (port ?? defaultPort) !== undefined,
        `${property('port')}: without ingress there is no port to ask`,
        'Set port.',
      )
      .wholeNumber(property('port'), port, 1, 65535)
      .wholeNumber(property('intervalSeconds'), intervalSeconds, 1, 240)
      .wholeNumber(property('timeoutSeconds'), timeoutSeconds, 1, 240)
      .wholeNumber(property('initialDelaySeconds'), initialDelaySeconds, 0, 60)
      .wholeNumber(property('failureThreshold'), failureThreshold, 1, MAX_FAILURES[kind])
      .wholeNumber(property('successThreshold'), successThreshold, 1, 10)
      .that(
        property('successThreshold'),
        successThreshold,
        kind === 'readiness',
        'nothing: only a readiness probe has it',
      )
      .that(
        property('path'),
        this.path,
        this.path === undefined || this.path.startsWith('/'),
        'a path that starts with /',
      );
  }

  /** The block that azurerm takes. @internal */
  public render(kind: ProbeKind, defaultPort = 0): ContainerAppTemplateContainerLivenessProbe[] | undefined {
    if (!this.enabled) {
      return undefined;
    }
    const { port, intervalSeconds, timeoutSeconds, initialDelaySeconds, failureThreshold } = this.options;
    return [
      {
        transport: this.transport,
        port: port ?? defaultPort,
        path: this.path,
        intervalSeconds: intervalSeconds ?? (kind === 'startup' ? 5 : 10),
        timeout: timeoutSeconds ?? 5,
        initialDelay: initialDelaySeconds ?? 0,
        failureCountThreshold: failureThreshold ?? (kind === 'startup' ? 48 : 3),
        header: this.headers && Object.entries(this.headers).map(([name, value]) => ({ name, value })),
        ...(kind === 'readiness' ? { successCountThreshold: this.options.successThreshold ?? 1 } : {}),
      },
    ];
  }
}

/** The three questions. */
export type ProbeKind = 'startup' | 'liveness' | 'readiness';

const KINDS: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];

/** Source: azurerm internal/services/containerapps/helpers/container_apps.go. */
const MAX_FAILURES: Readonly<Record<ProbeKind, number>> = { startup: 240, liveness: 30, readiness: 48 };

/** Notes problems of one container's probes. */
export function checkProbes(checks: Checks, probes: ContainerProbes, defaultPort?: number): void {
  KINDS.forEach((kind) => probes[kind]?.check(checks, kind, defaultPort));
}

/**
 * The probe blocks of one container.
 *
 * @param fallback what is asked where nothing else is said; none without ingress
 * @param defaultPort the target port of the ingress
 */
export function renderProbes(
  probes: ContainerProbes,
  fallback: Probe,
  defaultPort?: number,
): Pick<ContainerAppTemplateContainer, 'startupProbe' | 'livenessProbe' | 'readinessProbe'> {
  const render = (kind: ProbeKind) => (probes[kind] ?? fallback).render(kind, defaultPort);
  return { startupProbe: render('startup'), livenessProbe: render('liveness'), readinessProbe: render('readiness') };
}
