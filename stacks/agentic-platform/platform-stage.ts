import { Fn } from 'cdktf';
import { type Construct } from 'constructs';
import { FluxExtension } from '../../lib/constructs/compute/flux-extension';
import { KubernetesBackupExtension } from '../../lib/constructs/compute/kubernetes-backup-extension';
import { StorageAccount } from '../../lib/constructs/data/storage-account';
import { currentClient } from '../../lib/constructs/identity/current-client';
import { grantRole } from '../../lib/constructs/identity/role-assignment';
import { UserAssignedIdentity } from '../../lib/constructs/identity/user-assigned-identity';
import { KubernetesBackup } from '../../lib/constructs/management/kubernetes-backup';
import { KubernetesBackupPolicy } from '../../lib/constructs/management/kubernetes-backup-policy';
import { acknowledge } from '../../lib/stage/acknowledge';
import { StagedApp } from '../../lib/stage/staged-app';
import { type Tenant } from '../../lib/tenants';
import { type Region } from '../../lib/values/region';
import { Role } from '../../lib/values/role';
import { addApplicationAlerts } from './application-alerts';
import { type ClusterStage } from './cluster-stage';
import { type DataStage } from './data-stage';
import { addGitOps } from './gitops';
import { type GlobalStage } from './global-stage';
import { apiHost, CERTIFICATES_ACCOUNT, originHost } from './ingress';
import { clientIdOf, regionManifests } from './manifests';
import { type NetworkStage } from './network-stage';
import { type AgenticPlatformParameters } from './parameters';
import { Phase, reaches } from './phase';
import { RegionStage } from './region-stage';
import { NAMESPACE, SERVICE_IDENTITIES, type ServiceIdentity } from './service-identities';

/** Stages of the region that the services use. */
export interface PlatformUpstream {
  readonly global: GlobalStage;
  readonly network: NetworkStage;
  readonly data: DataStage;
  readonly cluster: ClusterStage;
}

/** Identities of the services of a region, with their federated credentials and grants, and the repository that the cluster follows. */
export class PlatformStage extends RegionStage {
  /** Flux in the cluster. */
  public readonly flux: FluxExtension;
  /** The identities of the services, by the variable that Flux has for the client id of each. */
  private readonly identities: Record<string, UserAssignedIdentity> = {};

  constructor(
    scope: Construct,
    private readonly upstream: PlatformUpstream,
    parameters: AgenticPlatformParameters,
    tenants: readonly Tenant[],
  ) {
    const { global, network, data, cluster } = upstream;
    super(scope, data.region, 'platform', {
      title: 'Platform',
      purpose:
        'Identities, grants and alerts of the services, backups of the cluster, and the repository that it follows.',
      upstream: [global, network, data, cluster],
      monthlyBudget: { from: 0, to: 100 },
      prerequisites: prerequisitesOf(data.region, parameters),
      checks: [
        `The services run: kubectl get deployments --namespace ${NAMESPACE}`,
        'Flux has applied all: az k8s-configuration flux list --cluster-type managedClusters --cluster-name <cluster_name> --resource-group <resource_group_name>',
      ],
    });
    this.context.setDefaults(data.context.defaults);
    SERVICE_IDENTITIES.forEach((service) => this.addIdentity(service, parameters));
    this.addIngressIdentity();
    this.flux = new FluxExtension(this, 'Flux', { cluster: cluster.cluster });
    addApplicationAlerts(this, {
      workspace: global.observabilityIn(data.region).monitorWorkspace,
      cluster: cluster.cluster,
    });
    if (parameters.clusterBackup) {
      this.addClusterBackup();
    }
    this.addManifests(parameters, tenants);
  }

  private addIdentity(service: ServiceIdentity, { phase, secrets }: AgenticPlatformParameters): void {
    const { global, data, cluster } = this.upstream;
    const identity = new UserAssignedIdentity(this, service.name);
    service.accounts.forEach((serviceAccount) =>
      cluster.cluster.federate(identity, { namespace: NAMESPACE, serviceAccount }),
    );
    if (service.administersDatabase) {
      data.postgresql.grantAdmin(identity, Fn.basename(identity.identityId));
    } else {
      data.cache.grantAccess(identity);
      data.queue.grantAccess(identity);
      data.exchange?.cache.grantAccess(identity);
      data.database.connectionFor(identity);
      data.exchange?.eventHubs?.connectionFor(identity);
      grantRole(data.documents, data.documents.containerId, identity, Role.of('Storage Blob Data Contributor'));
      secrets.forEach((name) => data.keyVault.secret(name).grantRead(identity));
    }
    if (service.usesTenantKeys && reaches(phase, Phase.TENANTS)) {
      // The vault has no other keys. One grant for each key would take two of the 4,000 assignments of a subscription for each tenant.
      data.keyVault.grantEncryption(identity);
    }
    if (service.scalesByMetrics) {
      cluster.cluster.federate(identity, { namespace: 'kube-system', serviceAccount: 'keda-operator' });
      global.observabilityIn(this.region).monitorWorkspace.grantRead(identity);
    }
    cluster.applicationInsights.grantPublish(identity);
    this.register(service.name, identity);
  }

  /** The gateway reads its certificate, which is a secret of the vault too. */
  private addIngressIdentity(): void {
    const { cluster, data } = this.upstream;
    const identity = new UserAssignedIdentity(this, 'ingress');
    cluster.cluster.federate(identity, CERTIFICATES_ACCOUNT);
    data.keyVault.secret('api', { isCertificate: true }).grantRead(identity);
    this.register('ingress', identity);
  }

  /** The objects of the cluster, every four hours. The account is of this stage, for Azure wants it empty whenever the agent is installed. */
  private addClusterBackup(): void {
    const { network, data, cluster } = this.upstream;
    const account = new StorageAccount(this, 'ClusterState', { privateEndpoints: network.privateEndpoints });
    acknowledge(
      account,
      'AZS405',
      'Flux makes the objects of a cluster in another region from the repository; this restores them in their own.',
    );
    acknowledge(account, 'AZS404', 'Outside of production, Flux makes the objects again from the repository.', {
      profiles: ['dev', 'staging'],
    });
    const extension = new KubernetesBackupExtension(this, 'BackupAgent', {
      cluster: cluster.cluster,
      account,
      container: account.addContainer('cluster'),
    });
    const policy = new KubernetesBackupPolicy(this, 'ClusterBackupPolicy', { vault: data.backupVault });
    new KubernetesBackup(this, 'ClusterBackup', { extension, policy });
  }

  private register(name: string, identity: UserAssignedIdentity): void {
    this.identities[clientIdOf(name)] = identity;
    this.addOutput(clientIdOf(name), identity.clientId, { description: `Client id of the identity ${name}.` });
  }

  private addManifests(parameters: AgenticPlatformParameters, tenants: readonly Tenant[]): void {
    const { global, network, data, cluster } = this.upstream;
    const manifests = regionManifests(this.context, network.privateRange, parameters, tenants);
    StagedApp.of(this).addFiles(`manifests/${this.region.name}`, manifests.files);
    const values: Record<string, string> = {
      ...Object.fromEntries(Object.entries(this.identities).map(([name, { clientId }]) => [name, clientId])),
      registry: global.registry.loginServer,
      key_vault_name: data.keyVault.keyVaultName,
      tenant_id: currentClient(this).tenantId,
      postgresql_host: data.hosts.writer,
      postgresql_read_host: data.hosts.reader,
      cache_host: data.cache.hostName,
      queue_host: data.queue.hostName,
      shared_cache_host: (data.exchange?.cache ?? data.cache).hostName,
      documents_endpoint: data.storage.blobEndpoint,
      application_insights: cluster.applicationInsights.connectionString,
      prometheus_endpoint: global.observabilityIn(this.region).monitorWorkspace.queryEndpoint,
    };
    const identities = Object.values(this.identities);
    addGitOps(this, 'Platform', { flux: this.flux, region: this.region, manifests, values, identities }, parameters);
  }
}

function prerequisitesOf(
  region: Region,
  { phase, domain, gitRepository, gitPath }: AgenticPlatformParameters,
): string[] {
  const hosts = domain === undefined ? [] : [apiHost(domain), originHost(region, domain)];
  const certified = reaches(phase, Phase.GLOBAL) ? hosts : hosts.slice(0, 1);
  return [
    ...(certified.length === 0
      ? []
      : [`Put the certificate api of ${certified.join(' and ')} into the key vault of the region.`]),
    ...(gitRepository === undefined
      ? []
      : [`Commit what synth wrote to manifests/ into ${gitPath}/ of ${gitRepository}.`]),
  ];
}
