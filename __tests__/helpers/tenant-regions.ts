import { KubernetesCluster } from '../../lib/constructs/compute/kubernetes-cluster';
import { ManagedRedis } from '../../lib/constructs/data/managed-redis';
import { PostgresqlServer } from '../../lib/constructs/data/postgresql-server';
import { StorageAccount } from '../../lib/constructs/data/storage-account';
import { ActionGroup } from '../../lib/constructs/observability/action-group';
import { KeyVault } from '../../lib/constructs/security/key-vault';
import { SubnetRole } from '../../lib/constructs/network/subnet-role';
import { VirtualNetwork } from '../../lib/constructs/network/virtual-network';
import { Stage } from '../../lib/stage/stage';
import { type StagedApp } from '../../lib/stage/staged-app';
import { Region } from '../../lib/values/region';
import { type TenantRegion } from '../../stacks/agentic-platform/tenants';

/** Constructs of a region that tenants use, in one stage `<region>-data`. */
export function tenantRegion(app: StagedApp, name: string): TenantRegion {
  const region = Region.of(name);
  const stage = new Stage(app, `${name}-data`, {
    title: 'Data',
    purpose: 'Data.',
    location: name,
    nameQualifier: name,
  });
  const network = new VirtualNetwork(stage, 'VirtualNetwork', {
    addressSpace: ['10.0.0.0/16'],
    subnets: [{ name: 'private-endpoints', prefix: 24, role: SubnetRole.PRIVATE_ENDPOINTS }],
  });
  return {
    region,
    cluster: KubernetesCluster.fromName(stage, 'Cluster', 'aks-shared', 'rg-shared'),
    postgresql: PostgresqlServer.fromName(stage, 'Postgresql', 'psql-shared', 'rg-shared'),
    storage: StorageAccount.fromName(stage, 'Storage', 'stshared', 'rg-shared'),
    keyVault: KeyVault.fromName(stage, 'KeyVault', 'kv-shared', 'rg-shared'),
    cache: ManagedRedis.fromName(stage, 'Cache', 'amr-cache', 'rg-shared'),
    queue: ManagedRedis.fromName(stage, 'Queue', 'amr-queue', 'rg-shared'),
    privateEndpoints: { subnet: network.subnet('private-endpoints') },
    defaults: { actionGroup: new ActionGroup(stage, 'ActionGroup', { emails: ['ops@example.com'] }) },
  };
}
