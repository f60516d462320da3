import { DataAzurermApiManagement } from '@cdktf/provider-azurerm/lib/data-azurerm-api-management';
import { type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { type IGrantee, PrincipalType } from '../identity/grantee';
import { type ISecretReference } from '../security/key-vault-secret';
import { ApiManagementApi, type ApiManagementApiOptions } from './api-management-api';
import { ApiManagementBackend, type ApiManagementBackendOptions } from './api-management-backend';
import { ApiManagementNamedValue, type ApiManagementNamedValueOptions } from './api-management-named-value';

/**
 * An API Management service, defined in this app or imported.
 *
 * It is granted access as its system-assigned identity: `registry.grantPull(service)`.
 */
export interface IApiManagement extends IGrantee {
  readonly apiManagementId: string;
  readonly apiManagementName: string;
  readonly resourceGroupName: string;
  /** `https://<name>.azure-api.net` */
  readonly gatewayUrl: string;
  /** Adds an API. */
  addApi(id: string, props: ApiManagementApiOptions): ApiManagementApi;
  /** Adds a back end, for the policies of APIs. */
  addBackend(id: string, props: ApiManagementBackendOptions): ApiManagementBackend;
  /** Adds a value for policies (`{{name}}`) that the service reads from a secret in Key Vault, and grants it that secret. */
  addNamedValue(
    id: string,
    secret: ISecretReference,
    options?: Omit<ApiManagementNamedValueOptions, 'secret'>,
  ): ApiManagementNamedValue;
}

/** Base of a service, defined in this app or imported. */
export abstract class ApiManagementBase extends Construct implements IApiManagement {
  public abstract readonly apiManagementId: string;
  public abstract readonly apiManagementName: string;
  public abstract readonly resourceGroupName: string;
  public abstract readonly gatewayUrl: string;
  public abstract readonly principalId: string;
  public readonly principalType = PrincipalType.SERVICE_PRINCIPAL;

  public addApi(id: string, props: ApiManagementApiOptions): ApiManagementApi {
    return new ApiManagementApi(this, id, { ...props, apiManagement: this });
  }

  public addBackend(id: string, props: ApiManagementBackendOptions): ApiManagementBackend {
    return new ApiManagementBackend(this, id, { ...props, apiManagement: this });
  }

  public addNamedValue(
    id: string,
    secret: ISecretReference,
    options: Omit<ApiManagementNamedValueOptions, 'secret'> = {},
  ): ApiManagementNamedValue {
    return new ApiManagementNamedValue(this, id, { ...options, secret, apiManagement: this });
  }

  /** Its identity comes into being with it, so the service itself cannot wait; named values wait for their own grants. */
  public waitForGrant(_grant: TerraformResource): void {}
}

/** An existing service. Made by `ApiManagement.fromName`. */
export class ImportedApiManagement extends ApiManagementBase {
  public readonly apiManagementId: string;
  public readonly apiManagementName: string;
  public readonly resourceGroupName: string;
  public readonly gatewayUrl: string;
  public readonly principalId: string;

  constructor(scope: Construct, id: string, name: string, resourceGroupName: string) {
    super(scope, id);
    const data = new DataAzurermApiManagement(this, 'Resource', { name, resourceGroupName });
    this.apiManagementId = data.id;
    this.apiManagementName = data.name;
    this.resourceGroupName = data.resourceGroupName;
    this.gatewayUrl = data.gatewayUrl;
    this.principalId = data.identity.get(0).principalId;
  }
}
