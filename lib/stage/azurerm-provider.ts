import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { Lazy, TerraformResource, type TerraformStack } from 'cdktf';
import { type AzureContext } from '../constructs/azure-context';
import polled from '../facts/polled-creations.json';
import { VersionConstraint } from '../values/version-constraint';
import { type Settings } from './settings';

/** The version of azurerm from which the bindings were generated: `~> 4.55`. */
const BINDINGS_MINOR = 55;
/** The first 4.x minor that can keep the id of what it still waits for. Source: azurerm CHANGELOG, 4.75.0. */
const PERSISTING_MINOR = 75;

/**
 * Adds the azurerm provider to a stack.
 *
 * Whatever azurerm waits for as Azure makes it is in the state from the start: an apply that fails or is interrupted meanwhile leaves
 * something that the next one replaces, and not something that "already exists". This takes azurerm 4.75, and so raises the version
 * constraint of the stacks that have such resources.
 */
export function addAzurermProvider(stack: TerraformStack, context: AzureContext, settings: Settings): void {
  const { subscriptionId, registerResourceProviders } = settings;
  const provider = new AzurermProvider(stack, 'azurerm', {
    subscriptionId,
    storageUseAzuread: true,
    resourceProviderRegistrations: 'none',
    resourceProvidersToRegister: registerResourceProviders
      ? Lazy.listValue({ produce: () => context.resourceProviders }, { omitEmpty: true })
      : undefined,
    features: [
      {
        keyVault: [{ purgeSoftDeleteOnDestroy: false, recoverSoftDeletedKeyVaults: true }],
        resourceGroup: [{ preventDeletionIfContainsResources: true }],
        // Terraform runs outside the network: it must not ask the data plane of a private account.
        storage: [{ dataPlaneAvailable: false }],
      },
    ],
  });
  // The bindings are older than the argument.
  provider.addOverride(
    'features.0.persist_id_on_create_before_polling_for_completion',
    Lazy.anyValue({ produce: () => (context.azurermStartsAt(PERSISTING_MINOR) ? true : undefined) }),
  );
  stack.addOverride(
    'terraform.required_providers.azurerm.version',
    Lazy.stringValue({ produce: () => azurermConstraint(stack, context, settings).toString() }),
  );
}

/** The version constraint of azurerm in a stack: the user's own, or from the version that its constructs so far need. */
export function azurermConstraint(stack: TerraformStack, context: AzureContext, settings: Settings): VersionConstraint {
  return new VersionConstraint(settings.azurermVersion ?? `~> 4.${neededMinor(stack, context)}`);
}

function neededMinor(stack: TerraformStack, context: AzureContext): number {
  const persists = stack.node
    .findAll()
    .some(
      (child) => TerraformResource.isTerraformResource(child) && polled.types.includes(child.terraformResourceType),
    );
  return Math.max(BINDINGS_MINOR, context.azurermMinor, persists ? PERSISTING_MINOR : 0);
}
