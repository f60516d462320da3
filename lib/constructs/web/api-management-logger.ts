import { stringToHclTerraform, stringToTerraform, type TerraformMetaArguments, TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { AzureContext } from '../azure-context';

export interface ApiManagementLoggerConfig extends TerraformMetaArguments {
  readonly name: string;
  readonly apiManagementName: string;
  readonly resourceGroupName: string;
  /** Id of the Application Insights component, which links the two in the portal. */
  readonly resourceId: string;
  readonly connectionString: string;
}

/** The first azurerm 4.x minor that is known to have `identity_client_id`. */
const SINCE_MINOR = 81;

/**
 * `azurerm_api_management_logger` that sends to Application Insights as the service's system-assigned identity.
 *
 * The argument `identity_client_id` is newer than the bindings, and a component without local authentication takes nothing
 * else, so this is an L1 of its own; it raises the azurerm version constraint of its stack.
 */
export class ApiManagementLogger extends TerraformResource {
  public static readonly tfResourceType = 'azurerm_api_management_logger';

  private readonly arguments: Readonly<Record<string, string>>;
  private readonly connectionString: string;

  constructor(scope: Construct, id: string, config: ApiManagementLoggerConfig) {
    const { name, apiManagementName, resourceGroupName, resourceId, connectionString, ...metaArguments } = config;
    super(scope, id, {
      ...metaArguments,
      terraformResourceType: ApiManagementLogger.tfResourceType,
      terraformGeneratorMetadata: { providerName: 'azurerm' },
    });
    this.arguments = {
      name,
      api_management_name: apiManagementName,
      resource_group_name: resourceGroupName,
      resource_id: resourceId,
    };
    this.connectionString = connectionString;
    AzureContext.of(this).requireAzurermMinor(SINCE_MINOR);
  }

  public get id(): string {
    return this.getStringAttribute('id');
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...mapValues(this.arguments, stringToTerraform), application_insights: this.block(stringToTerraform) };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    const value = this.block(hclArgument);
    return {
      ...mapValues(this.arguments, hclArgument),
      application_insights: { value, isBlock: true, type: 'list', storageClassType: 'ApplicationInsightsList' },
    };
  }

  private block(render: (value: string) => unknown): unknown {
    return mapValues({ connection_string: this.connectionString, identity_client_id: 'SystemAssigned' }, render);
  }
}

function mapValues(values: Readonly<Record<string, string>>, render: (value: string) => unknown) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, render(value)]));
}

function hclArgument(value: string) {
  return { value: stringToHclTerraform(value), isBlock: false, type: 'simple', storageClassType: 'string' };
}
