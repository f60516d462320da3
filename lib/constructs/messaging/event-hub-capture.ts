import { type Eventhub as EventHubResource } from '@cdktf/provider-azurerm/lib/eventhub';
import { type Construct } from 'constructs';
import { AzureContext } from '../azure-context';
import { type IStorageAccount } from '../data/storage-account';
import { type IStorageContainer } from '../data/storage-container';
import { waitForGrants } from '../identity/grantee';
import { type IEventHubNamespace } from './event-hub-namespace-base';

/**
 * Keeps the events of a hub as blobs (Avro), written as the namespace's `captureIdentity`.
 *
 * A blob is written when the time or the size is reached, whichever comes first.
 */
export interface EventHubCapture {
  readonly storageAccount: IStorageAccount;
  /** Container of the captured events. */
  readonly container: IStorageContainer;
  /** 60 to 900. @default 300 */
  readonly intervalSeconds?: number;
  /** 10 to 500. @default 300 */
  readonly sizeLimitMb?: number;
  /** Whether nothing is written when nothing came. @default true */
  readonly skipEmptyArchives?: boolean;
}

/** The first azurerm 4.x minor known to capture as an identity: with 4.55 it can only use a key of the account. */
const SINCE_MINOR = 81;

const NAME_FORMAT = '{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}';

/** Lets a hub capture its events, once the identity may write. Does nothing without an identity. */
export function captureEvents(
  hub: Construct,
  resource: EventHubResource,
  { captureIdentity }: IEventHubNamespace,
  capture: EventHubCapture,
): void {
  if (captureIdentity === undefined) {
    return;
  }
  resource.putCaptureDescription({
    enabled: true,
    encoding: 'Avro',
    intervalInSeconds: capture.intervalSeconds ?? 300,
    sizeLimitInBytes: (capture.sizeLimitMb ?? 300) * 1024 * 1024,
    skipEmptyArchives: capture.skipEmptyArchives ?? true,
    destination: {
      name: 'EventHubArchive.AzureBlockBlob',
      archiveNameFormat: NAME_FORMAT,
      storageAccountId: capture.storageAccount.storageAccountId,
      blobContainerName: capture.container.containerName,
    },
  });
  // Newer than the bindings.
  resource.addOverride('capture_description.destination.storage_authentication_type', 'UserAssigned');
  resource.addOverride('capture_description.destination.storage_authentication_id', captureIdentity.identityId);
  AzureContext.of(hub).requireAzurermMinor(SINCE_MINOR);
  waitForGrants(resource, [capture.storageAccount.grantReadWrite(captureIdentity).dependable]);
}
