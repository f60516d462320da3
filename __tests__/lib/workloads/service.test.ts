import {
  BackingService,
  QueueDepth,
  Service,
  type ServiceProps,
  ServiceRun,
  VerticalScaling,
} from '../../../lib/workloads';
import { api, apiProps, migrate, postgres, worker } from './agentic';

const minimal: ServiceProps = { name: 'api', image: 'api:1', resources: { cpu: '500m', memory: '1Gi' } };
const make = (props: Partial<ServiceProps>) => new Service({ ...minimal, ...props });

test('a service has defaults that are secure and that Kubernetes would choose', () => {
  expect(make({})).toMatchObject({
    replicas: 1,
    rollout: { maxUnavailable: '25%', maxSurge: '25%' },
    settings: {},
    secrets: {},
    runs: ServiceRun.ALWAYS,
    internetAccess: false,
    writablePaths: ['/tmp'],
    user: 10001,
    terminationSeconds: 30,
  });
});

test('what a service connects to is told apart by its kind', () => {
  expect(worker.upstreamServices).toEqual([api]);
  expect(worker.backingServices.map(({ name }) => name)).toEqual(['postgres', 'queue']);
});

test('all problems of a service are reported at once, with the service', () => {
  const wrong = () =>
    make({
      image: 'API latest',
      port: 80,
      resources: { cpu: '500', memory: '1G', cpuLimit: '100m' },
      secrets: { API_KEY: 'sk-ant_123' },
    });
  expect(wrong).toThrow(
    [
      'service api: image: "API latest" is not the name of a container image. Allowed: [host/]repository[:tag][@sha256:digest], the repository in lower case.',
      'service api: port: got 80. Allowed: a whole number from 1024 to 65535.',
      'service api: resources.memory: "1G" is not an amount of memory. Allowed: mebibytes, gibibytes or tebibytes, such as 512Mi, 2Gi or 1Ti.',
      'service api: resources.memoryLimit: "1G" is not an amount of memory. Allowed: mebibytes, gibibytes or tebibytes, such as 512Mi, 2Gi or 1Ti.',
      'service api: resources.cpuLimit: got "100m". Allowed: 500 or more.',
      'service api: secrets.API_KEY: got "sk-ant_123". Allowed: the name of a secret in the vault: up to 127 letters, digits and hyphens. Secrets are given by name: put the value into the key vault.',
    ].join('\n'),
  );
});

const http = { path: '/health' };
const scaling = { minReplicas: 1, maxReplicas: 3 };
const depth = QueueDepth.serviceBusQueue({ namespace: 'sb', queue: 'jobs', messagesPerReplica: 5 });
test.each<[string, Partial<ServiceProps>, string]>([
  ['a name', { name: 'API' }, 'name: got "API". Allowed: up to 40 lower-case letters'],
  ['no command', { command: [] }, 'command: got []. Allowed: at least one word'],
  ['root', { user: 0 }, 'user: got 0. Allowed: a whole number from 1 to 65535'],
  ['a probe of both kinds', { port: 8000, liveness: { ...http, command: ['true'] } }, 'liveness: takes either path'],
  ['a probe without a port', { liveness: http }, 'liveness: requests a path, and the service has no port'],
  ['a probe without a slash', { port: 8000, startup: { path: 'health' } }, 'startup.path: got "health"'],
  ['a period', { port: 8000, readiness: { ...http, periodSeconds: 0 } }, 'readiness.periodSeconds: got 0'],
  ['a memory limit', { resources: { cpu: '1', memory: '1Gi', memoryLimit: '512Mi' } }, 'memoryLimit: got "512Mi"'],
  [
    'both numbers of replicas',
    { replicas: 3, scaling: { ...scaling, cpuPercent: 70 } },
    'replicas: got 3 beside scaling',
  ],
  ['no target', { scaling }, 'scaling: has no target'],
  [
    'bounds',
    { scaling: { minReplicas: 5, maxReplicas: 3, cpuPercent: 70 } },
    'scaling.maxReplicas: got 3. Allowed: a whole number from 5 to 1000',
  ],
  [
    'requests by past use beside replicas by use',
    { scaling: { ...scaling, cpuPercent: 70 }, verticalScaling: VerticalScaling.INITIAL },
    'verticalScaling: got "Initial". Allowed: Off',
  ],
  ['no replicas by use', { scaling: { ...scaling, minReplicas: 0, cpuPercent: 70 } }, 'scaling.minReplicas: got 0'],
  ['a share', { scaling: { ...scaling, memoryPercent: 120 } }, 'scaling.memoryPercent: got 120'],
  ['a pace', { rollout: { maxSurge: '25 %' } }, 'rollout.maxSurge: got "25 %"'],
  ['a standing rollout', { rollout: { maxSurge: '0', maxUnavailable: '0%' } }, 'rollout: replaces no replica'],
  ['a variable', { settings: { 'LOG-LEVEL': 'info' } }, 'settings.LOG-LEVEL: got "LOG-LEVEL"'],
  [
    'a secret in the settings',
    { settings: { OPENAI_API_KEY: 'sk-1' } },
    'settings.OPENAI_API_KEY: has the value of a secret',
  ],
  ['a password in a URL', { settings: { SMTP: 'smtp://me:pw@host' } }, 'settings.SMTP: has the value of a secret'],
  ['a secret on a laptop', { local: { settings: { JWT_SECRET: 'x' } } }, 'local.settings.JWT_SECRET: has the value'],
  ['a variable twice', { settings: { DATABASE_URL: 'x' }, connectsTo: [postgres] }, '"DATABASE_URL" occurs twice'],
  ['an unknown secret', { local: { optionalSecrets: ['KEY'] } }, 'local.optionalSecrets: got "KEY". Allowed: none'],
  ['after a service that runs on', { after: [api] }, 'after: "api" does not run once'],
  ['a schedule', { runs: ServiceRun.scheduled('daily') }, 'runs: "daily" has 1 fields'],
  ['replicas of a job', { runs: ServiceRun.ONCE, replicas: 2 }, 'replicas: is for services that always run'],
  ['a connection twice', { connectsTo: [api, api] }, 'connectsTo: "api" occurs twice'],
  ['a path', { writablePaths: ['tmp'] }, 'writablePaths[0]: got "tmp". Allowed: an absolute path'],
  ['a directory of files', { configFiles: { etc: 'tenants' } }, 'configFiles: got "etc". Allowed: an absolute path'],
  ['a set of files', { configFiles: { '/etc/x': 'The Files' } }, 'configFiles./etc/x: got "The Files"'],
  ['files where it writes', { configFiles: { '/tmp': 'x' } }, 'configFiles: "/tmp" is one of writablePaths'],
  ['the root as a volume', { local: { volumes: { data: '/' } } }, 'local.volumes.data: got "/"'],
  [
    'a label of a node',
    { placement: { labels: { 'a b': 'c' } } },
    'placement.labels.a b: "a b" is not the name of a label',
  ],
])('a service is refused for %s', (_case, props, message) => {
  expect(() => make(props)).toThrow(message);
});

test('a queue alone can take a service to no replica', () => {
  expect(make({ scaling: { ...scaling, minReplicas: 0, queueDepth: depth } }).scaling?.minReplicas).toBe(0);
});

test.each([
  [() => BackingService.postgresql({ database: 'My DB' }), 'backing service postgres: database: got "My DB"'],
  [() => BackingService.redis({ name: 'Cache', database: 16 }), 'backing service Cache: database: got 16'],
  [() => BackingService.redis({ variable: '1URL' }), 'backing service redis: variable: got "1URL"'],
])('a data service is refused: %#', (makeIt, message) => {
  expect(makeIt).toThrow(message);
});

test('the figures of a probe stay as they were given', () => {
  expect(api.liveness).toBe(apiProps.liveness);
  expect(migrate.runs.kind).toBe('once');
});
