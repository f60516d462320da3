import { BackingService, QueueDepth, Service, type ServiceProps, ServiceRun } from '../../../lib/workloads';

export const postgres = BackingService.postgresql({ database: 'agentic' });
export const cache = BackingService.redis({ name: 'cache', container: 'redis' });
export const queue = BackingService.redis({ name: 'queue', container: 'redis', database: 1, variable: 'QUEUE_URL' });

const application = { API_VERSION: 'v1', LOG_LEVEL: 'info' };

export const migrate = new Service({
  name: 'migrate',
  image: 'agentic-api:1.4.0',
  command: ['alembic', 'upgrade', 'head'],
  resources: { cpu: '250m', memory: '256Mi' },
  settings: application,
  connectsTo: [postgres],
  runs: ServiceRun.ONCE,
  local: { build: 'api' },
});

export const createAdmin = new Service({
  name: 'create-admin',
  image: 'agentic-api:1.4.0',
  command: ['python', 'scripts/create_admin.py'],
  resources: { cpu: '250m', memory: '256Mi' },
  secrets: { ADMIN_PASSWORD: 'admin-password' },
  connectsTo: [postgres],
  after: [migrate],
  runs: ServiceRun.ONCE,
  local: { build: 'api' },
});

/** The API of the document, with its probes and figures. */
export const apiProps: ServiceProps = {
  name: 'api',
  image: 'agentic-api:1.4.0',
  port: 8000,
  liveness: { path: '/health/live', initialDelaySeconds: 30, periodSeconds: 10 },
  readiness: { path: '/health/ready', initialDelaySeconds: 10, periodSeconds: 5 },
  resources: { cpu: '500m', memory: '1Gi', cpuLimit: '2' },
  scaling: { minReplicas: 3, maxReplicas: 20, cpuPercent: 70, memoryPercent: 80 },
  settings: application,
  secrets: { ANTHROPIC_API_KEY: 'anthropic-api-key', JWT_SECRET: 'jwt-secret' },
  connectsTo: [postgres, cache, queue],
  after: [migrate],
  internetAccess: true,
  metrics: { path: '/metrics' },
  placement: { labels: { workload: 'api' } },
  local: {
    build: 'api',
    source: { from: 'api', to: '/app' },
    command: ['uvicorn', 'app:app', '--host', '0.0.0.0', '--reload'],
    settings: { LOG_LEVEL: 'debug' },
    optionalSecrets: ['ANTHROPIC_API_KEY'],
    volumes: { uploads: '/data/uploads' },
  },
};

export const api = new Service(apiProps);

export const worker = new Service({
  name: 'worker',
  image: 'agentic-worker:1.4.0',
  resources: { cpu: '500m', memory: '1Gi' },
  liveness: { command: ['python', '-m', 'worker.ping'] },
  scaling: {
    minReplicas: 2,
    maxReplicas: 20,
    queueDepth: QueueDepth.prometheus({
      endpoint: '${prometheus_endpoint}',
      query: 'max(queue_depth{queue="jobs"})',
      valuePerReplica: 10,
    }),
  },
  settings: { ...application, LOG_LEVEL: 'debug', PRICE_FORMAT: '$0.00' },
  connectsTo: [postgres, queue, api],
  internetAccess: true,
  local: { build: 'worker' },
});

export const cleanup = new Service({
  name: 'cleanup',
  image: 'agentic-worker:1.4.0',
  command: ['python', '-m', 'worker.cleanup'],
  resources: { cpu: '250m', memory: '256Mi' },
  connectsTo: [postgres],
  runs: ServiceRun.scheduled('0 3 * * *'),
});

export const services = [migrate, createAdmin, api, worker, cleanup];
