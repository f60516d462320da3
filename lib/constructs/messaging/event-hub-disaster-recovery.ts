import { EventhubNamespaceDisasterRecoveryConfig } from '@cdktf/provider-azurerm/lib/eventhub-namespace-disaster-recovery-config';
import { Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { EventHub } from './event-hub';
import { eventHubConnection, type IEventHubNamespace } from './event-hub-namespace-base';
import { EventHubSku } from './event-hub-sku';

export interface EventHubDisasterRecoveryProps {
  /** The namespace that is written to. */
  readonly primary: IEventHubNamespace;
  /** The one that takes over: of another region, of the same tier, and without hubs of its own, as Azure copies them there. */
  readonly secondary: IEventHubNamespace;
  /** The alias, unique in Azure: host name of whichever namespace is the primary. @default derived from project, environment and the construct's path in its stage */
  readonly name?: string;
}

/**
 * Geo-disaster recovery of two Event Hubs namespaces: a host name that a failover moves to the second one.
 *
 * Azure copies hubs, consumer groups and settings, but no events and no role assignments: roles are granted in both. It belongs in the
 * later stage of the two.
 */
export class EventHubDisasterRecovery extends Construct implements IConnectable {
  public readonly disasterRecoveryId: string;
  public readonly primary: IEventHubNamespace;
  public readonly secondary: IEventHubNamespace;
  /** `<name>.servicebus.windows.net` */
  public readonly hostName: string;

  constructor(scope: Construct, id: string, props: EventHubDisasterRecoveryProps) {
    super(scope, id);
    check(this, props);
    const { primary, secondary } = props;
    this.primary = primary;
    this.secondary = secondary;
    const resource = new EventhubNamespaceDisasterRecoveryConfig(this, 'Resource', {
      name: AzureContext.of(this).nameOf(this, 'azurerm_eventhub_namespace_disaster_recovery_config', {
        given: props.name,
      }),
      namespaceName: primary.namespaceName,
      resourceGroupName: primary.resourceGroupName,
      partnerNamespaceId: secondary.namespaceId,
    });
    this.disasterRecoveryId = resource.id;
    this.hostName = `${resource.name}.servicebus.windows.net`;
  }

  public get partOf(): IEventHubNamespace {
    return this.primary;
  }

  /** Connection by the alias, with the roles in both namespaces. */
  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    eventHubConnection(this.secondary, grantee, options, {});
    return eventHubConnection(this.primary, grantee, options, { FULLY_QUALIFIED_NAMESPACE: this.hostName });
  }
}

/**
 * Source: learn.microsoft.com/azure/event-hubs/event-hubs-geo-dr (tiers, empty secondary), azurerm
 * internal/services/eventhub/eventhub_namespace_disaster_recovery_config_resource.go.
 */
function check(construct: EventHubDisasterRecovery, { primary, secondary }: EventHubDisasterRecoveryProps): void {
  const checks = new Checks(construct).together(
    primary !== secondary,
    `secondary: ${primary.node.path} is the primary as well`,
    'Give a namespace of another region.',
  );
  for (const [property, { sku, node }] of Object.entries({ primary, secondary })) {
    checks.together(
      sku !== EventHubSku.BASIC,
      `${property}: ${node.path} is of the tier Basic, which has no geo-disaster recovery`,
      'Use STANDARD or PREMIUM.',
    );
  }
  checks
    .together(
      primary.sku === undefined || secondary.sku === undefined || primary.sku === secondary.sku,
      `secondary: ${secondary.node.path} is of the tier ${secondary.sku}, and ${primary.node.path} of ${primary.sku}`,
      'Give both the same sku.',
    )
    .together(
      secondary.node.children.every((child) => !(child instanceof EventHub)),
      `secondary: ${secondary.node.path} has hubs of its own, which Azure refuses`,
      'Leave them out: Azure copies those of the primary.',
    )
    .done();
}
