import { type Construct } from 'constructs';
import { UserAssignedIdentity } from '../../lib/constructs/identity/user-assigned-identity';
import { Stage, StageLifecycle, StageSharing } from '../../lib/stage/stage';
import { deployService, type ServiceUpstream } from './services';

/** Its database in the shared cache. */
const REDIS_DATABASE = 0;

/** The CRUD service's identity and grants: full access to the operational containers, blobs and topics, and read access to secrets. */
export class CrudStage extends Stage {
  constructor(scope: Construct, upstream: ServiceUpstream) {
    super(scope, 'stage-crud', {
      title: 'CRUD service',
      purpose: 'The identity of the CRUD service and its rights.',
      lifecycle: StageLifecycle.ON_DEMAND,
      sharing: StageSharing.SHARED,
      upstream: [upstream.observability, upstream.data, upstream.messaging, upstream.cluster],
      monthlyBudget: { from: 0, to: 0 },
      checks: ['A pod of the service signs in: kubectl exec --namespace crud deploy/crud-service -- env | grep AZURE_'],
    });
    this.context.setDefaults(upstream.observability.context.defaults);
    const identity = new UserAssignedIdentity(this, 'CrudService');
    const { data, messaging, observability } = upstream;
    const resources = [
      data.operational,
      data.storage,
      data.keyVault,
      messaging.eventHubs,
      observability.applicationInsights,
    ];
    const account = { namespace: 'crud', serviceAccount: 'crud-service' };
    deployService(this, upstream, identity, account, {
      AZURE_CLIENT_ID: identity.clientId,
      ...Object.assign({}, ...resources.map((resource) => resource.connectionFor(identity).environment)),
      ...data.cache.connect(identity, 'crud-service', REDIS_DATABASE),
    });
  }
}
