import { ApiManagementBackend as ApiManagementBackendResource } from '@cdktf/provider-azurerm/lib/api-management-backend';
import { Construct } from 'constructs';
import { kebab } from '../azure-context';
import { Checks } from '../checks';
import { type IApiManagement } from './api-management-base';
import { checkHttps } from './api-management-rules';

/** Properties of a back end. */
export interface ApiManagementBackendOptions {
  /** Name by which policies choose it, up to 50 letters, digits and hyphens. @default the construct's id in kebab case */
  readonly name?: string;
  /** Its address, `https://...`. */
  readonly url: string;
  /** @default none */
  readonly description?: string;
}

export interface ApiManagementBackendProps extends ApiManagementBackendOptions {
  readonly apiManagement: IApiManagement;
}

/** A back end that policies send calls to, over HTTPS with its certificate checked. Made by `ApiManagement.addBackend`. */
export class ApiManagementBackend extends Construct {
  public readonly backendId: string;
  /** For `<set-backend-service backend-id="..." />`. */
  public readonly backendName: string;

  constructor(scope: Construct, id: string, props: ApiManagementBackendProps) {
    super(scope, id);
    const name = props.name ?? kebab(id);
    check(this, name, props);
    const resource = new ApiManagementBackendResource(this, 'Resource', {
      name,
      apiManagementName: props.apiManagement.apiManagementName,
      resourceGroupName: props.apiManagement.resourceGroupName,
      description: props.description,
      protocol: 'http',
      url: props.url,
      tls: { validateCertificateChain: true, validateCertificateName: true },
    });
    this.backendId = resource.id;
    this.backendName = resource.name;
  }
}

/** Source: azurerm internal/services/apimanagement/validate/api_management.go, which does not check the length that it names. */
function check(construct: ApiManagementBackend, name: string, { url, description }: ApiManagementBackendProps): void {
  const checks = new Checks(construct)
    .that(
      'name',
      name,
      /^(\w|\w[\w-]{0,48}\w)$/.test(name),
      '1 to 50 letters, digits, underscores and hyphens, with no hyphen at either end',
    )
    .that(
      'description',
      description,
      description !== '' && (description?.length ?? 0) <= 2000,
      '1 to 2000 characters, or none',
    );
  checkHttps(checks, 'url', url).done();
}
