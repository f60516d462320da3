/** Name of the Private Link service that AKS makes for the gateway of a cluster, in the resource group of its nodes. */
export const PRIVATE_LINK_SERVICE = 'pls-ingress';
/** Name of the subnet for its addresses, in each network. */
export const PRIVATE_LINK_SUBNET = 'snet-private-link';
/** The service account in the namespace of the gateway whose identity reads the certificate. */
export const CERTIFICATES_ACCOUNT = { namespace: 'ingress', serviceAccount: 'certificates' };
