import { DataAzurermClientConfig } from '@cdktf/provider-azurerm/lib/data-azurerm-client-config';
import { TerraformStack } from 'cdktf';
import { type Construct } from 'constructs';

const ID = 'CurrentClient';

/**
 * Tenant, subscription and object id of the principal that applies the stage, read by Terraform. One data source for each stack.
 *
 * The object id differs between a pipeline and a person, so nothing permanent should depend on it.
 */
export function currentClient(construct: Construct): DataAzurermClientConfig {
  const stack = TerraformStack.of(construct);
  const made = stack.node.tryFindChild(ID) as DataAzurermClientConfig | undefined;
  return made ?? new DataAzurermClientConfig(stack, ID, {});
}
