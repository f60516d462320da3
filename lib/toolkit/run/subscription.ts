import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type Assembly } from '../assembly/assembly';
import { readJsonFile } from '../host/json-file';

/** Profile file of the Azure CLI. */
const AZURE_PROFILE = new JsonFormat(
  'azureProfile.json',
  z.object({
    subscriptions: z.array(z.object({ id: z.string(), isDefault: z.boolean().optional() })).optional(),
  }),
);

/** Variable of the azurerm provider with a subscription. */
const VARIABLE = 'ARM_SUBSCRIPTION_ID';

/** Azure subscription, and where it is from. */
export interface Subscription {
  /** ID in small letters. */
  readonly id: string;
  /** Such as `ARM_SUBSCRIPTION_ID`; undefined where the app itself sets it. */
  readonly source?: string;
}

/** Subscription that the settings or the environment name. */
export function namedSubscription({ metadata }: Assembly, env: NodeJS.ProcessEnv): Subscription | undefined {
  if (metadata?.subscriptionId !== undefined) {
    return { id: metadata.subscriptionId.toLowerCase(), source: metadata.sources?.subscriptionId };
  }
  const id = env[VARIABLE];
  return id === undefined ? undefined : { id: id.toLowerCase(), source: VARIABLE };
}

/**
 * Subscription of a run: from the settings, the environment, or the Azure CLI.
 *
 * @throws ToolkitError when the profile of the Azure CLI cannot be read
 */
export function currentSubscription(assembly: Assembly, env: NodeJS.ProcessEnv): Subscription | undefined {
  const named = namedSubscription(assembly, env);
  const id = named === undefined ? signedInFor(assembly, env) : undefined;
  return id === undefined ? named : { id: id.toLowerCase(), source: 'Azure sign-in' };
}

/** Subscription that the Azure CLI is signed in to, where the app uses Azure. */
function signedInFor({ stages }: Assembly, env: NodeJS.ProcessEnv): string | undefined {
  const file = azureProfile(env);
  const usesAzure = () => stages.some((stage) => stage.template.provider?.['azurerm'] !== undefined);
  return fs.existsSync(file) && usesAzure() ? signedIn(file) : undefined;
}

function azureProfile(env: NodeJS.ProcessEnv): string {
  const directory = env['AZURE_CONFIG_DIR'] ?? path.join(env['HOME'] ?? env['USERPROFILE'] ?? '', '.azure');
  return path.join(directory, 'azureProfile.json');
}

function signedIn(file: string): string | undefined {
  const { subscriptions = [] } =
    readJsonFile(file, AZURE_PROFILE, {
      code: 'REFUSED',
      fix: 'Sign in again with az login, or name the subscription with ARM_SUBSCRIPTION_ID.',
    }) ?? {};
  return subscriptions.find((subscription) => subscription.isDefault === true)?.id;
}
