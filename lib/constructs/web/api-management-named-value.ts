import { ApiManagementNamedValue as ApiManagementNamedValueResource } from '@cdktf/provider-azurerm/lib/api-management-named-value';
import { Construct } from 'constructs';
import { kebab } from '../azure-context';
import { Checks } from '../checks';
import { waitForGrants } from '../identity/grantee';
import { type ISecretReference } from '../security/key-vault-secret';
import { useSecret } from '../security/secret-use';
import { type IApiManagement } from './api-management-base';

/** Properties of a named value. */
export interface ApiManagementNamedValueOptions {
  /** The secret that it is read from, again every four hours. */
  readonly secret: ISecretReference;
  /** Name by which policies use it, up to 80 letters, digits, hyphens and underscores. @default the construct's id in kebab case */
  readonly name?: string;
}

export interface ApiManagementNamedValueProps extends ApiManagementNamedValueOptions {
  readonly apiManagement: IApiManagement;
}

/**
 * A value for policies, written there as `{{name}}`, that the service reads from a secret in Key Vault.
 *
 * Neither Terraform nor its state ever sees the secret. Azure reads it when the named value is made, so the secret must have been
 * filled in by then. Made by `ApiManagement.addNamedValue`.
 */
export class ApiManagementNamedValue extends Construct {
  public readonly namedValueId: string;
  /** For `{{name}}` in policies. */
  public readonly namedValueName: string;

  constructor(scope: Construct, id: string, props: ApiManagementNamedValueProps) {
    super(scope, id);
    const name = props.name ?? kebab(id);
    // Source: azurerm internal/services/apimanagement/validate/api_management.go.
    new Checks(this)
      .that(
        'name',
        name,
        /^[a-zA-Z0-9]([\w-]{0,78}[a-zA-Z0-9])?$/.test(name),
        '1 to 80 letters, digits, hyphens and underscores, with a letter or digit at each end',
      )
      .done();
    const { apiManagement, secret } = props;
    const grant = secret.grantRead(apiManagement);
    useSecret(this, secret);
    const resource = new ApiManagementNamedValueResource(this, 'Resource', {
      name,
      apiManagementName: apiManagement.apiManagementName,
      resourceGroupName: apiManagement.resourceGroupName,
      displayName: name,
      secret: true,
      valueFromKeyVault: { secretId: secret.secretId },
    });
    waitForGrants(resource, [grant.dependable]);
    this.namedValueId = resource.id;
    this.namedValueName = name;
  }
}
