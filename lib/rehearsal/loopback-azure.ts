import { ArmPlane, MANAGEMENT_HOST } from './arm/arm-plane';
import { type Azure, uuidOf } from './arm/arm-request';
import { ResourceStore } from './arm/resource-store';
import { Directory } from './entra/directory';
import { graphPlane } from './entra/graph';
import { tokenPlane } from './entra/tokens';
import { type Certificate, makeCertificate } from './loopback/certificate';
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
      subscriptionId: uuidOf('subscription'),
      tenantId: uuidOf('tenant'),
      clock,
      registered: new Set([...ALWAYS_REGISTERED, ...(props.registered ?? [])].map((each) => each.toLowerCase())),
    };
    const planes = [
      new ArmPlane(azure, allProviders(), props.slowness),
      tokenPlane(azure.directory, azure.tenantId, clock),
      graphPlane(azure.directory),
    ];
    const certificate = await makeCertificate(
      planes.flatMap(({ hosts }) => hosts),
      new Date(),
    );
    const server = await LoopbackServer.start({ ...props, certificate, planes });
    return new LoopbackAzure(azure, certificate, server);
  }

  /** Host of Azure Resource Manager. */
  public readonly managementHost = MANAGEMENT_HOST;

  private constructor(
    public readonly azure: Azure,
    public readonly certificate: Certificate,
    private readonly server: LoopbackServer,
  ) {}

  /** Address of the proxy that plays the hosts of Azure, for `HTTPS_PROXY`. */
  public get proxyAddress(): string {
    return this.server.address;
  }

  /** Hosts that were asked for, are no part of Azure, and were refused. */
  public get refusedHosts(): readonly string[] {
    return [...this.server.refusedHosts].sort();
  }

  public stop(): Promise<void> {
    return this.server.stop();
  }
}
