import { type Problem } from '../../lib/errors';
import { type ApiManagementSku } from '../../lib/values/api-management-sku';

/** Problems of a SKU in this network, whose subnet for the gateway takes none that is injected into it. */
export function gatewayProblems(sku: ApiManagementSku): Problem[] {
  return ['Consumption', 'StandardV2'].includes(sku.tier)
    ? []
    : [
        {
          property: 'apiManagementSku',
          message: `got ${sku.name}`,
          allowed: 'Consumption, StandardV2_1 to StandardV2_10',
          fix: 'The reference design names these two tiers, and the subnet apim is made for them.',
        },
      ];
}
