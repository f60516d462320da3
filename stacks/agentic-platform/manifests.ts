import { type AzureContext } from '../../lib/constructs/azure-context';
import { type Tenant } from '../../lib/tenants';
import { clusterManifests, type ClusterIngress, type Manifests, substitution } from '../../lib/workloads';
import { apiHost, PRIVATE_LINK_SERVICE, PRIVATE_LINK_SUBNET } from './ingress';
import { PGBOUNCER_PORT } from './network-stage';
import { type AgenticPlatformParameters } from './parameters';
import { NAMESPACE, SERVICE_IDENTITIES } from './service-identities';
import { platformServices, type PlatformServices, TENANT_FILES } from './services';
import { tenantConfigMapData } from './tenants';

const NAMESPACE_QUOTA = { cpu: '100', memory: '400Gi', pods: 200 };

/**
 * Kubernetes manifests of the cluster of a region. Values that only Terraform knows are left to Flux.
 *
 * @param privateRange range of the private endpoints of the region, which its pods reach
 * @param tenants all tenants of the platform; the services know those whose data may be in the region
 */
export function regionManifests(
  { location: region, project, environment }: AzureContext,
  privateRange: string,
  parameters: AgenticPlatformParameters,
  tenants: readonly Tenant[],
): Manifests {
  const services = platformServices(parameters);
  const ranges = [privateRange];
  const [revision = ''] = parameters.meshRevisions.slice(-1);
  return clusterManifests({
    namespace: NAMESPACE,
    services: Object.values(services),
    registry: substitution('registry'),
    identities: Object.fromEntries(
      SERVICE_IDENTITIES.flatMap(({ name, accounts }) =>
        accounts.map((account) => [account, substitution(clientIdOf(name))]),
      ),
    ),
    vault: { name: substitution('key_vault_name'), tenantId: substitution('tenant_id') },
    backings: {
      postgres: {
        settings: {
          DATABASE_URL: `postgresql://${substitution('postgresql_host')}:${PGBOUNCER_PORT}/platform?sslmode=require`,
          DATABASE_READ_URL: `postgresql://${substitution('postgresql_read_host')}:${PGBOUNCER_PORT}/platform?sslmode=require`,
        },
        ranges,
        port: PGBOUNCER_PORT,
      },
      cache: { settings: { REDIS_URL: `rediss://${substitution('cache_host')}:10000` }, ranges, port: 10000 },
      'shared-cache': {
        settings: { SHARED_REDIS_URL: `rediss://${substitution('shared_cache_host')}:10000` },
        ranges,
        port: 10000,
      },
      queue: { settings: { QUEUE_URL: `rediss://${substitution('queue_host')}:10000` }, ranges, port: 10000 },
    },
    settings: {
      REGION: region.name,
      // Who signs in to the database is called like its identity: this, and the name of the service.
      DATABASE_USER_PREFIX: `id-${project}-${environment}-${region.name}-`,
      DOCUMENTS_ENDPOINT: substitution('documents_endpoint'),
      APPLICATIONINSIGHTS_CONNECTION_STRING: substitution('application_insights'),
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD',
    },
    configFiles: { [TENANT_FILES]: tenantConfigMapData(tenants.filter((tenant) => tenant.allows(region))) },
    // Documents and secrets are behind private endpoints; Entra ID is reached like the rest of the Internet.
    signInRanges: ranges,
    quota: NAMESPACE_QUOTA,
    mesh: { revision },
    ingress: ingressOf(services, parameters),
  });
}

/** The variable of a service's client id, for Flux. */
export function clientIdOf(service: string): string {
  return `${service.replace(/-/g, '_')}_client_id`;
}

/** The gateway of the cluster, which Front Door reaches by a Private Link service; none without a domain, for it needs a certificate. */
function ingressOf({ api }: PlatformServices, { domain }: AgenticPlatformParameters): ClusterIngress | undefined {
  return domain === undefined
    ? undefined
    : {
        host: apiHost(domain),
        routes: [{ path: '/', service: api }],
        certificate: `https://${substitution('key_vault_name')}.vault.azure.net/certificates/api`,
        certificateIdentity: substitution(clientIdOf('ingress')),
        privateLink: { name: PRIVATE_LINK_SERVICE, subnet: PRIVATE_LINK_SUBNET },
      };
}
