import { DataAzurermEventhubNamespace } from '@cdktf/provider-azurerm/lib/data-azurerm-eventhub-namespace';
import { Construct } from 'constructs';
import { Role } from '../../values/role';
import { type Connection, type ConnectOptions, type IConnectable } from '../connection';
import { type IGrantee } from '../identity/grantee';
import { grantRole, type RoleAssignment } from '../identity/role-assignment';
import { type IUserAssignedIdentity } from '../identity/user-assigned-identity';
import { type EventHubSku } from './event-hub-sku';

/** An Event Hubs namespace, defined in this app or imported. */
export interface IEventHubNamespace extends IConnectable {
  readonly namespaceId: string;
  readonly namespaceName: string;
  readonly resourceGroupName: string;
  /** `<name>.servicebus.windows.net` */
  readonly hostName: string;
  /** The tier, when it is known. */
  readonly sku?: EventHubSku;
  /** The identity as which hubs capture their events. */
  readonly captureIdentity?: IUserAssignedIdentity;
  /** Lets a principal send to all hubs. */
  grantSend(grantee: IGrantee): RoleAssignment;
  /** Lets a principal receive from all hubs. */
  grantReceive(grantee: IGrantee): RoleAssignment;
}

/** Lets a principal send to a hub, or to all hubs of a namespace. */
export function grantSend(part: Construct, id: string, grantee: IGrantee): RoleAssignment {
  return grantRole(part, id, grantee, Role.of('Azure Event Hubs Data Sender'));
}

/** Lets a principal receive from a hub, or from all hubs of a namespace. */
export function grantReceive(part: Construct, id: string, grantee: IGrantee): RoleAssignment {
  return grantRole(part, id, grantee, Role.of('Azure Event Hubs Data Receiver'));
}

/**
 * Connection of a client to Event Hubs with its grants.
 *
 * The ports are those of AMQP over TLS, AMQP over WebSockets and Kafka.
 */
export function eventHubConnection(
  part: Pick<IEventHubNamespace, 'grantSend' | 'grantReceive'>,
  grantee: IGrantee,
  options: ConnectOptions,
  values: Readonly<Record<string, string>>,
): Connection {
  part.grantReceive(grantee);
  if (options.readOnly !== true) {
    part.grantSend(grantee);
  }
  const prefix = options.prefix ?? 'EVENTHUB';
  return {
    environment: Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, value])),
    ports: [443, 5671, 9093],
  };
}

/** Base of a namespace, defined in this app or imported. */
export abstract class EventHubNamespaceBase extends Construct implements IEventHubNamespace {
  public abstract readonly namespaceId: string;
  public abstract readonly namespaceName: string;
  public abstract readonly resourceGroupName: string;
  public readonly sku?: EventHubSku;
  public readonly captureIdentity?: IUserAssignedIdentity;

  /** `<name>.servicebus.windows.net` */
  public get hostName(): string {
    return `${this.namespaceName}.servicebus.windows.net`;
  }

  public grantSend(grantee: IGrantee): RoleAssignment {
    return grantSend(this, this.namespaceId, grantee);
  }

  public grantReceive(grantee: IGrantee): RoleAssignment {
    return grantReceive(this, this.namespaceId, grantee);
  }

  public connectionFor(grantee: IGrantee, options: ConnectOptions = {}): Connection {
    return eventHubConnection(this, grantee, options, { FULLY_QUALIFIED_NAMESPACE: this.hostName });
  }
}

/** An existing namespace. Made by `EventHubNamespace.fromName`. */
export class ImportedEventHubNamespace extends EventHubNamespaceBase {
  public readonly namespaceId: string;
  public readonly namespaceName: string;
  public readonly resourceGroupName: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermEventhubNamespace(this, 'Resource', { name, resourceGroupName });
    this.namespaceId = data.id;
    this.namespaceName = data.name;
    this.resourceGroupName = data.resourceGroupName;
  }
}
