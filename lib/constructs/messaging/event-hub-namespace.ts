import {
  EventhubNamespace as EventHubNamespaceResource,
  type EventhubNamespaceConfig,
} from '@cdktf/provider-azurerm/lib/eventhub-namespace';
import { EventhubNamespaceCustomerManagedKey } from '@cdktf/provider-azurerm/lib/eventhub-namespace-customer-managed-key';
import { type ITerraformDependable } from 'cdktf';
import { type Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { EventHub, type EventHubOptions } from './event-hub';
import { EVENT_HUB_ALERTS, EVENT_HUB_PREMIUM_ALERTS } from './event-hub-namespace-alerts';
import { EventHubNamespaceBase, type IEventHubNamespace, ImportedEventHubNamespace } from './event-hub-namespace-base';
import { checkEventHubNamespace } from './event-hub-namespace-rules';
import { EventHubSku } from './event-hub-sku';
import { answersPublicly, type NetworkAccessOptions } from '../network/network-access';
import { type CustomerManagedKeyOptions, encryptWith } from '../security/customer-managed-key';

export interface EventHubNamespaceProps extends PlatformServiceProps, NetworkAccessOptions {
  /** To or from Premium, another choice replaces the namespace and loses the events. @default STANDARD */
  readonly sku?: EventHubSku;
  /**
   * Throughput units, 1 to 40; processing units in Premium: 1, 2, 4, 6, 8, 10, 12 or 16. Left alone once made, while units
   * are added by themselves.
   *
   * @default 1
   */
  readonly capacity?: number;
  /** Throughput units up to which Standard adds them by itself, 1 to 40; 0 for never. @default 10 in staging and prod, otherwise 0 */
  readonly maximumThroughputUnits?: number;
  /** Names of hubs with the defaults. @default none */
  readonly hubs?: readonly string[];
  /** The identity as which hubs capture their events. @default none: no hub captures */
  readonly captureIdentity?: IUserAssignedIdentity;
  /** Whether clients may use shared access keys. @default false: Entra ID only */
  readonly localAuthentication?: boolean;
  /** Whether the services that Microsoft trusts, such as Event Grid and Azure Monitor, pass the network rules. @default false */
  readonly trustedServices?: boolean;
  /** Premium only. @default a key of Microsoft's */
  readonly customerManagedKey?: CustomerManagedKeyOptions;
}

/** Throughput units up to which Standard grows where services have replicas. */
const DEFAULT_MAXIMUM_UNITS = 10;

/**
 * An Event Hubs namespace: what hubs have in common, and where clients connect.
 *
 * Private by default: no shared access keys, no public address, TLS 1.2. Terraform makes hubs through the control plane, so
 * it can do so from outside the network.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - eventhub_namespace_enable_auto_inflate: Units are added by themselves in staging and prod; in dev there is one, and a limit
 *   on what it costs: `maximumThroughputUnits`.
 */
export class EventHubNamespace extends EventHubNamespaceBase {
  /** Imports an existing namespace. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IEventHubNamespace {
    return new ImportedEventHubNamespace(scope, id, name, resourceGroupName);
  }

  public readonly namespaceId: string;
  public readonly namespaceName: string;
  public readonly resourceGroupName: string;
  public override readonly sku: EventHubSku;
  public override readonly captureIdentity?: IUserAssignedIdentity;

  constructor(scope: Construct, id: string, props: EventHubNamespaceProps = {}) {
    super(scope, id);
    checkEventHubNamespace(this, props);
    this.sku = props.sku ?? EventHubSku.STANDARD;
    this.captureIdentity = props.captureIdentity;
    const identityIds = identitiesOf(props).map(({ identityId }) => identityId);
    const resource = new EventHubNamespaceResource(this, 'Resource', {
      ...place(this, 'azurerm_eventhub_namespace', props),
      sku: this.sku,
      ...units(this, this.sku, props),
      ...security(this.sku, props),
      identity: identityIds.length > 0 ? { type: 'UserAssigned', identityIds } : undefined,
    });
    this.namespaceId = resource.id;
    this.namespaceName = resource.name;
    this.resourceGroupName = resource.resourceGroupName;
    const key = props.customerManagedKey && this.addKey(props.customerManagedKey);
    props.hubs?.forEach((name) => this.addHub(name, { name }));
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_eventhub_namespace',
      subresources: ['namespace'],
      dataResources: [resource],
      diagnosticScopes: [{ id: 'namespace', targetResourceId: resource.id, logs: true, metrics: true }],
      alerts: { ...EVENT_HUB_ALERTS, ...(this.sku === EventHubSku.PREMIUM ? EVENT_HUB_PREMIUM_ALERTS : {}) },
      endpointsWaitFor: key && [key],
    });
  }

  /** Adds a hub. */
  public addHub(id: string, options: EventHubOptions = {}): EventHub {
    return new EventHub(this, id, { ...options, namespace: this });
  }

  private addKey(options: CustomerManagedKeyOptions): ITerraformDependable {
    const encryption = new EventhubNamespaceCustomerManagedKey(this, 'CustomerManagedKey', {
      eventhubNamespaceId: this.namespaceId,
      keyVaultKeyIds: [options.key.keyId],
      userAssignedIdentityId: options.identity.identityId,
      infrastructureEncryptionEnabled: true,
    });
    encryptWith(encryption, options);
    return encryption;
  }
}

function identitiesOf({ captureIdentity, customerManagedKey }: EventHubNamespaceProps): IUserAssignedIdentity[] {
  return [...new Set([captureIdentity, customerManagedKey?.identity])].filter((identity) => identity !== undefined);
}

/** Units that were added by themselves stay: without the exception the next apply would take them away. */
function units(
  namespace: Construct,
  sku: EventHubSku,
  props: EventHubNamespaceProps,
): Partial<EventhubNamespaceConfig> {
  const { highlyAvailable } = AzureContext.of(namespace).profile;
  const usual = sku === EventHubSku.STANDARD && highlyAvailable ? DEFAULT_MAXIMUM_UNITS : 0;
  const capacity = props.capacity ?? 1;
  const maximum = props.maximumThroughputUnits ?? (usual > capacity ? usual : 0);
  return maximum === 0
    ? { capacity, autoInflateEnabled: false }
    : {
        capacity,
        autoInflateEnabled: true,
        maximumThroughputUnits: maximum,
        lifecycle: { ignoreChanges: ['capacity'] },
      };
}

function security(sku: EventHubSku, props: EventHubNamespaceProps): Partial<EventhubNamespaceConfig> {
  const { allowedIpRanges = [], allowedSubnets = [] } = props;
  const publicNetworkAccessEnabled = answersPublicly(props);
  return {
    localAuthenticationEnabled: props.localAuthentication ?? false,
    minimumTlsVersion: '1.2',
    publicNetworkAccessEnabled,
    // Terraform takes this block as an attribute, in which nothing can be left out.
    networkRulesets:
      sku === EventHubSku.BASIC
        ? undefined
        : [
            {
              defaultAction: 'Deny',
              publicNetworkAccessEnabled,
              trustedServiceAccessEnabled: props.trustedServices ?? false,
              ipRule: allowedIpRanges.map((ipMask) => ({ ipMask, action: 'Allow' })),
              virtualNetworkRule: allowedSubnets.map(({ subnetId }) => ({
                subnetId,
                ignoreMissingVirtualNetworkServiceEndpoint: false,
              })),
            },
          ],
  };
}
