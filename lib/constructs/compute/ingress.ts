import { type ContainerAppIngress } from '@cdktf/provider-azurerm/lib/container-app';
import { type Checks } from '../checks';
import { checkRangeList } from '../network/ip-ranges';

/** Number of revisions that are active at a time. */
export enum RevisionMode {
  /** The latest alone; it takes over when it is ready. */
  SINGLE = 'Single',
  /** As many as are active, with weights. */
  MULTIPLE = 'Multiple',
}

/** Protocol between ingress and app. */
export enum IngressTransport {
  /** HTTP/1.1 or HTTP/2, as the client does. WebSocket works. */
  AUTO = 'auto',
  /** HTTP/1.1. WebSocket works. */
  HTTP = 'http',
  /** HTTP/2 without TLS, for gRPC. */
  HTTP2 = 'http2',
  TCP = 'tcp',
}

/** Handling of client certificates. */
export enum ClientCertificateMode {
  /** It is dropped. */
  IGNORE = 'ignore',
  /** It is passed on when there is one. */
  ACCEPT = 'accept',
  /** Without one there is no connection. */
  REQUIRE = 'require',
}

/** Cross-origin requests (CORS) that the app accepts. */
export interface CorsOptions {
  /** Such as `https://www.example.com`. */
  readonly allowedOrigins: readonly string[];
  /** @default those of simple requests */
  readonly allowedMethods?: readonly string[];
  /** @default those of simple requests */
  readonly allowedHeaders?: readonly string[];
  /** @default those of simple responses */
  readonly exposedHeaders?: readonly string[];
  /** @default false */
  readonly allowCredentials?: boolean;
  /** Seconds that a browser remembers the answer. @default the browser's choice */
  readonly maxAgeSeconds?: number;
}

/** A part of the traffic. */
export interface TrafficWeight {
  /** Percent, 0 to 100. All weights together are 100. */
  readonly percentage: number;
  /** Suffix of the revision that gets it. @default the latest revision */
  readonly revisionSuffix?: string;
  /** Gives the revision a host name of its own. @default none */
  readonly label?: string;
}

export interface IngressOptions {
  /** Port that the app listens on. */
  readonly targetPort: number;
  /**
   * Whether it can be reached from outside its environment: from the Internet where the environment is external, from the network
   * where it is internal.
   *
   * @default false: only the apps of the environment reach it
   */
  readonly external?: boolean;
  /** @default IngressTransport.AUTO */
  readonly transport?: IngressTransport;
  /** Port that clients connect to, with {@link IngressTransport.TCP} only. @default the target port */
  readonly exposedPort?: number;
  /** Serves plain HTTP instead of redirecting it to HTTPS. @default false */
  readonly allowInsecureConnections?: boolean;
  /** Addresses or ranges that alone may connect. @default all */
  readonly allowedIpRanges?: readonly string[];
  /** Addresses or ranges that may not connect. Azure takes either these or allowed ones. @default none */
  readonly deniedIpRanges?: readonly string[];
  /** @default Azure's: the certificate is dropped */
  readonly clientCertificateMode?: ClientCertificateMode;
  /** @default no page of another origin may call it */
  readonly cors?: CorsOptions;
  /** Split of the traffic between several active revisions. @default all to the latest */
  readonly traffic?: readonly TrafficWeight[];
}

/**
 * Notes what azurerm or Azure would refuse.
 *
 * Sources: azurerm internal/services/containerapps/helpers/container_apps.go (ContainerAppIngressSchema) and
 * container_app_resource.go (CustomizeDiff), docs r/container_app; learn.microsoft.com/azure/container-apps/ingress-overview.
 */
export function checkIngress(checks: Checks, ingress: IngressOptions, revisionMode?: RevisionMode): void {
  const { targetPort, exposedPort, traffic } = ingress;
  const isTcp = ingress.transport === IngressTransport.TCP;
  checks
    .wholeNumber('ingress.targetPort', targetPort, 1, 65535)
    .wholeNumber('ingress.exposedPort', exposedPort, 1, 65535)
    .that('ingress.exposedPort', exposedPort, isTcp, 'nothing: only TCP has an exposed port', "Use transport 'tcp'.")
    .that(
      isTcp && exposedPort === undefined ? 'ingress.targetPort' : 'ingress.exposedPort',
      isTcp && ingress.external === true ? (exposedPort ?? targetPort) : undefined,
      ![80, 443].includes(exposedPort ?? targetPort),
      'a port other than 80 and 443, which are for HTTP',
      'Choose another exposedPort.',
    )
    .together(
      ingress.allowedIpRanges === undefined || ingress.deniedIpRanges === undefined,
      'ingress: allowedIpRanges and deniedIpRanges: Azure allows one kind of rule',
      'Leave one of the two out.',
    )
    .together(
      traffic === undefined || revisionMode === RevisionMode.MULTIPLE,
      'ingress.traffic: there is only one active revision to send traffic to',
      'Set revisionMode to MULTIPLE.',
    );
  checkRangeList(checks, 'ingress.allowedIpRanges', ingress.allowedIpRanges);
  checkRangeList(checks, 'ingress.deniedIpRanges', ingress.deniedIpRanges);
  if (traffic !== undefined) {
    checkTraffic(checks, traffic);
  }
}

function checkTraffic(checks: Checks, traffic: readonly TrafficWeight[]): void {
  const total = traffic.reduce((sum, weight) => sum + weight.percentage, 0);
  const latest = traffic.filter((weight) => weight.revisionSuffix === undefined).length;
  traffic.forEach(({ percentage }, index) =>
    checks.wholeNumber(`ingress.traffic[${index}].percentage`, percentage, 0, 100),
  );
  checks
    .together(total === 100, `ingress.traffic: the percentages are ${total} in all`, 'Make them 100.')
    .together(latest <= 1, 'ingress.traffic: the latest revision has more than one weight', 'Name a revisionSuffix.');
}

/** The `ingress` block. */
export function renderIngress(ingress: IngressOptions): ContainerAppIngress {
  const isTcp = ingress.transport === IngressTransport.TCP;
  const { cors } = ingress;
  return {
    externalEnabled: ingress.external ?? false,
    targetPort: ingress.targetPort,
    exposedPort: isTcp ? (ingress.exposedPort ?? ingress.targetPort) : undefined,
    transport: ingress.transport ?? IngressTransport.AUTO,
    allowInsecureConnections: ingress.allowInsecureConnections ?? false,
    clientCertificateMode: ingress.clientCertificateMode,
    ipSecurityRestriction: ipRules(ingress),
    cors: cors && {
      allowedOrigins: [...cors.allowedOrigins],
      allowedMethods: cors.allowedMethods && [...cors.allowedMethods],
      allowedHeaders: cors.allowedHeaders && [...cors.allowedHeaders],
      exposedHeaders: cors.exposedHeaders && [...cors.exposedHeaders],
      allowCredentialsEnabled: cors.allowCredentials,
      maxAgeInSeconds: cors.maxAgeSeconds,
    },
    // Required by azurerm even with one active revision.
    trafficWeight: (ingress.traffic ?? [{ percentage: 100 }]).map((weight: TrafficWeight) => ({
      percentage: weight.percentage,
      label: weight.label,
      revisionSuffix: weight.revisionSuffix,
      latestRevision: weight.revisionSuffix === undefined,
    })),
  };
}

function ipRules(ingress: IngressOptions): ContainerAppIngress['ipSecurityRestriction'] {
  const action = ingress.allowedIpRanges === undefined ? 'Deny' : 'Allow';
  return (ingress.allowedIpRanges ?? ingress.deniedIpRanges)?.map((range, index) => ({
    name: `${action.toLowerCase()}-${index + 1}`,
    action,
    ipAddressRange: range,
  }));
}
