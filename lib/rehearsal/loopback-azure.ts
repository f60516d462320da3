import { ArmPlane } from './arm/arm-plane';
import { MANAGEMENT_HOST } from '../azure/arm-id';
import { type Azure, uuidOf } from './arm/arm-request';
import { stringAt } from './arm/json';
import { namespaceOf, parseResourceId } from './arm/resource-id';
import { ResourceStore } from './arm/resource-store';
import { ToolkitError } from '../toolkit/toolkit-error';
import { AppConfigurationPlane } from './data-planes/app-configuration';
import { ContainerLogs } from './data-planes/container-logs';
import { BuildStorage } from './data-planes/build-storage';
import { BuildStoragePlane } from './data-planes/build-storage-plane';
import { ContainerRegistryPlane } from './data-planes/container-registry';
import { KeyVaultPlane } from './data-planes/key-vault';
import { LogAnalyticsPlane } from './data-planes/log-analytics';
import { LogStreamPlane } from './data-planes/log-streams';
import { VaultObjects } from './data-planes/vault-objects';
import { Directory } from './entra/directory';
import { graphPlane } from './entra/graph';
import { tokenPlane } from './entra/tokens';
import { type Certificate, makeCertificate } from './loopback/certificate';
import { type Plane } from './loopback/plane';
import { LoopbackServer, type LoopbackServerProps } from './loopback/loopback-server';
import { allProviders } from './providers';

/** Properties of a loopback Azure. */
export interface LoopbackAzureProps extends Pick<LoopbackServerProps, 'onExchange' | 'fault'> {
  /** @default the system clock */
  readonly clock?: () => Date;
  /** Number of times that a long-running operation is in progress when asked. @default 0 */
  readonly slowness?: () => number;
  /** Namespaces of resource providers that are registered in the subscription at the start. @default those that every subscription has */
  readonly registered?: readonly string[];
  /** Hosts that are played beside those of Azure. @default none */
  readonly planes?: readonly Plane[];
}

/** Namespaces that every subscription has: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types */
const ALWAYS_REGISTERED = [
  'Microsoft.Resources',
  'Microsoft.Authorization',
  'Microsoft.Consumption',
  'Microsoft.CostManagement',
  'Microsoft.Features',
];

/** Azure on loopback: Resource Manager, the token endpoint, Microsoft Graph and data planes. */
export class LoopbackAzure {
  public static async start(props: LoopbackAzureProps = {}): Promise<LoopbackAzure> {
    const { clock = () => new Date() } = props;
    const azure: Azure = {
      store: new ResourceStore(),
      directory: new Directory(),
      builds: new BuildStorage(),
      vaultObjects: new VaultObjects(clock),
      subscriptionId: uuidOf('subscription'),
      tenantId: uuidOf('tenant'),
      clock,
      registered: new Set([...ALWAYS_REGISTERED, ...(props.registered ?? [])].map((each) => each.toLowerCase())),
    };
    const arm = new ArmPlane(azure, allProviders(), props.slowness);
    const logs = new ContainerLogs(clock);
    const planes = [
      arm,
      tokenPlane(azure.directory, azure.tenantId, clock),
      graphPlane(azure.directory),
      new KeyVaultPlane(azure),
      new AppConfigurationPlane(azure),
      new LogStreamPlane(azure, logs),
      new LogAnalyticsPlane(azure, logs),
      new BuildStoragePlane(azure),
      new ContainerRegistryPlane(azure),
      ...(props.planes ?? []),
    ];
    const certificate = await makeCertificate(
      planes.flatMap(({ hosts }) => hosts),
      new Date(),
    );
    const server = await LoopbackServer.start({ ...props, certificate, planes });
    return new LoopbackAzure({ azure, logs, arm, certificate, server });
  }

  public readonly azure: Azure;
  public readonly certificate: Certificate;
  /** Logs of containers, as log streams and Log Analytics answer them. */
  public readonly logs: ContainerLogs;

  private constructor(
    private readonly parts: {
      readonly azure: Azure;
      readonly logs: ContainerLogs;
      readonly arm: ArmPlane;
      readonly certificate: Certificate;
      readonly server: LoopbackServer;
    },
  ) {
    this.azure = parts.azure;
    this.certificate = parts.certificate;
    this.logs = parts.logs;
  }

  /** Address of the proxy that plays the hosts of Azure, for `HTTPS_PROXY`. */
  public get proxyAddress(): string {
    return this.parts.server.address;
  }

  /** Hosts that were asked for, are no part of Azure, and were refused. */
  public get refusedHosts(): readonly string[] {
    return [...this.parts.server.refusedHosts].sort();
  }

  /** Makes the resource group of an id exist. */
  public assumeGroup(id: string, location: string): void {
    this.assume(id.split('/').slice(0, 5).join('/'), { location });
  }

  /**
   * Makes a resource exist, unless it does.
   *
   * @throws ToolkitError when it would be refused
   */
  public assume(id: string, body: object): void {
    const { store, registered } = this.azure;
    const namespace = namespaceOf(parseResourceId(id)?.type ?? '').toLowerCase();
    if (store.has(id)) {
      return;
    }
    const wasRegistered = registered.has(namespace);
    registered.add(namespace);
    const url = new URL(`https://${MANAGEMENT_HOST}${id}?api-version=2020-01-01`);
    const text = JSON.stringify(body);
    const headers = { authorization: 'Bearer rehearsal' };
    const answer = this.parts.arm.answer({ method: 'PUT', url, headers, text, bytes: Buffer.from(text) });
    if (!wasRegistered) {
      registered.delete(namespace);
    }
    if (answer.status >= 300) {
      const why = stringAt(answer.body, 'error', 'message') ?? '';
      throw new ToolkitError('REFUSED', `The app refers to ${id}, which a rehearsal cannot assume to exist: ${why}`);
    }
  }

  public stop(): Promise<void> {
    return this.parts.server.stop();
  }
}
