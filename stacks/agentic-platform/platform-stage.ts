import { Fn } from 'cdktf';
import { type Construct } from 'constructs';
import { type IConnectable } from '../../lib/constructs/connection';
import { grantRole } from '../../lib/constructs/identity/role-assignment';
import { UserAssignedIdentity } from '../../lib/constructs/identity/user-assigned-identity';
import { Role } from '../../lib/values/role';
import { type ClusterStage } from './cluster-stage';
import { type DataStage } from './data-stage';
import { type AgenticPlatformParameters } from './parameters';
import { RegionStage } from './region-stage';
import { NAMESPACE, SERVICE_IDENTITIES, type ServiceIdentity } from './service-identities';

/** Identities of the services of a region, with their federated credentials and grants. */
export class PlatformStage extends RegionStage {
  /** Identities of the services by name. */
  public readonly identities: ReadonlyMap<string, UserAssignedIdentity>;

  constructor(
    scope: Construct,
    private readonly data: DataStage,
    private readonly cluster: ClusterStage,
    parameters: AgenticPlatformParameters,
  ) {
    super(scope, data.region, 'platform', {
      title: 'Platform',
      purpose: 'What the services sign in as, and what they may do.',
      upstream: [data, cluster],
      monthlyBudget: { from: 0, to: 0 },
      prerequisites: [`Put the secrets ${parameters.secrets.join(', ')} into the key vault of the region.`],
      checks: [`A pod of the API signs in: kubectl exec --namespace ${NAMESPACE} deploy/api -- env | grep AZURE_`],
    });
    this.context.setDefaults(data.context.defaults);
    this.identities = new Map(
      SERVICE_IDENTITIES.map((service) => [service.name, this.addIdentity(service, parameters)]),
    );
  }

  private addIdentity(service: ServiceIdentity, { secrets }: AgenticPlatformParameters): UserAssignedIdentity {
    const { data, cluster } = this;
    const identity = new UserAssignedIdentity(this, service.name);
    cluster.cluster.federate(identity, { namespace: NAMESPACE, serviceAccount: service.name });
    if (service.administersDatabase) {
      data.postgresql.grantAdmin(identity, Fn.basename(identity.identityId));
    }
    const connections: [IConnectable, string?][] = [
      [data.database],
      [data.cache, 'CACHE'],
      [data.queue, 'QUEUE'],
      [cluster.applicationInsights],
    ];
    const variables = connections.map(([resource, prefix]) => resource.connectionFor(identity, { prefix }).environment);
    grantRole(data.documents, data.documents.containerId, identity, Role.of('Storage Blob Data Contributor'));
    secrets.forEach((name) => data.keyVault.secret(name).grantRead(identity));
    this.addOutput(`${service.name}_client_id`, identity.clientId, {
      description: `For the annotation azure.workload.identity/client-id of service account ${service.name} in namespace ${NAMESPACE}.`,
    });
    this.addOutput(`${service.name}_environment`, Fn.jsonencode(Object.assign({}, ...variables)), {
      description: `Environment variables of the pods of ${service.name}, as JSON; no secrets.`,
      // azurerm marks the connection string of Application Insights sensitive, although it grants no access: telemetry takes a token here.
      sensitive: false,
    });
    return identity;
  }
}
