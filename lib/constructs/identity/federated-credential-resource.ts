import {
  listMapper,
  listMapperHcl,
  stringToHclTerraform,
  stringToTerraform,
  type TerraformMetaArguments,
  TerraformResource,
} from 'cdktf';
import { type Construct } from 'constructs';
import { AzureContext } from '../azure-context';

export interface FederatedCredentialResourceConfig extends TerraformMetaArguments {
  readonly name: string;
  readonly userAssignedIdentityId: string;
  readonly issuer: string;
  readonly subject: string;
  /** azurerm takes one. */
  readonly audience: readonly string[];
}

/** The first azurerm 4.x minor that has `user_assigned_identity_id`. */
const SINCE_MINOR = 65;

/**
 * `azurerm_federated_identity_credential` with the arguments that azurerm 5.0 keeps.
 *
 * The bindings only have their predecessors `parent_id` and `resource_group_name`, which are deprecated, so this is an L1 of
 * its own; it raises the azurerm version constraint of its stack.
 */
export class FederatedCredentialResource extends TerraformResource {
  public static readonly tfResourceType = 'azurerm_federated_identity_credential';

  private readonly config: FederatedCredentialResourceConfig;

  constructor(scope: Construct, id: string, config: FederatedCredentialResourceConfig) {
    super(scope, id, {
      dependsOn: config.dependsOn,
      lifecycle: config.lifecycle,
      terraformResourceType: FederatedCredentialResource.tfResourceType,
      terraformGeneratorMetadata: { providerName: 'azurerm' },
    });
    this.config = config;
    AzureContext.of(this).requireAzurermMinor(SINCE_MINOR);
  }

  public get id(): string {
    return this.getStringAttribute('id');
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return {
      name: stringToTerraform(this.config.name),
      user_assigned_identity_id: stringToTerraform(this.config.userAssignedIdentityId),
      issuer: stringToTerraform(this.config.issuer),
      subject: stringToTerraform(this.config.subject),
      audience: listMapper(stringToTerraform, false)([...this.config.audience]),
    };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return {
      name: hclArgument(this.config.name),
      user_assigned_identity_id: hclArgument(this.config.userAssignedIdentityId),
      issuer: hclArgument(this.config.issuer),
      subject: hclArgument(this.config.subject),
      audience: {
        value: listMapperHcl(stringToHclTerraform, false)([...this.config.audience]),
        isBlock: false,
        type: 'list',
        storageClassType: 'stringList',
      },
    };
  }
}

function hclArgument(value: string) {
  return { value: stringToHclTerraform(value), isBlock: false, type: 'simple', storageClassType: 'string' };
}
