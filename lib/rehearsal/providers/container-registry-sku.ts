import { badRequest } from '../arm/arm-error';
import { type ArmRequest } from '../arm/arm-request';
import { stringAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';

/** Refuses a part of a registry that is of another SKU than Premium: https://learn.microsoft.com/azure/container-registry/container-registry-skus */
export function requirePremium({ azure, id }: ArmRequest, parts: string): void {
  const registry = azure.store.get(id.parent ?? '') as Resource;
  if (stringAt(registry, 'sku', 'name') !== 'Premium') {
    throw badRequest(
      'FeatureNotSupported',
      `The registry ${registry.name} supports ${parts} with the SKU Premium alone.`,
    );
  }
}
