import { type DomainName } from '../../lib/values/domain-name';
import { type Region } from '../../lib/values/region';

/** Name of the Private Link service that AKS makes for the gateway of a cluster, in the resource group of its nodes. */
export const PRIVATE_LINK_SERVICE = 'pls-ingress';
/** Name of the subnet for its addresses, in each network. */
export const PRIVATE_LINK_SUBNET = 'snet-private-link';
/** The service account in the namespace of the gateway whose identity reads the certificate. */
export const CERTIFICATES_ACCOUNT = { namespace: 'ingress', serviceAccount: 'certificates' };

/** Host name that clients use, in every region. */
export function apiHost(domain: DomainName): string {
  return `api.${domain}`;
}

/**
 * Host name by which Front Door knows the gateway of a region. No DNS record has it, but the certificate must: Azure wants another name
 * for each origin, and Front Door compares it with the certificate.
 *
 * Sources: Azure/azure-rest-api-specs Microsoft.Cdn, AFDOriginProperties.hostName; learn.microsoft.com/azure/frontdoor/end-to-end-tls.
 */
export function originHost({ name }: Region, domain: DomainName): string {
  return `api-${name}.${domain}`;
}
