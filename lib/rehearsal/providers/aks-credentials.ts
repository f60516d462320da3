import { keyOf } from '../arm/arm-request';
import { badRequest } from '../arm/arm-error';
import { stringAt, valueAt } from '../arm/json';
import { type Resource } from '../arm/resource-store';
import { type Action } from '../arm/resource-type';

/** Application of AKS in Microsoft Entra ID: https://learn.microsoft.com/azure/aks/kubelogin-authentication */
const SERVER_ID = '6dae42f8-4368-4678-94ff-3960e28e3630';

/** Kubeconfig for users: with kubelogin where the cluster has Microsoft Entra integration. */
export const userCredentials: Action = ({ azure }, cluster) => {
  const isEntra = valueAt(cluster.properties, 'aadProfile', 'managed') === true;
  const user = `clusterUser_${groupOf(cluster)}_${cluster.name}`;
  const login = ['get-token', '--login', 'devicecode', '--server-id', SERVER_ID, '--tenant-id', azure.tenantId];
  const credentials = isEntra
    ? { exec: { apiVersion: 'client.authentication.k8s.io/v1beta1', command: 'kubelogin', args: login } }
    : secretsOf(cluster, 'user');
  return answer('clusterUser', kubeconfig(cluster, user, credentials));
};

/** Kubeconfig with the certificate of the administrator. */
export const adminCredentials: Action = (_request, cluster) => {
  if (cluster.properties['disableLocalAccounts'] === true) {
    throw badRequest(
      'BadRequest',
      'Getting static credential is not allowed because this cluster is set to disable local accounts.',
    );
  }
  const user = `clusterAdmin_${groupOf(cluster)}_${cluster.name}`;
  return answer('clusterAdmin', kubeconfig(cluster, user, secretsOf(cluster, 'admin')));
};

function groupOf({ id }: Resource): string {
  return id.split('/')[4] ?? '';
}

function secretsOf({ id }: Resource, role: string) {
  return {
    'client-certificate-data': keyOf(id, role, 'certificate'),
    'client-key-data': keyOf(id, role, 'key'),
    token: Buffer.from(keyOf(id, role, 'token'), 'base64').toString('hex'),
  };
}

/** Kubeconfig in JSON, which is YAML too. */
function kubeconfig({ name, id, properties }: Resource, user: string, credentials: object): string {
  const host = stringAt(properties, 'privateFQDN') ?? stringAt(properties, 'fqdn') ?? '';
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name, cluster: { server: `https://${host}:443`, 'certificate-authority-data': keyOf(id, 'authority') } },
    ],
    contexts: [{ name, context: { cluster: name, user } }],
    'current-context': name,
    preferences: {},
    users: [{ name: user, user: credentials }],
  });
}

function answer(name: string, config: string) {
  return { kubeconfigs: [{ name, value: Buffer.from(config).toString('base64') }] };
}
