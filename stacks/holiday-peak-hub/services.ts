import { Fn } from 'cdktf';
import { type KubernetesServiceAccount } from '../../lib/constructs/compute/kubernetes-cluster-base';
import { type IUserAssignedIdentity } from '../../lib/constructs/identity/user-assigned-identity';
import { type Stage } from '../../lib/stage/stage';
import { type ClusterStage } from './cluster-stage';
import { type DataStage } from './data-stage';
import { type MessagingStage } from './messaging-stage';
import { type ObservabilityStage } from './observability-stage';

/** Constructs of earlier stages that a service in the cluster uses. */
export interface ServiceUpstream {
  readonly observability: ObservabilityStage;
  readonly data: DataStage;
  readonly messaging: MessagingStage;
  readonly cluster: ClusterStage;
}

/** Federates the identity of a service with its pods, and outputs the variables that they need. */
export function deployService(
  stage: Stage,
  { cluster }: ServiceUpstream,
  identity: IUserAssignedIdentity,
  account: KubernetesServiceAccount,
  environment: Readonly<Record<string, string>>,
): void {
  cluster.cluster.federate(identity, account);
  stage.addOutput('client_id', identity.clientId, {
    description: `For the annotation azure.workload.identity/client-id of service account ${account.serviceAccount} in namespace ${account.namespace}.`,
  });
  stage.addOutput('environment', Fn.jsonencode(environment), {
    description: 'Environment variables of the pods, as JSON; no secrets.',
    // azurerm marks the connection string of Application Insights sensitive, although it grants no access: telemetry takes a token here.
    sensitive: false,
  });
}
