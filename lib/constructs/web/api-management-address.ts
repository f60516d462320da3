import { PublicIp } from '@cdktf/provider-azurerm/lib/public-ip';
import { type ApiManagementSku } from '../../values/api-management-sku';
import { Region } from '../../values/region';
import { place, type Placement } from '../placement';
import { type ApiManagement, type ApiManagementProps } from './api-management';
import { networkModeOf } from './api-management-network-mode';
import { isInjected } from './api-management-rules';

/**
 * Whether a service has a public address that is yours. One in a network takes it, and Azure wants it to choose zones there
 * (hashicorp/terraform-provider-azurerm#27949, #31035).
 */
export function ownsPublicIp(sku: ApiManagementSku, props: ApiManagementProps): boolean {
  const { subnet, networkMode, zones, ownPublicIp } = props;
  const takesOne = sku.isClassic && subnet !== undefined && isInjected(sku, networkModeOf(sku, networkMode));
  return ownPublicIp ?? (takesOne && zones !== undefined);
}

/**
 * Adds the address. It must have a label in the public DNS, and is in all zones of the region.
 *
 * Source: learn.microsoft.com/azure/api-management/api-management-using-with-vnet#prerequisites.
 */
export function addPublicIp(service: ApiManagement, placement: Placement, props: ApiManagementProps): PublicIp {
  const region = Region.of(placement.location);
  return new PublicIp(service, 'PublicIp', {
    ...place(service, 'azurerm_public_ip', { ...props, name: props.publicIpName }),
    sku: 'Standard',
    allocationMethod: 'Static',
    domainNameLabel: placement.name,
    zones: region.hasAvailabilityZones ? ['1', '2', '3'] : undefined,
  });
}
