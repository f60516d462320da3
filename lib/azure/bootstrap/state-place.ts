import { type AppMetadata } from '../../manifest/app-metadata';
import { ValueError } from '../../errors';
import { ResourceName, uniqueSuffix } from '../../values/resource-name';
import { type AzurermSetting } from '../../toolkit/assembly/environment-backend';
import { ToolkitError } from '../../toolkit/toolkit-error';

/** Names that are given instead of derived. */
export interface StateNames {
  readonly resourceGroup?: string;
  readonly storageAccount?: string;
  readonly container?: string;
}

/** Place of the states of an environment in Azure. */
export interface StatePlace {
  readonly app: string;
  readonly environment: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly account: string;
  readonly container: string;
  readonly groupId: string;
  readonly accountId: string;
  readonly containerId: string;
}

/** Container, unless another one is named. */
const CONTAINER = 'tfstate';

/**
 * Place of the states of an environment: that of its setting, what was named, or names that follow from the app, the environment and the subscription.
 *
 * The project is no part of them, as the file of an environment is for all projects.
 *
 * @throws ToolkitError when a name is not one that Azure takes, or another one than that of the setting
 */
export function statePlace(
  metadata: Pick<AppMetadata, 'app' | 'environment' | 'location'>,
  subscriptionId: string,
  given: StateNames,
  setting?: AzurermSetting,
): StatePlace {
  refuseOther(given, setting);
  const { app, environment, location } = metadata;
  const derived = derivedNames(app, environment, subscriptionId);
  const resourceGroup = setting?.resourceGroupName ?? given.resourceGroup ?? derived.resourceGroup;
  const account = setting?.storageAccountName ?? given.storageAccount ?? derived.storageAccount;
  const container = setting?.containerName ?? given.container ?? CONTAINER;
  check('--resource-group', 'azurerm_resource_group', resourceGroup);
  check('--storage-account', 'azurerm_storage_account', account);
  check('--container', 'azurerm_storage_container', container);
  const groupId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const accountId = `${groupId}/providers/Microsoft.Storage/storageAccounts/${account}`;
  const containerId = `${accountId}/blobServices/default/containers/${container}`;
  return {
    ...{ app, environment, location, subscriptionId, resourceGroup, account, container },
    ...{ groupId, accountId, containerId },
  };
}

/** Names of resource group and storage account. A long name of the app is cut, as the characters at the end tell accounts apart. */
function derivedNames(app: string, environment: string, subscriptionId: string) {
  const suffix = uniqueSuffix(`${subscriptionId}/${app}/${environment}/tfstate`);
  const bare = (text: string, length: number) => text.replace(/[^a-z0-9]/g, '').slice(0, length);
  const end = `${bare(environment, 8)}${suffix}`;
  return {
    resourceGroup: `rg-${app}-${environment}-tfstate`,
    storageAccount: `st${bare(app, 24 - 2 - end.length)}${end}`,
  };
}

function check(option: string, type: string, name: string): void {
  try {
    ResourceName.check(type, name);
  } catch (error) {
    if (!(error instanceof ValueError)) {
      throw error;
    }
    const { message, allowed = '' } = error.problem;
    throw new ToolkitError('USAGE', `${option}: ${message}.`, `Allowed: ${allowed}.`);
  }
}

/** @throws ToolkitError where a name differs from that of the setting */
function refuseOther(given: StateNames, setting?: AzurermSetting): void {
  const pairs = [
    ['--resource-group', given.resourceGroup, setting?.resourceGroupName],
    ['--storage-account', given.storageAccount, setting?.storageAccountName],
    ['--container', given.container, setting?.containerName],
  ] as const;
  for (const [option, name, written] of pairs) {
    if (name !== undefined && written !== undefined && name !== written) {
      throw new ToolkitError(
        'REFUSED',
        `${option} is ${name}, but the backend in ${setting?.file ?? ''} has ${written}.`,
        `Leave out ${option}. To move states from one account to another, change the backend there and run azstage deploy --migrate-state.`,
      );
    }
  }
}
