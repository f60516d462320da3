import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type ArmClient } from '../arm-client';
import { AzureError } from '../azure-error';
import { type SignedIn } from './signed-in';

/** Subscription: https://learn.microsoft.com/rest/api/resources/subscriptions/get */
export const SUBSCRIPTION_TENANT = new JsonFormat(
  'tenant of a subscription',
  z.object({ tenantId: z.string(), state: z.string().nullish() }),
);

/**
 * Tenant of a subscription.
 *
 * @throws AzureError where the identity does not see the subscription, as in another tenant, or it is disabled
 */
export async function tenantOf(arm: ArmClient, subscriptionId: string, { tenantId }: SignedIn): Promise<string> {
  const found = await arm.find(`/subscriptions/${subscriptionId}`, '2022-12-01', SUBSCRIPTION_TENANT);
  if (found === undefined) {
    const where = tenantId === undefined ? '' : ` in tenant ${tenantId}`;
    throw new AzureError(
      { status: 404, reason: 'SubscriptionNotFound' },
      `The signed-in identity sees no subscription ${subscriptionId}${where}.`,
      'Sign in to the tenant of the subscription, as with az login --tenant, or choose another one with ARM_SUBSCRIPTION_ID or subscriptionId in environments/.',
    );
  }
  if (found.state !== undefined && found.state !== null && !/^(Enabled|Warned|PastDue)$/.test(found.state)) {
    throw new AzureError({}, `The subscription ${subscriptionId} is ${found.state}: nothing can be made in it.`);
  }
  return found.tenantId;
}
