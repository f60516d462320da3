import {
  BackingService,
  QueueDepth,
  RequestRate,
  Service,
  ServiceRun,
  substitution,
  VerticalScaling,
} from '../../lib/workloads';
import { type AgenticPlatformParameters } from './parameters';
import { NAMESPACE } from './service-identities';

/** The platform's database, with vectors. */
export const POSTGRES = BackingService.postgresql({ database: 'platform' });
/** Cache of sessions and answers. */
export const CACHE = BackingService.redis({ name: 'cache', variable: 'REDIS_URL', container: 'redis', database: 0 });
/** Queue of the jobs. On a laptop it shares a container with the cache. */
export const QUEUE = BackingService.redis({ name: 'queue', variable: 'QUEUE_URL', container: 'redis', database: 1 });
/** Cache of what all regions know, such as the region of each tenant. In one region it is the cache. */
export const SHARED_CACHE = BackingService.redis({
  name: 'shared-cache',
  variable: 'SHARED_REDIS_URL',
  container: 'redis',
  database: 2,
});

/** Port of the metrics, apart from that of requests: the mesh closes that to Prometheus. */
const METRICS = { port: 9090 };

/** Query endpoint of the metrics of the region, for the scalers. */
const PROMETHEUS_ENDPOINT = substitution('prometheus_endpoint');

const SETTINGS = { API_VERSION: 'v1', LOG_LEVEL: 'info', MCP_SERVER_PATH: '/app/mcp-servers' };

/** Set of files with the settings of the tenants: `<id>.json`. */
export const TENANT_FILES = 'tenants';
const TENANT_DIRECTORY = '/etc/platform/tenants';

/** Directory of the source on a laptop, and in the container. */
const LOCAL = { build: '.', source: { from: '.', to: '/app' } };
/** The same of a service that looks for vectors: in PostgreSQL, unless somebody tries Pinecone on a laptop. */
const LOCAL_WITH_VECTORS = { ...LOCAL, settings: { PINECONE_API_KEY: '', PINECONE_ENVIRONMENT: '' } };

/** Services of the platform, by name. */
export interface PlatformServices {
  readonly migrate: Service;
  readonly createAdmin: Service;
  readonly api: Service;
  readonly worker: Service;
  readonly scheduler: Service;
}

/** Makes the services of the platform: the same on a laptop and in each cluster. */
export function platformServices(parameters: AgenticPlatformParameters): PlatformServices {
  const common = {
    image: `agentic-platform:${parameters.imageTag}`,
    settings: SETTINGS,
    secrets: Object.fromEntries(parameters.secrets.map((name) => [variableOf(name), name])),
    connectsTo: [POSTGRES, CACHE, QUEUE, SHARED_CACHE],
    internetAccess: true,
  };
  const once = { ...common, secrets: {}, connectsTo: [POSTGRES], runs: ServiceRun.ONCE };
  const job = { cpu: '250m', memory: '512Mi' };
  const migrate = new Service({
    ...once,
    name: 'migrate',
    command: ['alembic', 'upgrade', 'head'],
    resources: job,
    local: LOCAL,
  });
  const createAdmin = new Service({
    ...once,
    name: 'create-admin',
    command: ['python', 'scripts/create_admin.py'],
    resources: job,
    after: [migrate],
    // On a laptop somebody runs it once: docker compose --profile admin run --rm create-admin.
    local: { ...LOCAL, profile: 'admin' },
  });
  const running = {
    ...common,
    after: [migrate],
    metrics: METRICS,
    configFiles: { [TENANT_DIRECTORY]: TENANT_FILES },
  };
  return {
    migrate,
    createAdmin,
    api: new Service({ ...running, ...apiProps(parameters) }),
    worker: new Service({ ...running, ...workerProps(parameters) }),
    scheduler: new Service({
      ...running,
      name: 'scheduler',
      command: ['python', '-m', 'scheduler'],
      resources: { cpu: '250m', memory: '512Mi' },
      verticalScaling: VerticalScaling.INITIAL,
      // Two would start each job twice.
      rollout: { maxUnavailable: '1', maxSurge: '0' },
      placement: { labels: { workload: 'worker' } },
      local: LOCAL,
    }),
  };
}

function apiProps({ apiReplicas, maxReplicas }: AgenticPlatformParameters) {
  const command = ['uvicorn', 'app.main:app', '--host', '0.0.0.0', '--port', '8000'];
  return {
    name: 'api',
    command,
    port: 8000,
    liveness: { path: '/health/live', initialDelaySeconds: 30, periodSeconds: 10 },
    readiness: { path: '/health/ready', initialDelaySeconds: 10, periodSeconds: 5 },
    resources: { cpu: '500m', memory: '1Gi', cpuLimit: '2', memoryLimit: '2Gi' },
    scaling: {
      minReplicas: apiReplicas,
      maxReplicas,
      cpuPercent: 70,
      memoryPercent: 80,
      requestRate: RequestRate.prometheus({
        endpoint: PROMETHEUS_ENDPOINT,
        query: `sum(rate(http_requests_total{namespace="${NAMESPACE}",pod=~"api-.+"}[2m]))`,
        requestsPerReplica: 50,
      }),
    },
    verticalScaling: VerticalScaling.OFF,
    placement: { labels: { workload: 'api' } },
    local: { ...LOCAL_WITH_VECTORS, command: [...command, '--reload'] },
  };
}

function workerProps({ workerReplicas, maxReplicas }: AgenticPlatformParameters) {
  return {
    name: 'worker',
    command: ['python', '-m', 'worker'],
    resources: { cpu: '500m', memory: '1Gi', cpuLimit: '2', memoryLimit: '2Gi' },
    scaling: {
      minReplicas: workerReplicas,
      maxReplicas,
      cpuPercent: 70,
      memoryPercent: 80,
      // Redis takes no passwords, and KEDA reads its lists with one only: the workers export the length.
      queueDepth: QueueDepth.prometheus({
        endpoint: PROMETHEUS_ENDPOINT,
        query: 'max(queue_depth{queue="jobs"})',
        valuePerReplica: 10,
      }),
    },
    verticalScaling: VerticalScaling.OFF,
    terminationSeconds: 120,
    placement: { labels: { workload: 'worker' } },
    local: LOCAL_WITH_VECTORS,
  };
}

/** Variable of a secret: `anthropic-api-key` becomes `ANTHROPIC_API_KEY`. */
export function variableOf(secret: string): string {
  return secret.toUpperCase().replace(/-/g, '_');
}
