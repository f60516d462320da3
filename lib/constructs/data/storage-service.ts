import { type DiagnosticScope } from '../observability/diagnostics';

/** The services of a storage account, each with endpoints and logs of its own. */
export enum StorageService {
  BLOB = 'blob',
  QUEUE = 'queue',
  TABLE = 'table',
  FILE = 'file',
}

/** The service behind each subresource of a private endpoint: a Data Lake and a static web site are blobs. */
const SERVICE_OF: Readonly<Record<string, StorageService>> = {
  blob: StorageService.BLOB,
  dfs: StorageService.BLOB,
  web: StorageService.BLOB,
  queue: StorageService.QUEUE,
  table: StorageService.TABLE,
  file: StorageService.FILE,
};

/** Azure refuses `AllMetrics` here, with "supported categories are: 'Capacity;Transaction'" (terraform-azurerm-avm-res-storage-storageaccount #325). */
const METRICS = ['Capacity', 'Transaction'];

/** The services that are used, in the order of the enum: those given, else blobs and what the endpoints lead to. */
export function servicesOf(given?: readonly StorageService[], subresources: readonly string[] = []): StorageService[] {
  // The secondary endpoint of a service, such as blob_secondary, is that of its copy.
  const reached = subresources.map((name) => SERVICE_OF[name.replace('_secondary', '')]);
  const used = given ?? [StorageService.BLOB, ...reached];
  return Object.values(StorageService).filter((service) => used.includes(service));
}

/** The subresources that private endpoints lead to. */
export function subresourcesOf(services: readonly StorageService[], hierarchicalNamespace: boolean): string[] {
  return services.flatMap((service) =>
    service === StorageService.BLOB && hierarchicalNamespace ? [service, 'dfs'] : [service],
  );
}

/** The account itself emits metrics; logs come from each of its services. */
export function diagnosticScopesOf(accountId: string, services: readonly StorageService[]): DiagnosticScope[] {
  return [
    { id: 'account', targetResourceId: accountId, logs: false, metrics: true, metricCategories: METRICS },
    ...services.map((service) => ({
      id: service,
      targetResourceId: `${accountId}/${service}Services/default`,
      logs: true,
      metrics: true,
      metricCategories: METRICS,
    })),
  ];
}
