import { type TokenCredential } from '@azure/core-auth';
import { type Assembly } from '../toolkit/assembly/assembly';
import { type Session } from '../toolkit/run/session';
import { currentSubscription } from '../toolkit/run/subscription';
import { ToolkitError } from '../toolkit/toolkit-error';
import { ArmClient } from './arm-client';
import { azureCredential } from './azure-credential';

/** Access to Azure for a run: it acts as Terraform does, in the same subscription. */
export interface AzureAccess {
  readonly arm: ArmClient;
  readonly credential: TokenCredential;
  readonly subscriptionId: string;
}

/**
 * Access to Azure for a run. Nothing is asked of Azure yet.
 *
 * @throws ToolkitError where no subscription is named, or the variables of azurerm are incomplete
 */
export async function azureAccess(session: Session, assembly: Assembly): Promise<AzureAccess> {
  const { id } = currentSubscription(assembly, session.env) ?? {};
  if (id === undefined) {
    throw new ToolkitError(
      'USAGE',
      'No Azure subscription is named.',
      'Set ARM_SUBSCRIPTION_ID, or sign in with az login.',
    );
  }
  const credential = await azureCredential(session.env);
  return { arm: new ArmClient({ credential, signal: session.interruption.signal }), credential, subscriptionId: id };
}
