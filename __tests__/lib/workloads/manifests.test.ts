import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import {
  clusterManifests,
  type ClusterIngress,
  type ClusterOptions,
  IngressController,
  type Manifests,
  RequestRate,
  Service,
  substitution,
  tenantManifests,
  type TenantOptions,
  VerticalScaling,
} from '../../../lib/workloads';
import { type KubernetesObject, manifestObjects, podOf, podProblems } from '../../helpers/kubernetes-objects';
import { schemaProblems } from '../../helpers/kubernetes-schema';
import { api, apiProps, createAdmin, migrate, services, worker } from './agentic';

const ranges = ['10.0.8.0/24'];
const ingress: ClusterIngress = {
  host: 'api.example.com',
  routes: [{ path: '/', service: api }],
  certificate: 'https://kv-agentic.vault.azure.net/certificates/api',
  certificateIdentity: substitution('ingress_client_id'),
  subnet: 'snet-ingress',
  privateLink: { name: 'pls-ingress', subnet: 'snet-pls', autoApproval: ['11111111-1111-1111-1111-111111111111'] },
};
const cluster: ClusterOptions = {
  services,
  registry: 'acragentic.azurecr.io',
  identities: Object.fromEntries(
    services.map(({ name }) => [name, substitution(`${name.replace('-', '_')}_client_id`)]),
  ),
  vault: { name: 'kv-agentic', tenantId: substitution('tenant_id') },
  backings: {
    postgres: { settings: { DATABASE_URL: 'postgresql://db.example.com/agentic' }, ranges, port: 6432 },
    cache: { settings: { REDIS_URL: 'rediss://cache.example.com:10000' }, ranges, port: 10000 },
    queue: { settings: { QUEUE_URL: 'rediss://queue.example.com:10000' }, ranges, port: 10000 },
  },
  settings: { REGION: 'eastus' },
  quota: { cpu: '40', memory: '160Gi', pods: 100, storage: '100Gi' },
  ingress,
};
const manifests = clusterManifests(cluster);
const nginx = clusterManifests({
  ...cluster,
  ingress: { ...ingress, controller: IngressController.NGINX, rateLimit: { requestsPerSecond: 50, connections: 20 } },
});
const meshedApi = new Service({ ...apiProps, metrics: { port: 9090 } });
const meshed = clusterManifests({
  ...cluster,
  services: [migrate, meshedApi],
  identities: { api: 'id', migrate: 'id' },
  mesh: { revision: 'asm-1-27' },
  ingress: { ...ingress, routes: [{ path: '/', service: meshedApi }] },
});
const tenant: TenantOptions = {
  id: 'contoso',
  quota: { cpu: '8', memory: '32Gi', pods: 40 },
  identity: substitution('tenant_contoso_client_id'),
  backings: { postgres: { ranges, port: 5432 } },
};
const all: Readonly<Record<string, Manifests>> = { manifests, nginx, meshed, tenant: tenantManifests(tenant) };

function objectsOf(rendered: Manifests): readonly KubernetesObject[] {
  return manifestObjects(rendered.files);
}

function find(rendered: Manifests, kind: string, name: string, namespace?: string): KubernetesObject {
  const found = objectsOf(rendered).filter(
    (each) =>
      each.kind === kind &&
      each.metadata.name === name &&
      (namespace ?? each.metadata.namespace) === each.metadata.namespace,
  );
  expect(found).toHaveLength(1);
  return found[0] as KubernetesObject;
}

describe.each(Object.entries(all))('%s', (_name, rendered) => {
  test('every object follows the schema of its kind in Kubernetes 1.34 or of its CRD', () => {
    expect(objectsOf(rendered).flatMap(schemaProblems)).toEqual([]);
  });

  test('every pod passes Pod Security "restricted"', () => {
    expect(objectsOf(rendered).flatMap(podProblems)).toEqual([]);
  });

  test('no object is there twice', () => {
    const names = objectsOf(rendered).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
    expect(names).toEqual([...new Set(names)]);
  });

  test('each namespace is closed but for what policies open', () => {
    for (const { metadata } of objectsOf(rendered).filter(({ kind }) => kind === 'Namespace')) {
      const { spec } = find(rendered, 'NetworkPolicy', 'default-deny', metadata.name);
      expect(spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] });
    }
  });
});

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
(hasKubectl ? test : test.skip)('kustomize builds the folder of the cluster, and each layer', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-manifests-'));
  for (const [file, text] of Object.entries(manifests.files)) {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), text);
  }
  const build = (folder: string) =>
    parseAllDocuments(execFileSync('kubectl', ['kustomize', path.join(directory, folder)], { encoding: 'utf8' }))
      .length;
  const layers = manifests.layers.map((layer) => build(layer.path));
  expect(build('.')).toBe(objectsOf(manifests).length);
  expect(layers.reduce((sum, count) => sum + count, 0)).toBe(objectsOf(manifests).length);
  fs.rmSync(directory, { recursive: true });
});

test('the same options give the same bytes, whatever cdk8s is told by the environment', () => {
  process.env['CDK8S_DISABLE_SORT'] = '1';
  expect(clusterManifests(cluster)).toEqual(manifests);
  delete process.env['CDK8S_DISABLE_SORT'];
});

test('layers follow the order in which services that run once need each other', () => {
  expect(manifests.layers).toEqual([
    { path: 'base', dependsOn: [] },
    { path: 'jobs-1', dependsOn: ['base'] },
    { path: 'jobs-2', dependsOn: ['jobs-1'] },
    { path: 'services', dependsOn: ['jobs-2'] },
  ]);
  expect(parse(manifests.files['kustomization.yaml'] ?? '').resources).toEqual([
    'base',
    'jobs-1',
    'jobs-2',
    'services',
  ]);
  expect(parse(manifests.files['jobs-2/kustomization.yaml'] ?? '').resources).toEqual(['create-admin.yaml']);
});

test('what Flux has to substitute is listed', () => {
  expect(manifests.substitutions).toEqual([
    'api_client_id',
    'cleanup_client_id',
    'create_admin_client_id',
    'ingress_client_id',
    'migrate_client_id',
    'prometheus_endpoint',
    'tenant_id',
    'worker_client_id',
  ]);
});

test('the API has the probes, the rollout and the bounds that were given', () => {
  const { spec } = find(manifests, 'Deployment', 'api');
  expect(spec.strategy.rollingUpdate).toEqual({ maxUnavailable: '25%', maxSurge: '25%' });
  expect(spec).not.toHaveProperty('replicas');
  expect(spec.template.spec.containers[0]).toMatchObject({
    image: 'acragentic.azurecr.io/agentic-api:1.4.0',
    livenessProbe: { httpGet: { path: '/health/live', port: 8000 }, initialDelaySeconds: 30, periodSeconds: 10 },
    readinessProbe: { httpGet: { path: '/health/ready', port: 8000 }, initialDelaySeconds: 10, periodSeconds: 5 },
    resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '1Gi' } },
  });
  expect(find(manifests, 'HorizontalPodAutoscaler', 'api').spec).toMatchObject({ minReplicas: 3, maxReplicas: 20 });
  expect(find(manifests, 'PodDisruptionBudget', 'api').spec.maxUnavailable).toBe('25%');
});

test('a service that does not scale has its number of replicas', () => {
  const plain = new Service({ name: 'plain', image: 'plain:1', resources: { cpu: '1', memory: '1Gi' }, replicas: 2 });
  const rendered = clusterManifests({ services: [plain], quota: cluster.quota });
  expect(find(rendered, 'Deployment', 'plain').spec.replicas).toBe(2);
});

test('a queue scales by KEDA, with the identity of the service', () => {
  expect(find(manifests, 'ScaledObject', 'worker').spec).toMatchObject({
    minReplicaCount: 2,
    maxReplicaCount: 20,
    triggers: [{ type: 'prometheus', authenticationRef: { name: 'worker' }, metadata: { threshold: '10' } }],
  });
  expect(find(manifests, 'TriggerAuthentication', 'worker').spec).toEqual({
    podIdentity: { provider: 'azure-workload', identityId: '${worker_client_id}' },
  });
  expect(
    objectsOf(manifests).some(({ kind, metadata }) => kind === 'HorizontalPodAutoscaler' && metadata.name === 'worker'),
  ).toBe(false);
});

/** A cluster of the API and the migrations alone. */
const alone = { identities: { api: 'id-api', migrate: 'id-migrate' }, ingress: undefined };

test('requests scale by KEDA beside the use of processors and memory', () => {
  const requestRate = RequestRate.prometheus({
    endpoint: substitution('prometheus_endpoint'),
    query: 'sum(rate(http_requests_total[2m]))',
    requestsPerReplica: 50,
  });
  const scaled = new Service({
    ...apiProps,
    scaling: { minReplicas: 3, maxReplicas: 20, cpuPercent: 70, requestRate },
  });
  const rendered = clusterManifests({ ...cluster, ...alone, services: [migrate, scaled] });
  expect(find(rendered, 'ScaledObject', 'api').spec['triggers']).toEqual([
    {
      type: 'prometheus',
      authenticationRef: { name: 'api' },
      metadata: {
        serverAddress: '${prometheus_endpoint}',
        query: 'sum(rate(http_requests_total[2m]))',
        threshold: '50',
      },
    },
    { type: 'cpu', metricType: 'Utilization', metadata: { value: '70' } },
  ]);
  expect(objectsOf(rendered).map(({ kind }) => kind)).not.toContain('HorizontalPodAutoscaler');
  expect(objectsOf(rendered).flatMap(schemaProblems)).toEqual([]);
});

test('requests of processors and memory are derived from past use within the limits, of the container of the service alone', () => {
  const watched = new Service({ ...apiProps, verticalScaling: VerticalScaling.OFF });
  const rendered = clusterManifests({ ...cluster, ...alone, services: [migrate, watched] });
  const autoscaler = find(rendered, 'VerticalPodAutoscaler', 'api');
  expect(autoscaler.spec).toEqual({
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
    updatePolicy: { updateMode: 'Off' },
    resourcePolicy: {
      containerPolicies: [
        {
          containerName: 'api',
          controlledValues: 'RequestsOnly',
          maxAllowed: expect.objectContaining({ memory: expect.any(String) as string }) as object,
        },
        { containerName: '*', mode: 'Off' },
      ],
    },
  });
  expect(podOf(find(rendered, 'Deployment', 'api')).spec.containers).toEqual([
    expect.objectContaining({ name: 'api' }),
  ]);
  expect(schemaProblems(autoscaler)).toEqual([]);
  expect(objectsOf(manifests).map(({ kind }) => kind)).not.toContain('VerticalPodAutoscaler');
});

test('secrets come from the vault by the identity of the service, and no manifest has a Secret', () => {
  expect(find(manifests, 'SecretProviderClass', 'api-secrets').spec.parameters).toMatchObject({
    clientID: '${api_client_id}',
    keyvaultName: 'kv-agentic',
  });
  expect(objectsOf(manifests).filter(({ kind }) => kind === 'Secret')).toEqual([]);
});

test('settings of the cluster, the data services and the service are in a ConfigMap, and other ones are another pod', () => {
  const data = { REGION: 'eastus', DATABASE_URL: 'postgresql://db.example.com/agentic', LOG_LEVEL: 'info' };
  expect(find(manifests, 'ConfigMap', 'api-config')['data']).toMatchObject(data);
  const other = clusterManifests({ ...cluster, settings: { REGION: 'westeurope' } });
  const digest = (rendered: Manifests) =>
    podOf(find(rendered, 'Deployment', 'api')).metadata.annotations['checksum/config'] as string;
  expect(digest(other)).not.toBe(digest(manifests));
});

describe('files', () => {
  const reader = new Service({ ...apiProps, configFiles: { '/etc/platform/tenants': 'tenants' } });
  const withFiles = (files: Readonly<Record<string, string>>) =>
    clusterManifests({
      ...cluster,
      services: [migrate, reader],
      identities: { api: 'id', migrate: 'id' },
      ingress: undefined,
      configFiles: { tenants: files, unread: {} },
    });
  const rendered = withFiles({ 'acme.json': '{}' });

  test('that a service reads are a ConfigMap of the first layer, mounted read-only', () => {
    expect(Object.keys(rendered.files)).toContain('base/config-files.yaml');
    expect(find(rendered, 'ConfigMap', 'tenants-files', 'platform-core')['data']).toEqual({ 'acme.json': '{}' });
    const { containers, volumes } = podOf(find(rendered, 'Deployment', 'api')).spec;
    expect(volumes).toContainEqual({ name: 'files-0', configMap: { name: 'tenants-files' } });
    expect(containers[0].volumeMounts).toContainEqual({
      name: 'files-0',
      mountPath: '/etc/platform/tenants',
      readOnly: true,
    });
    expect(objectsOf(rendered).flatMap((each) => [...schemaProblems(each), ...podProblems(each)])).toEqual([]);
  });

  test('that nobody reads are not there, and services that read none have no volume of them', () => {
    expect(rendered.files['base/config-files.yaml']).not.toContain('unread');
    const [job] = objectsOf(rendered).filter(({ kind }) => kind === 'Job');
    expect(JSON.stringify(podOf(job as KubernetesObject))).not.toContain('files-0');
    expect(manifests.files).not.toHaveProperty(['base/config-files.yaml']);
  });

  test('that change reach the pods that run: they are no other pods', () => {
    const changed = withFiles({ 'acme.json': '{"tier":"shared"}' });
    expect(changed.files['services/api.yaml']).toBe(rendered.files['services/api.yaml']);
    expect(changed.files['base/config-files.yaml']).not.toBe(rendered.files['base/config-files.yaml']);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['of another directory', { '../x': '' }, 'configFiles.tenants: got "../x". Allowed: up to 253 letters'],
    ['that begin with two dots', { '..x': '' }, 'configFiles.tenants: got "..x"'],
    [
      'that are too large',
      { 'x.json': 'é'.repeat(1024 * 512) },
      'configFiles.tenants: has 1048582 bytes, and a ConfigMap holds up to 1048576',
    ],
  ])('%s are refused', (_case, files, message) => {
    expect(() => withFiles(files)).toThrow(`cluster manifests: ${message}`);
  });

  test('that a service reads and the cluster does not have are refused', () => {
    expect(() => clusterManifests({ ...cluster, services: [migrate, reader] })).toThrow(
      'api: reads the files "tenants", which are unknown. Set configFiles.tenants.',
    );
  });
});

test('another version of a service that runs once is another job', () => {
  const jobs = (rendered: Manifests) =>
    objectsOf(rendered).flatMap(({ kind, metadata }) => (kind === 'Job' ? [metadata.name] : []));
  const [next] = [
    new Service({
      name: 'migrate',
      image: 'agentic-api:1.5.0',
      command: ['x'],
      resources: { cpu: '1', memory: '1Gi' },
      runs: migrate.runs,
    }),
  ];
  const rendered = clusterManifests({ services: [next as Service], quota: cluster.quota });
  expect(jobs(manifests)).toEqual([
    expect.stringMatching(/^migrate-[0-9a-f]{8}$/),
    expect.stringMatching(/^create-admin-/),
  ]);
  expect(jobs(rendered)[0]).not.toBe(jobs(manifests)[0]);
});

test('a service reaches what it connects to, and is reached by what connects to it', () => {
  const { spec } = find(manifests, 'NetworkPolicy', 'worker');
  expect(spec).not.toHaveProperty('ingress');
  expect(spec.egress).toEqual([
    {
      to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } } }],
      ports: [{ port: 8000, protocol: 'TCP' }],
    },
    { to: [{ ipBlock: { cidr: '10.0.8.0/24' } }], ports: [{ port: 6432, protocol: 'TCP' }] },
    { to: [{ ipBlock: { cidr: '10.0.8.0/24' } }], ports: [{ port: 10000, protocol: 'TCP' }] },
    { to: [{ ipBlock: expect.objectContaining({ cidr: '0.0.0.0/0' }) }], ports: [{ port: 443, protocol: 'TCP' }] },
  ]);
  const from = find(manifests, 'NetworkPolicy', 'api').spec.ingress[0].from;
  expect(from[0]).toEqual({ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'worker' } } });
});

test('signing in is open to the ranges that were named', () => {
  const { spec } = find(clusterManifests({ ...cluster, signInRanges: ['20.190.0.0/16'] }), 'NetworkPolicy', 'cleanup');
  expect(spec.egress.at(-1).to).toEqual([{ ipBlock: { cidr: '20.190.0.0/16' } }]);
});

test('the gateway is on an internal load balancer with a Private Link service, and ends TLS with the certificate of the vault', () => {
  const { spec } = find(manifests, 'Gateway', 'gateway');
  expect(spec).toMatchObject({ gatewayClassName: 'approuting-istio', listeners: [{ protocol: 'HTTPS', port: 443 }] });
  expect(spec.infrastructure.annotations).toEqual({
    'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
    'service.beta.kubernetes.io/azure-load-balancer-internal-subnet': 'snet-ingress',
    'service.beta.kubernetes.io/azure-pls-create': 'true',
    'service.beta.kubernetes.io/azure-pls-name': 'pls-ingress',
    'service.beta.kubernetes.io/azure-pls-ip-configuration-subnet': 'snet-pls',
    'service.beta.kubernetes.io/azure-pls-visibility': '*',
    'service.beta.kubernetes.io/azure-pls-auto-approval': '11111111-1111-1111-1111-111111111111',
  });
});

test('behind a Private Link service the gateway takes the name of the origin in the handshake too, and routes for the host alone', () => {
  expect(find(manifests, 'Gateway', 'gateway').spec.listeners[0]).not.toHaveProperty('hostname');
  expect(find(manifests, 'HTTPRoute', 'gateway').spec.hostnames).toEqual(['api.example.com']);
  const direct = clusterManifests({ ...cluster, ingress: { ...ingress, privateLink: undefined } });
  expect(find(direct, 'Gateway', 'gateway').spec.listeners[0]).toMatchObject({ hostname: 'api.example.com' });
});

test('NGINX limits requests, takes no HTTP, and is on the same internal load balancer', () => {
  expect(find(nginx, 'Ingress', 'platform').metadata).toMatchObject({
    annotations: {
      'nginx.ingress.kubernetes.io/limit-rps': '50',
      'nginx.ingress.kubernetes.io/limit-connections': '20',
      'kubernetes.azure.com/tls-cert-keyvault-uri': ingress.certificate,
    },
  });
  expect(find(nginx, 'NginxIngressController', 'nginx-internal').spec).toMatchObject({
    httpDisabled: true,
    loadBalancerAnnotations: find(manifests, 'Gateway', 'gateway').spec.infrastructure.annotations,
  });
});

test('the mesh demands mutual TLS but for the port of the metrics, and stays away from jobs', () => {
  expect(find(meshed, 'PeerAuthentication', 'default', 'platform-core').spec).toEqual({ mtls: { mode: 'STRICT' } });
  expect(find(meshed, 'PeerAuthentication', 'api').spec.portLevelMtls).toEqual({ '9090': { mode: 'PERMISSIVE' } });
  expect(find(meshed, 'Namespace', 'platform-core').metadata.labels).toMatchObject({ 'istio.io/rev': 'asm-1-27' });
  expect(find(meshed, 'Gateway', 'gateway').spec.gatewayClassName).toBe('istio');
  const [job] = objectsOf(meshed).filter(({ kind }) => kind === 'Job');
  expect(podOf(job as KubernetesObject).metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'false' });
});

test('a scheduled service is a CronJob in UTC, one run at a time', () => {
  expect(find(manifests, 'CronJob', 'cleanup').spec).toMatchObject({
    schedule: '0 3 * * *',
    timeZone: 'Etc/UTC',
    concurrencyPolicy: 'Forbid',
  });
});

test('Managed Prometheus reads metrics by a PodMonitor of its own group', () => {
  expect(find(manifests, 'PodMonitor', 'api')).toMatchObject({
    apiVersion: 'azmonitoring.coreos.com/v1',
    spec: { labelLimit: 63, podMetricsEndpoints: [{ port: 'http', path: '/metrics', interval: '30s' }] },
  });
});

test('a tenant has a namespace of its own with quota, account, and policies', () => {
  const rendered = tenantManifests(tenant);
  expect(Object.keys(rendered.files)).toEqual(['tenant.yaml', 'kustomization.yaml']);
  expect(find(rendered, 'Namespace', 'tenant-contoso').metadata.labels).toMatchObject({
    'azstage.dev/tenant': 'contoso',
    'pod-security.kubernetes.io/enforce': 'restricted',
  });
  expect(find(rendered, 'ResourceQuota', 'quota').spec.hard).toMatchObject({ 'requests.cpu': '8', pods: '40' });
  expect(find(rendered, 'NetworkPolicy', 'tenant').spec.egress).toHaveLength(3);
  expect(rendered.substitutions).toEqual(['tenant_contoso_client_id']);
});

const metered = new Service({ ...apiProps, name: 'metered', image: 'api:latest', after: [] });
test.each<[string, Partial<ClusterOptions>, string]>([
  [
    'a moving image',
    { services: [metered], identities: { metered: 'x' } },
    'metered: image "api:latest" has no fixed version',
  ],
  ['no vault', { vault: undefined }, 'create-admin: has secrets, and the cluster has no vault. Set vault.'],
  [
    'no identity',
    { identities: {} },
    'worker: scales by a queue or by its requests, and has no identity to read their number with',
  ],
  [
    'an unknown identity',
    { identities: { ...cluster.identities, apy: 'x' } },
    'identities: got "apy". Allowed: migrate',
  ],
  ['no address', { backings: {} }, 'api: connects to "cache", whose address is unknown. Set backings.cache.'],
  [
    'an address without its variable',
    { backings: { ...cluster.backings, cache: { settings: {}, ranges, port: 1 } } },
    'backings.cache.settings: lacks REDIS_URL',
  ],
  [
    'no range',
    { backings: { ...cluster.backings, cache: { settings: { REDIS_URL: '' }, ranges: [], port: 1 } } },
    'backings.cache.ranges: is empty',
  ],
  ['a quota', { quota: { cpu: '0', memory: '1Gi', pods: 1 } }, 'quota.cpu: "0" is not an amount of processors'],
  [
    'a mesh with metrics on the same port',
    { mesh: { revision: 'asm-1-27' } },
    'api: serves metrics on the port of its requests',
  ],
  ['a missing service', { services: [createAdmin] }, 'create-admin: needs the service "migrate"'],
  [
    'a limit without NGINX',
    { ingress: { ...ingress, rateLimit: { requestsPerSecond: 1 } } },
    'ingress.rateLimit: is for NGINX',
  ],
  [
    'a certificate with a version',
    { ingress: { ...ingress, certificate: `${ingress.certificate}/1` } },
    'ingress.certificate: got',
  ],
  [
    'a gateway without an identity',
    { ingress: { ...ingress, certificateIdentity: undefined } },
    'ingress.certificateIdentity: is missing',
  ],
  [
    'a route to a service without a port',
    { ingress: { ...ingress, routes: [{ path: '/', service: worker }] } },
    'ingress.routes: leads to "worker", which has no port',
  ],
  ['a namespace twice', { furtherNamespaces: ['platform-core'] }, 'namespaces: "platform-core" occurs twice'],
])('%s is refused', (_case, options, message) => {
  expect(() => clusterManifests({ ...cluster, ...options })).toThrow(`cluster manifests: ${message}`);
});

test('a value that only Terraform knows is refused with its file', () => {
  const settings = { REDIS_HOST: '${TfToken[TOKEN.1]}' };
  expect(() => clusterManifests({ ...cluster, settings })).toThrow(
    'manifest base/api.yaml: has a value that is known only after the apply. Write substitution("name") in its place',
  );
});

test.each<[Partial<TenantOptions>, string]>([
  [{ id: 'Contoso' }, 'tenant Contoso: id: got "Contoso"'],
  [{ quota: { cpu: '1', memory: '1', pods: 0 } }, 'tenant contoso: quota.memory: "1" is not an amount of memory'],
])('a tenant is refused: %j', (options, message) => {
  expect(() => tenantManifests({ ...tenant, ...options })).toThrow(message);
});

test('a variable of Flux has no hyphen', () => {
  expect(() => substitution('client-id')).toThrow('"client-id" is not a variable of Flux');
});
