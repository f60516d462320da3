import { Token } from 'cdktf';
import facts from '../../facts/api-management.json';
import { type ApiManagementSku } from '../../values/api-management-sku';
import { Checks } from '../checks';
import { type ApiManagement, type ApiManagementProps } from './api-management';
import { ApiManagementNetworkMode, networkModeOf } from './api-management-network-mode';

/** Notes a problem when a known address is not one that starts with `https://`. */
export function checkHttps(checks: Checks, property: string, url: string | undefined): Checks {
  return checks.that(
    property,
    url,
    Token.isUnresolved(url) || /^https:\/\/[^\s/]+/.test(url ?? ''),
    'an address that starts with https://',
  );
}

/**
 * Sources: azurerm internal/services/apimanagement/api_management_resource.go, which checks most of this only while it applies,
 * and lib/facts/api-management.json.
 */
export function checkApiManagement(construct: ApiManagement, sku: ApiManagementSku, props: ApiManagementProps): void {
  const { publisherName, publisherEmail, requestSamplingPercentage: sampling, applicationInsights } = props;
  const checks = new Checks(construct)
    .that(
      'publisherName',
      publisherName,
      publisherName.length > 0 && publisherName.length <= 100,
      '1 to 100 characters',
    )
    .that(
      'publisherEmail',
      publisherEmail,
      /^[^\s@]+@[^\s@]+$/.test(publisherEmail) && publisherEmail.length <= 100,
      'an e-mail address of up to 100 characters',
    )
    .that(
      'requestSamplingPercentage',
      sampling,
      sampling !== undefined && sampling > 0 && sampling <= 100,
      'above 0, up to 100',
    )
    .together(
      sampling === undefined || applicationInsights !== undefined,
      'requestSamplingPercentage: there is no applicationInsights to sample for',
    );
  checkTier(checks, sku, props);
  checkNetwork(checks, sku, props);
  checks.done();
}

function checkTier(checks: Checks, sku: ApiManagementSku, props: ApiManagementProps): void {
  const { zones, tenantAccess, clientCertificates, weakCiphers, tls10And11 } = props;
  const known = zones?.every((zone) => ['1', '2', '3'].includes(zone)) === true;
  checks
    .that('zones', zones, sku.supportsZones, `none with ${sku.name}`, 'Only Premium lets you choose zones.')
    .that('zones', zones, known && new Set(zones).size === zones?.length, 'each of 1, 2 and 3 at most once')
    .that(
      'zones',
      zones,
      !sku.supportsZones || (zones?.length ?? 0) <= sku.units,
      `no more than the ${sku.units} units of ${sku.name}: each zone gets one at least`,
      'Leave zones out, and Azure spreads the units itself.',
    )
    .that('tenantAccess', tenantAccess, tenantAccess !== true || sku.isClassic, `false with ${sku.name}`)
    .that(
      'clientCertificates',
      clientCertificates,
      clientCertificates !== true || sku.isConsumption,
      `false with ${sku.name}, where policies ask for certificates`,
    )
    .that('weakCiphers', weakCiphers, weakCiphers !== true || sku.isClassic, `false with ${sku.name}`)
    .that(
      'tls10And11',
      tls10And11,
      tls10And11 !== true || sku.isClassic || sku.isConsumption,
      `false with ${sku.name}`,
    );
}

function checkNetwork(checks: Checks, sku: ApiManagementSku, props: ApiManagementProps): void {
  const { subnet, networkMode, privateEndpoints, publicNetworkAccess } = props;
  const mode = networkModeOf(sku, networkMode);
  const internal = mode === ApiManagementNetworkMode.INTERNAL;
  checks
    .together(
      networkMode === undefined || subnet !== undefined,
      'networkMode: there is no subnet',
      'Give the subnet, or leave networkMode out.',
    )
    .together(
      subnet === undefined || sku.supportsInjection || sku.supportsIntegration,
      `subnet: ${sku.name} is in no network`,
      'Use StandardV2 to reach back ends in one, or Developer or Premium to be in one.',
    )
    .that(
      'networkMode',
      networkMode,
      !internal || sku.supportsInjection || !sku.supportsIntegration,
      `${ApiManagementNetworkMode.EXTERNAL} with ${sku.name}: its gateway answers outside the network`,
      'Close it with privateEndpoints instead.',
    )
    .together(
      privateEndpoints === undefined || sku.supportsPrivateEndpoints,
      `privateEndpoints: ${sku.name} supports none`,
      'Use StandardV2, Developer or Premium.',
    )
    .together(
      privateEndpoints === undefined || subnet === undefined || !isInjected(sku, mode),
      'privateEndpoints: a service in a network supports none',
      'Leave subnet or privateEndpoints out.',
    )
    .together(
      publicNetworkAccess !== false || privateEndpoints !== undefined,
      'publicNetworkAccess: Azure closes the public address only of a service with private endpoints',
      'Give privateEndpoints, or subnet with a SKU that is injected into it.',
    );
  const takesPublicIp = sku.isClassic && subnet !== undefined && isInjected(sku, mode);
  checks
    .together(
      props.ownPublicIp !== true || takesPublicIp,
      'ownPublicIp: only a Developer or Premium service in a network supports one',
      'Leave it out, or give the subnet.',
    )
    .together(
      props.ownPublicIp !== false || props.zones === undefined || !takesPublicIp,
      'ownPublicIp: Azure requires a public address of your own to choose the zones of a service in a network',
      'Leave it out, or zones.',
    );
  checkSubnet(checks, sku, mode, props);
}

/** Whether the service itself is in the subnet, and does not merely reach back ends through it. */
export function isInjected(sku: ApiManagementSku, mode: ApiManagementNetworkMode): boolean {
  return sku.supportsInjection && (sku.isClassic || mode === ApiManagementNetworkMode.INTERNAL);
}

function checkSubnet(
  checks: Checks,
  sku: ApiManagementSku,
  mode: ApiManagementNetworkMode,
  { subnet }: ApiManagementProps,
): void {
  if (subnet === undefined || !(sku.supportsInjection || sku.supportsIntegration)) {
    return;
  }
  const { classic, integration, injectionV2 } = facts.subnets;
  const rule = sku.isClassic ? undefined : isInjected(sku, mode) ? injectionV2 : integration;
  const { cidr, delegation } = subnet;
  const { longestPrefix } = rule ?? classic;
  // Terraform cannot read the delegation of an existing subnet.
  const unknown = delegation === undefined && cidr === undefined;
  checks
    .together(
      unknown || delegation === rule?.delegation,
      `subnet: is delegated to ${delegation ?? 'no service'}`,
      rule === undefined
        ? 'Use a subnet with SubnetRole.API_MANAGEMENT.'
        : `Use a subnet with SubnetRole.delegatedTo('${rule.delegation}', ['Microsoft.Network/virtualNetworks/subnets/action']).`,
    )
    .that(
      'subnet',
      cidr?.toString(),
      cidr === undefined || cidr.prefix <= longestPrefix,
      `a range of /${longestPrefix} or larger with ${sku.name}`,
    );
}
