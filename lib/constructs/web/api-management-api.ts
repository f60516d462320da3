import {
  ApiManagementApi as ApiManagementApiResource,
  type ApiManagementApiImport,
} from '@cdktf/provider-azurerm/lib/api-management-api';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { kebab } from '../azure-context';
import { Checks } from '../checks';
import { type IApiManagement } from './api-management-base';
import { checkHttps } from './api-management-rules';

/** Properties of an API. */
export interface ApiManagementApiOptions {
  /** Name within the service. @default the construct's id in kebab case */
  readonly name?: string;
  /** Display name. @default the construct's id */
  readonly displayName?: string;
  /** Path below the gateway's address, such as `orders/v1`; empty for the API at its root. */
  readonly path: string;
  /** Address of the back end, `https://...`. @default that of the OpenAPI document, or the one that a policy sets */
  readonly serviceUrl?: string;
  /**
   * `https://` address of an OpenAPI document that describes it, ending in `.json` for JSON. Azure fetches it itself, so it must be
   * reachable from the Internet, and it is read again only when the address changes.
   *
   * @default none: the API has no operations until somebody adds them
   */
  readonly openApiLink?: string;
  /** Whether callers need the key of a subscription. @default true */
  readonly subscriptionRequired?: boolean;
  /** @default 1 */
  readonly revision?: string;
  /** @default none */
  readonly description?: string;
}

export interface ApiManagementApiProps extends ApiManagementApiOptions {
  readonly apiManagement: IApiManagement;
}

/** An API behind a gateway, over HTTPS on both sides. Made by `ApiManagement.addApi`. */
export class ApiManagementApi extends Construct {
  public readonly apiId: string;
  public readonly apiName: string;
  /** URL for clients. */
  public readonly url: string;

  constructor(scope: Construct, id: string, props: ApiManagementApiProps) {
    super(scope, id);
    const name = props.name ?? kebab(id);
    check(this, name, props);
    const { apiManagement, path } = props;
    const resource = new ApiManagementApiResource(this, 'Resource', {
      name,
      apiManagementName: apiManagement.apiManagementName,
      resourceGroupName: apiManagement.resourceGroupName,
      displayName: props.displayName ?? id,
      description: props.description,
      path,
      protocols: ['https'],
      revision: props.revision ?? '1',
      serviceUrl: props.serviceUrl,
      subscriptionRequired: props.subscriptionRequired ?? true,
      import: importBlock(props.openApiLink),
    });
    this.apiId = resource.id;
    this.apiName = resource.name;
    this.url = path === '' ? apiManagement.gatewayUrl : `${apiManagement.gatewayUrl}/${path}`;
  }
}

function importBlock(link?: string): ApiManagementApiImport | undefined {
  return link === undefined
    ? undefined
    : { contentFormat: link.endsWith('.json') ? 'openapi+json-link' : 'openapi-link', contentValue: link };
}

/** Source: azurerm internal/services/apimanagement/validate/api_management.go. */
function check(construct: ApiManagementApi, name: string, props: ApiManagementApiProps): void {
  const { path, revision, serviceUrl, openApiLink } = props;
  const checks = new Checks(construct)
    .that('name', name, /^[^*#&+]{1,256}$/.test(name), '1 to 256 characters without *, #, & and +')
    .that(
      'path',
      path,
      /^(|\w|[\w.][\w\-/.:]{0,398}[\w-])$/.test(path),
      'up to 400 letters, digits and -_./: with no slash at either end',
    )
    .that('revision', revision, revision?.trim() !== '', 'a revision such as 1');
  checkHttps(checks, 'serviceUrl', serviceUrl);
  checkHttps(checks, 'openApiLink', openApiLink);
  checks
    .together(
      openApiLink === undefined || !Token.isUnresolved(openApiLink),
      'openApiLink: is known only after the apply, so its format is unknown',
      'Give the address as text.',
    )
    .done();
}
