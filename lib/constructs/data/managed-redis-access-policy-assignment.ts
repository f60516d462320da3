import { type TerraformMetaArguments, TerraformResource, stringToHclTerraform, stringToTerraform } from 'cdktf';
import { type Construct } from 'constructs';
import { AzureContext } from '../azure-context';

export interface ManagedRedisAccessPolicyAssignmentConfig extends TerraformMetaArguments {
  /** Id of the Managed Redis. */
  readonly managedRedisId: string;
  /** Object id of the principal in Entra ID. */
  readonly objectId: string;
}

/** The first azurerm 4.x minor that has the resource. */
const SINCE_MINOR = 60;

/**
 * `azurerm_managed_redis_access_policy_assignment`: gives a principal the access policy `default`, which allows everything.
 *
 * The resource is newer than the bindings, so this is an L1 of its own; it raises the azurerm version constraint of its stack.
 */
export class ManagedRedisAccessPolicyAssignment extends TerraformResource {
  public static readonly tfResourceType = 'azurerm_managed_redis_access_policy_assignment';

  private readonly managedRedisId: string;
  private readonly objectId: string;

  constructor(scope: Construct, id: string, config: ManagedRedisAccessPolicyAssignmentConfig) {
    const { managedRedisId, objectId, ...metaArguments } = config;
    super(scope, id, {
      ...metaArguments,
      terraformResourceType: ManagedRedisAccessPolicyAssignment.tfResourceType,
      terraformGeneratorMetadata: { providerName: 'azurerm' },
    });
    this.managedRedisId = managedRedisId;
    this.objectId = objectId;
    AzureContext.of(this).requireAzurermMinor(SINCE_MINOR);
  }

  public get id(): string {
    return this.getStringAttribute('id');
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return {
      managed_redis_id: stringToTerraform(this.managedRedisId),
      object_id: stringToTerraform(this.objectId),
    };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return {
      managed_redis_id: hclArgument(this.managedRedisId),
      object_id: hclArgument(this.objectId),
    };
  }
}

function hclArgument(value: string) {
  return { value: stringToHclTerraform(value), isBlock: false, type: 'simple', storageClassType: 'string' };
}
