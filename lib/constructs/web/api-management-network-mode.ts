import { type ApiManagementSku } from '../../values/api-management-sku';

/** Network mode of an API Management service with a subnet. */
export enum ApiManagementNetworkMode {
  /** Inside the network alone. Developer, Premium and PremiumV2. */
  INTERNAL = 'Internal',
  /** On the Internet, and it reaches back ends in the network. */
  EXTERNAL = 'External',
}

/** Network mode of a service with a SKU, in the given network. */
export function networkModeOf(sku: ApiManagementSku, mode?: ApiManagementNetworkMode): ApiManagementNetworkMode {
  return mode ?? (sku.supportsInjection ? ApiManagementNetworkMode.INTERNAL : ApiManagementNetworkMode.EXTERNAL);
}
