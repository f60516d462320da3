import { type DataPlaneContext, type Verdict } from '../check';
import { failed, told, verdictOf } from './finding';
import { HttpsService } from './https-service';
import { refusedBy, serviceError } from './service-error';

/** Containers of a storage account. */
export interface StorageTarget {
  /** Such as `https://stshop.blob.core.windows.net/`. */
  readonly blobEndpoint: string;
  readonly containers: readonly string[];
}

const SCOPE = 'https://storage.azure.com/.default';

/** Version of the protocol: https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services */
const VERSION = '2023-11-03';

const ROLE = { name: 'Storage Blob Data Reader', scope: 'the storage account' };

/** Looks for the containers of a storage account: https://learn.microsoft.com/rest/api/storageservices/get-container-properties */
export function findContainers(target: StorageTarget, context: DataPlaneContext): Promise<Verdict> {
  return verdictOf(context, async () => {
    const { blobEndpoint, containers } = target;
    const account = await HttpsService.open(blobEndpoint, context, { scope: SCOPE });
    const isThere = await Promise.all(containers.map((name) => hasContainer(account, blobEndpoint, name)));
    const missing = containers.filter((_, index) => isThere[index] === false);
    if (missing.length > 0) {
      throw failed(
        `${account.host} lacks the ${missing.length === 1 ? 'container' : 'containers'} ${told(missing.join(', '))}.`,
        'Deploy the stage that makes what is missing.',
      );
    }
    return `${account.host} has the ${containers.length === 1 ? 'container' : 'containers'} ${told(containers.join(', '))}.`;
  });
}

async function hasContainer(account: HttpsService, endpoint: string, name: string): Promise<boolean> {
  const path = new URL(`${encodeURIComponent(name)}?restype=container`, endpoint).href;
  const answer = await account.ask(path, { method: 'HEAD', headers: { 'x-ms-version': VERSION } });
  if (answer.status === 200) {
    return true;
  }
  if (answer.status === 404 && ['', 'ContainerNotFound'].includes(serviceError(answer).code)) {
    return false;
  }
  throw refusedBy(account.host, `the properties of the container ${told(name)}`, answer, ROLE);
}
