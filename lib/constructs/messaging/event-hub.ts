import { Eventhub as EventHubResource } from '@cdktf/provider-azurerm/lib/eventhub';
import { EventhubConsumerGroup } from '@cdktf/provider-azurerm/lib/eventhub-consumer-group';
import { Construct } from 'constructs';
import { ResourceName } from '../../values/resource-name';
import { AzureContext, kebab } from '../azure-context';
import { Checks } from '../checks';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { type RoleAssignment } from '../identity/role-assignment';
import { captureEvents, type EventHubCapture } from './event-hub-capture';
import { type IEventHubNamespace } from './event-hub-namespace-base';
import { eventHubConnection, grantReceive, grantSend } from './event-hub-namespace-base';
import { EventHubSku, MAX_PARTITIONS, MAX_RETENTION_DAYS } from './event-hub-sku';

/** Properties of a hub. */
export interface EventHubOptions {
  /** 1 to 256 letters, digits, dots, hyphens and underscores. @default the construct's id in kebab case */
  readonly name?: string;
  /** Readers that can work side by side, 1 to 32, in Premium 100. Only Premium can raise it later, and none can lower it. @default 4 */
  readonly partitionCount?: number;
  /** Days that events stay: 1 in Basic, up to 7 in Standard, up to 90 in Premium. @default 1 in Basic, otherwise 7 */
  readonly retentionDays?: number;
  /** Names of groups of readers, each of which reads all events. @default `$Default` alone */
  readonly consumerGroups?: readonly string[];
  /** Keeps events as blobs, too. @default none */
  readonly capture?: EventHubCapture;
}

export interface EventHubProps extends EventHubOptions {
  readonly namespace: IEventHubNamespace;
}

/**
 * An event hub: one kind of events, in the order of their arrival in each partition.
 *
 * Granting and connecting give access to this hub alone.
 */
export class EventHub extends Construct implements IConnectable {
  public readonly eventHubId: string;
  public readonly eventHubName: string;
  public readonly namespace: IEventHubNamespace;

  constructor(scope: Construct, id: string, props: EventHubProps) {
    super(scope, id);
    const { namespace, capture } = props;
    const name = props.name ?? kebab(id);
    check(this, name, props);
    const resource = new EventHubResource(this, 'Resource', {
      name,
      namespaceId: namespace.namespaceId,
      partitionCount: props.partitionCount ?? 4,
      messageRetention: props.retentionDays ?? (namespace.sku === EventHubSku.BASIC ? 1 : 7),
    });
    if (capture !== undefined) {
      captureEvents(this, resource, namespace, capture);
    }
    AzureContext.of(this).markStateful(resource);
    this.eventHubId = resource.id;
    this.eventHubName = resource.name;
    this.namespace = namespace;
    props.consumerGroups?.forEach((group) => this.addConsumerGroup(group));
  }

  public get partOf(): IEventHubNamespace {
    return this.namespace;
  }

  /**
   * Adds a group of readers that reads all events at its own pace.
   *
   * @throws ValidationError in Basic, which has `$Default` alone
   */
  public addConsumerGroup(name: string): void {
    const checks = new Checks(this).together(
      this.namespace.sku !== EventHubSku.BASIC,
      `consumerGroups: Basic has none beside $Default, and you gave ${name}`,
      'Use EventHubSku.STANDARD.',
    );
    checks.value('consumerGroups', () => ResourceName.check('azurerm_eventhub_consumer_group', name));
    checks.that('consumerGroups', name, name !== '$Default', 'a name other than $Default, which exists already').done();
    new EventhubConsumerGroup(this, `ConsumerGroup-${name}`, {
      name,
      namespaceName: this.namespace.namespaceName,
      eventhubName: this.eventHubName,
      resourceGroupName: this.namespace.resourceGroupName,
    });
  }

  /** Lets a principal send to the hub. */
  public grantSend(grantee: IGrantee): RoleAssignment {
    return grantSend(this, this.eventHubId, grantee);
  }

  /** Lets a principal receive from the hub. */
  public grantReceive(grantee: IGrantee): RoleAssignment {
    return grantReceive(this, this.eventHubId, grantee);
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return eventHubConnection(this, grantee, options, {
      FULLY_QUALIFIED_NAMESPACE: this.namespace.hostName,
      NAME: this.eventHubName,
    });
  }
}

/** Sources: azurerm internal/services/eventhub/validate/; the limits of the tiers are in event-hub-sku.ts. */
function check(construct: EventHub, name: string, props: EventHubProps): void {
  const { namespace, consumerGroups = [], capture } = props;
  const sku = namespace.sku ?? EventHubSku.PREMIUM;
  const checks = new Checks(construct)
    .wholeNumber('partitionCount', props.partitionCount, 1, MAX_PARTITIONS[sku])
    .wholeNumber('retentionDays', props.retentionDays, 1, MAX_RETENTION_DAYS[sku])
    .that('consumerGroups', consumerGroups, new Set(consumerGroups).size === consumerGroups.length, 'each name once')
    .together(
      capture === undefined || namespace.captureIdentity !== undefined,
      'capture: the namespace has no identity to write blobs with',
      'Set captureIdentity of the namespace.',
    )
    .wholeNumber('capture.intervalSeconds', capture?.intervalSeconds, 60, 900)
    .wholeNumber('capture.sizeLimitMb', capture?.sizeLimitMb, 10, 500);
  checks.value('name', () => ResourceName.check('azurerm_eventhub', name));
  checks.done();
}
