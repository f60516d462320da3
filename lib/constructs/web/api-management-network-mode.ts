import { type ApiManagementSku } from '../../values/api-management-sku';

/** Where an API Management service with a subnet answers. */
export enum ApiManagementNetworkMode {
  /** Inside the network alone. Developer, Premium and PremiumV2. */
  INTERNAL = 'Internal',
  /** On the Internet, and it reaches back ends in the network. */
  EXTERNAL = 'External',
}

/** How a service with a SKU is in the network that it is given. */
export function networkModeOf(sku: ApiManagementSku, mode?: ApiManagementNetworkMode): ApiManagementNetworkMode {
  return mode ?? (sku.supportsInjection ? ApiManagementNetworkMode.INTERNAL : ApiManagementNetworkMode.EXTERNAL);
}
