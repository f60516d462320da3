import {
  ApiManagement as ApiManagementResource,
  type ApiManagementConfig,
  type ApiManagementSecurity,
} from '@cdktf/provider-azurerm/lib/api-management';
import { ApiManagementDiagnostic } from '@cdktf/provider-azurerm/lib/api-management-diagnostic';
import { Fn } from 'cdktf';
import { type Construct } from 'constructs';
import { ApiManagementSku } from '../../values/api-management-sku';
import { AzureContext } from '../azure-context';
import { waitForGrants } from '../identity/grantee';
import { type ISubnet } from '../network/subnet';
import { type IApplicationInsights } from '../observability/application-insights';
import { place } from '../placement';
import { addPlatformFeatures, type PlatformServiceProps } from '../platform-service';
import { addCheck } from '../stage-check';
import { addPublicIp, ownsPublicIp } from './api-management-address';
import { apiManagementAlerts } from './api-management-alerts';
import { ApiManagementBase, type IApiManagement, ImportedApiManagement } from './api-management-base';
import { checkApiManagement } from './api-management-rules';
import { ApiManagementLogger } from './api-management-logger';
import { type ApiManagementNetworkMode, networkModeOf } from './api-management-network-mode';

export interface ApiManagementProps extends PlatformServiceProps {
  /** Name of the publisher, shown in the developer portal and in e-mails. 1 to 100 characters. */
  readonly publisherName: string;
  /** E-mail address for the service's notifications. */
  readonly publisherEmail: string;
  /** Between the v2 tiers and the others a change makes a new service. @default ApiManagementSku.standardV2() */
  readonly sku?: ApiManagementSku;
  /**
   * The subnet that it is in (Developer, Premium: `SubnetRole.API_MANAGEMENT`) or reaches back ends through (StandardV2: delegated
   * to `Microsoft.Web/serverFarms`). It must be its own, and cannot be changed later without a new service.
   *
   * @default none
   */
  readonly subnet?: ISubnet;
  /** @default INTERNAL where the SKU can be in the network, otherwise EXTERNAL */
  readonly networkMode?: ApiManagementNetworkMode;
  /**
   * Whether it answers on its public address. Azure refuses false while the service is made: apply with the private endpoints first,
   * then set it to false and apply again. See the page. Synth warns of a service on the Internet unless this is set to true.
   *
   * @default true
   */
  readonly publicNetworkAccess?: boolean;
  /**
   * Zones of the units of Premium: 1, 2, 3, no more than there are units. A later change moves the service.
   *
   * @default Azure spreads the units over zones itself, however many there are
   */
  readonly zones?: readonly string[];
  /** Whether a service in a network (Developer, Premium) has a public address that is yours. @default where it is in a network and `zones` are given */
  readonly ownPublicIp?: boolean;
  /** Name of that address. @default derived as `name` is */
  readonly publicIpName?: string;
  /** Destination of request traces, sent with the service's identity and no key. @default nowhere */
  readonly applicationInsights?: IApplicationInsights;
  /** Percentage of the calls that are traced, above 0. Errors always are. @default 100 */
  readonly requestSamplingPercentage?: number;
  /** Whether clients and back ends may use TLS 1.0 and 1.1. @default false */
  readonly tls10And11?: boolean;
  /** Whether clients may use ciphers with CBC or without forward secrecy. Never 3DES. @default false */
  readonly weakCiphers?: boolean;
  /** Whether the management API of the service itself takes keys. Classic tiers alone have it. @default false */
  readonly tenantAccess?: boolean;
  /** Whether the gateway asks every client for a certificate. Consumption alone has it. @default false */
  readonly clientCertificates?: boolean;
  /** The oldest version of the management API that gives an answer: older ones show secrets to readers. @default 2021-08-01 */
  readonly minApiVersion?: string;
}

/**
 * An API Management service.
 *
 * No weak TLS, no management keys, secrets only from Key Vault, back ends only over HTTPS. It has a system-assigned identity, as
 * which it is granted access.
 *
 * Differs on purpose from what scanners ask for:
 *
 * - CKV_AZURE_107, CKV_AZURE_174: A gateway may be meant for the Internet, and Azure creates none that is closed. `subnet` or
 *   `privateEndpoints` and `publicNetworkAccess` close it; synth warns until one of them is set.
 * - CKV_AZURE_152: Only Consumption can ask every client for a certificate, which browsers do not have: `clientCertificates`.
 * - api_management_services_are_premium_sku, enable_zone_redundancy_for_api_management: Premium costs many times as much as
 *   StandardV2. With `sku: ApiManagementSku.premium(2)` it is in two zones in prod.
 */
export class ApiManagement extends ApiManagementBase {
  /** Imports an existing service and has a system-assigned identity. Terraform reads it. */
  public static fromName(scope: Construct, id: string, name: string, resourceGroupName: string): IApiManagement {
    return new ImportedApiManagement(scope, id, name, resourceGroupName);
  }

  public readonly apiManagementId: string;
  public readonly apiManagementName: string;
  public readonly resourceGroupName: string;
  public readonly gatewayUrl: string;
  public readonly principalId: string;
  public readonly sku: ApiManagementSku;
  /** The address in the network of a service that is in one, for a private DNS zone of yours. */
  public readonly privateIpAddress: string;

  constructor(scope: Construct, id: string, props: ApiManagementProps) {
    super(scope, id);
    const sku = props.sku ?? ApiManagementSku.standardV2();
    checkApiManagement(this, sku, props);
    warnOfPublicAddress(this, sku, props);
    const placement = place(this, 'azurerm_api_management', props);
    const publicIp = ownsPublicIp(sku, props) ? addPublicIp(this, placement, props) : undefined;
    const resource = new ApiManagementResource(this, 'Resource', {
      ...placement,
      ...security(sku, props),
      ...network(sku, props),
      skuName: sku.name,
      zones: props.zones && [...props.zones],
      publicIpAddressId: publicIp?.id,
      publisherName: props.publisherName,
      publisherEmail: props.publisherEmail,
      publicNetworkAccessEnabled: props.publicNetworkAccess ?? true,
      identity: { type: 'SystemAssigned' },
    });
    this.apiManagementId = resource.id;
    this.apiManagementName = resource.name;
    this.resourceGroupName = resource.resourceGroupName;
    this.gatewayUrl = resource.gatewayUrl;
    this.principalId = resource.identity.principalId;
    this.privateIpAddress = Fn.element(resource.privateIpAddresses, 0) as string;
    this.sku = sku;
    if (props.applicationInsights !== undefined) {
      this.trace(props.applicationInsights, props.requestSamplingPercentage ?? 100);
    }
    addPlatformFeatures(this, props, {
      resource,
      resourceId: resource.id,
      resourceType: 'azurerm_api_management',
      subresources: ['Gateway'],
      // APIs, subscriptions and their keys live in it alone.
      dataResources: [resource],
      diagnosticScopes: [
        { id: 'service', targetResourceId: resource.id, logs: !sku.isConsumption, metrics: true },
        ...(publicIp === undefined
          ? []
          : [{ id: 'public-ip', targetResourceId: publicIp.id, logs: true, metrics: true }]),
      ],
      alerts: apiManagementAlerts(sku),
    });
    addCheck(this, 'health', resource, () => ({ path: STATUS_PATH }));
  }

  private trace(insights: IApplicationInsights, samplingPercentage: number): void {
    const grant = insights.grantPublish(this);
    const within = { apiManagementName: this.apiManagementName, resourceGroupName: this.resourceGroupName };
    const logger = new ApiManagementLogger(this, 'Logger', {
      ...within,
      name: 'application-insights',
      resourceId: insights.applicationInsightsId,
      connectionString: insights.connectionString,
    });
    waitForGrants(logger, [grant.dependable]);
    new ApiManagementDiagnostic(this, 'Tracing', {
      ...within,
      identifier: 'applicationinsights',
      apiManagementLoggerId: logger.id,
      samplingPercentage,
      alwaysLogErrors: true,
      httpCorrelationProtocol: 'W3C',
      // Addresses are personal data.
      logClientIp: false,
      verbosity: 'information',
    });
  }
}

/** Path of a gateway that answers without a subscription: https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region */
const STATUS_PATH = '/status-0123456789abcdef';

/**
 * Silent once `publicNetworkAccess` or `networkMode` is given. That it can neither be made closed, nor be closed before an
 * endpoint leads to it: Azure/azure-rest-api-specs#24947.
 */
function warnOfPublicAddress(construct: ApiManagement, sku: ApiManagementSku, props: ApiManagementProps): void {
  const { privateEndpoints, publicNetworkAccess, subnet, networkMode } = props;
  if (publicNetworkAccess !== undefined) {
    return;
  }
  if (privateEndpoints !== undefined) {
    AzureContext.of(construct).warn(
      construct,
      'still answers on its public address: once the private endpoints are there, set publicNetworkAccess to false and apply again',
    );
  } else if (networkMode === undefined && (subnet === undefined || !sku.supportsInjection)) {
    const close = sku.supportsPrivateEndpoints
      ? 'Give it privateEndpoints'
      : 'Use a SKU that supports privateEndpoints';
    AzureContext.of(construct).warn(
      construct,
      `is reachable from the whole Internet, because it has neither a network nor a private endpoint. ${close}, or set publicNetworkAccess to true to confirm that`,
    );
  }
}

function network(sku: ApiManagementSku, { subnet, networkMode }: ApiManagementProps): Partial<ApiManagementConfig> {
  return subnet === undefined
    ? {}
    : {
        virtualNetworkType: networkModeOf(sku, networkMode),
        virtualNetworkConfiguration: { subnetId: subnet.subnetId },
      };
}

function security(sku: ApiManagementSku, props: ApiManagementProps): Partial<ApiManagementConfig> {
  return {
    minApiVersion: props.minApiVersion ?? '2021-08-01',
    clientCertificateEnabled: sku.isConsumption ? (props.clientCertificates ?? false) : undefined,
    // azurerm takes the block on no other tier, even to turn it off.
    tenantAccess: sku.isClassic ? { enabled: props.tenantAccess ?? false } : undefined,
    security: protocolsAndCiphers(props.tls10And11 ?? false, props.weakCiphers ?? false),
  };
}

function protocolsAndCiphers(oldTls: boolean, weak: boolean): ApiManagementSecurity {
  return {
    backendSsl30Enabled: false,
    backendTls10Enabled: oldTls,
    backendTls11Enabled: oldTls,
    frontendSsl30Enabled: false,
    frontendTls10Enabled: oldTls,
    frontendTls11Enabled: oldTls,
    tripleDesCiphersEnabled: false,
    tlsEcdheEcdsaWithAes128CbcShaCiphersEnabled: weak,
    tlsEcdheEcdsaWithAes256CbcShaCiphersEnabled: weak,
    tlsEcdheRsaWithAes128CbcShaCiphersEnabled: weak,
    tlsEcdheRsaWithAes256CbcShaCiphersEnabled: weak,
    tlsRsaWithAes128CbcSha256CiphersEnabled: weak,
    tlsRsaWithAes128CbcShaCiphersEnabled: weak,
    tlsRsaWithAes128GcmSha256CiphersEnabled: weak,
    tlsRsaWithAes256CbcSha256CiphersEnabled: weak,
    tlsRsaWithAes256CbcShaCiphersEnabled: weak,
    tlsRsaWithAes256GcmSha384CiphersEnabled: weak,
  };
}
