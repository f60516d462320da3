import {
  ContainerApp as ContainerAppResource,
  type ContainerAppConfig,
} from '@cdktf/provider-azurerm/lib/container-app';
import { DataAzurermContainerApp } from '@cdktf/provider-azurerm/lib/data-azurerm-container-app';
import { Construct } from 'constructs';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { addBaselineAlerts, type BaselineAlertsOptions } from '../observability/metric-alert';
import { place } from '../placement';
import { addCheck } from '../stage-check';
import { containerAppAlerts } from './container-app-alerts';
import { ContainerAppCustomDomain, type CustomDomainOptions } from './container-app-custom-domain';
import { checkContainerApp, checkCustomDomain, replicasOf, warnOfSurprises } from './container-app-rules';
import { ContainerWorkload, type ContainerWorkloadProps } from './container-workload';
import { type IngressOptions, IngressTransport, renderIngress, RevisionMode } from './ingress';
import { type ContainerProbes } from './probe';
import { isQueueRule, nativeRules, type Scaling } from './scaling';

/** Protocol between Dapr and an app. */
export enum DaprProtocol {
  HTTP = 'http',
  GRPC = 'grpc',
}

/** The Dapr sidecar of an app. */
export interface DaprOptions {
  /** @default the construct's id in kebab case */
  readonly appId?: string;
  /** Port on which the app receives requests from Dapr. @default the target port of the ingress, if any */
  readonly appPort?: number;
  /** @default DaprProtocol.HTTP */
  readonly protocol?: DaprProtocol;
}

/** A container app, defined in this app or imported. Other apps can be connected to it. */
export interface IContainerApp extends IConnectable {
  readonly containerAppId: string;
  readonly containerAppName: string;
  /** Host name of the ingress. @throws ValidationError when there is no ingress */
  readonly fqdn: string;
  /** `https://<fqdn>`. @throws ValidationError when there is no HTTP ingress */
  readonly url: string;
  /** Value of the TXT record `asuid.<host>` of a custom domain. Sensitive. */
  readonly customDomainVerificationId: string;
}

export interface ContainerAppProps extends ContainerWorkloadProps {
  /** Ingress for clients. @default not at all: it only works in the background */
  readonly ingress?: IngressOptions;
  /** Path that answers 200 to 399 while the app is well, such as `/health`. @default none: a connection to the target port is enough */
  readonly healthPath?: string;
  /** Probes of the main container. @default where there is an ingress, all three ask its target port */
  readonly probes?: ContainerProbes;
  /** A host name of yours for the ingress, bound without a certificate: see `addCustomDomain` for one of yours. @default none */
  readonly customDomain?: string;
  /**
   * Whether at least one replica runs at all times, or two where the profile is highly available.
   *
   * @default true when nothing could start a replica: no ingress, and no rule but processor and memory use
   */
  readonly alwaysOn?: boolean;
  /** 0 to 300. @default 0, or what `alwaysOn` takes */
  readonly minReplicas?: number;
  /** 1 to 300. @default 10 */
  readonly maxReplicas?: number;
  /** Scale rules, each of which adds replicas. @default Azure's: ten requests at a time, where there is an ingress */
  readonly scaling?: readonly Scaling[];
  /** Polling interval of queues and other event sources, in seconds. @default 30 */
  readonly pollingIntervalSeconds?: number;
  /** Seconds from the last event to the last replica's end. @default 300 */
  readonly cooldownSeconds?: number;
  /** Seconds that a replica has to end by itself, 0 to 600. @default 30 */
  readonly terminationGracePeriodSeconds?: number;
  /** @default RevisionMode.SINGLE */
  readonly revisionMode?: RevisionMode;
  /** End of the revision's name, new for each revision. @default Azure's choice */
  readonly revisionSuffix?: string;
  /** Old revisions that are kept, 0 to 100. @default 10 */
  readonly maxInactiveRevisions?: number;
  /** @default no Dapr */
  readonly dapr?: DaprOptions;
  /** Alerts. @default where the stage has an action group */
  readonly alerts?: BaselineAlertsOptions;
}

/**
 * An app in containers that serves requests, or works in the background.
 *
 * It signs in as an identity of its own, which gets every grant before the app is made. Its secrets stay in the key vault, its
 * images come without a password, and only the apps of its environment reach it unless its ingress is external.
 */
export class ContainerApp extends ContainerWorkload implements IContainerApp {
  /** Imports an existing app. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IContainerApp {
    return new ImportedContainerApp(scope, id, name, resourceGroupName);
  }

  public readonly containerAppId: string;
  public readonly containerAppName: string;
  public readonly customDomainVerificationId: string;
  private readonly ingress?: IngressOptions;
  private readonly host: string;

  constructor(scope: Construct, id: string, props: ContainerAppProps) {
    super(scope, id, props, {
      ingress: props.ingress && { port: props.ingress.targetPort, path: props.healthPath },
      check: (checks, profile) => checkContainerApp(checks, props, profile),
    });
    warnOfSurprises(this, props);
    const { name, resourceGroupName, tags } = place(this, 'azurerm_container_app', props);
    const resource = new ContainerAppResource(this, 'Resource', {
      name,
      resourceGroupName,
      tags,
      ...this.renderShared(),
      revisionMode: props.revisionMode ?? RevisionMode.SINGLE,
      maxInactiveRevisions: props.maxInactiveRevisions ?? 10,
      ingress: props.ingress && renderIngress(props.ingress),
      dapr: renderDapr(id, props),
      template: { ...this.renderTemplate(), ...renderScale(this, props) },
    });
    const scalers = props.scaling?.filter((rule) => !isQueueRule(rule));
    this.settle(resource, { path: 'template.custom_scale_rule', sinceMinor: 69 }, scalers);
    this.containerAppId = resource.id;
    this.containerAppName = resource.name;
    this.customDomainVerificationId = resource.customDomainVerificationId;
    this.ingress = props.ingress;
    this.host = resource.ingress.fqdn;
    addBaselineAlerts(this, resource.id, containerAppAlerts(this.totalResources), props.alerts);
    addCheck(this, 'container-app', resource);
    addCheck(this, 'health', resource, () => healthOf(props));
    if (props.customDomain !== undefined) {
      this.addCustomDomain(props.customDomain);
    }
  }

  public get fqdn(): string {
    const has = this.ingress !== undefined;
    new Checks(this).together(has, 'fqdn: it has no ingress, and so no host name', 'Give it an ingress.').done();
    return this.host;
  }

  public get url(): string {
    const speaksHttp = this.ingress?.transport !== IngressTransport.TCP;
    new Checks(this)
      .together(speaksHttp, 'url: its ingress uses TCP, which has no URL', 'Use fqdn and the exposed port.')
      .done();
    return `https://${this.fqdn}`;
  }

  /** Connection with its URL: `<ID>_URL`, such as `AGENT_API_URL`. */
  public connectionFor(_grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return connectionTo(this, options);
  }

  /**
   * Adds a host name of yours. Its CNAME record must lead to the app, and the TXT record `asuid.<host>` hold
   * `customDomainVerificationId`, before the stage is applied.
   *
   * @throws ValidationError when the ingress is not external
   */
  public addCustomDomain(hostName: string, options: CustomDomainOptions = {}): ContainerAppCustomDomain {
    const checks = new Checks(this);
    checkCustomDomain(checks, this.ingress);
    checks.done();
    return new ContainerAppCustomDomain(this, `CustomDomain-${hostName}`, { ...options, hostName, app: this });
  }
}

class ImportedContainerApp extends Construct implements IContainerApp {
  public readonly containerAppId: string;
  public readonly containerAppName: string;
  public readonly fqdn: string;
  public readonly url: string;
  public readonly customDomainVerificationId: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermContainerApp(this, 'Resource', { name, resourceGroupName });
    this.containerAppId = data.id;
    this.containerAppName = data.name;
    this.fqdn = data.ingress.get(0).fqdn;
    this.url = `https://${this.fqdn}`;
    this.customDomainVerificationId = data.customDomainVerificationId;
  }

  public connectionFor(_grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return connectionTo(this, options);
  }
}

/** An app requires no role of its callers, so there is nothing to grant. */
function connectionTo(app: IContainerApp, options: ConnectOptions): Connection {
  const prefix =
    options.prefix ??
    kebab(app.node.id)
      .replace(/[^a-z0-9]+/g, '_')
      .toUpperCase();
  return { environment: { [`${prefix}_URL`]: app.url }, ports: [443] };
}

function healthOf({ healthPath: path, ingress }: ContainerAppProps): { readonly path: string } | undefined {
  const speaksHttp = ingress !== undefined && ingress.transport !== IngressTransport.TCP;
  return path === undefined || !speaksHttp ? undefined : { path };
}

function renderDapr(id: string, props: ContainerAppProps): ContainerAppConfig['dapr'] {
  const { dapr, ingress } = props;
  return (
    dapr && {
      appId: dapr.appId ?? kebab(id),
      appPort: dapr.appPort ?? ingress?.targetPort,
      appProtocol: dapr.protocol ?? DaprProtocol.HTTP,
    }
  );
}

function renderScale(app: ContainerApp, props: ContainerAppProps) {
  return {
    ...replicasOf(props, AzureContext.of(app).profile),
    ...nativeRules(props.scaling ?? []),
    revisionSuffix: props.revisionSuffix,
    pollingIntervalInSeconds: props.pollingIntervalSeconds,
    cooldownPeriodInSeconds: props.cooldownSeconds,
    terminationGracePeriodSeconds: props.terminationGracePeriodSeconds ?? 30,
  };
}
