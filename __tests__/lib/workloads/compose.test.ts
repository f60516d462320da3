import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { BackingService, composeFiles, type ComposeOptions, Service, type ServiceProps } from '../../../lib/workloads';
import { composeProblems } from '../../helpers/compose-schema';
import { api, apiProps, cache, migrate, postgres, services } from './agentic';

const platform: ComposeOptions = {
  name: 'agentic-platform',
  services,
  proxy: { service: api },
  variables: [
    {
      title: 'Database',
      variables: { POSTGRES_PASSWORD: 'Any password', DATABASE_URL: 'PostgreSQL', REDIS_URL: 'Cache' },
    },
    { title: 'LLM Providers', variables: { ANTHROPIC_API_KEY: 'https://console.anthropic.com' } },
  ],
};
const files = composeFiles(platform);
const compose = parse(files['compose.yaml'] ?? '');
const env = files['.env.example'] ?? '';
const composeOf = (...list: Service[]) => parse(composeFiles({ name: 'x', services: list })['compose.yaml'] ?? '');

const small: ServiceProps = { name: 'small', image: 'small:1', resources: { cpu: '100m', memory: '64Mi' } };

test('the file follows the schema of the Compose specification', () => {
  expect(composeProblems(files['compose.yaml'] ?? '')).toEqual([]);
});

const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;
(hasCompose ? test : test.skip)('docker compose takes it with the example, once what is empty is set', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-compose-'));
  fs.writeFileSync(path.join(directory, 'compose.yaml'), files['compose.yaml'] ?? '');
  fs.writeFileSync(path.join(directory, '.env'), env.replace(/^(\w+)=$/gm, '$1=set'));
  const { status, stderr } = spawnSync('docker', ['compose', 'config', '--quiet'], {
    cwd: directory,
    encoding: 'utf8',
  });
  fs.rmSync(directory, { recursive: true });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('the same services give the same bytes', () => {
  expect(composeFiles(platform)).toEqual(files);
});

test('the API is built, reloads mounted source, is published on loopback alone, and waits for what it needs', () => {
  expect(compose.services.api).toEqual({
    image: 'agentic-api:1.4.0',
    build: { context: '../../api' },
    command: ['uvicorn', 'app:app', '--host', '0.0.0.0', '--reload'],
    environment: {
      DATABASE_URL: '${DATABASE_URL:-postgresql://agentic:${POSTGRES_PASSWORD}@postgres:5432/agentic}',
      REDIS_URL: '${REDIS_URL:-redis://redis:6379/0}',
      QUEUE_URL: '${QUEUE_URL:-redis://redis:6379/1}',
      API_VERSION: '${API_VERSION:-v1}',
      LOG_LEVEL: 'debug',
      ANTHROPIC_API_KEY: '${ANTHROPIC_API_KEY:-}',
      JWT_SECRET: '${JWT_SECRET:?copy .env.example to .env and set JWT_SECRET}',
    },
    ports: ['127.0.0.1:8000:8000'],
    volumes: [
      { type: 'bind', source: '../../api', target: '/app' },
      { type: 'volume', source: 'uploads', target: '/data/uploads' },
    ],
    depends_on: {
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
      migrate: { condition: 'service_completed_successfully' },
    },
    healthcheck: {
      test: [
        'CMD-SHELL',
        'curl -fsS http://127.0.0.1:8000/health/ready || wget -q -O /dev/null http://127.0.0.1:8000/health/ready',
      ],
      interval: '5s',
      timeout: '5s',
      retries: 3,
      start_period: '10s',
    },
    security_opt: ['no-new-privileges:true'],
    stop_grace_period: '30s',
    restart: 'unless-stopped',
  });
});

test('services that run once do not restart, and each waits for the one before', () => {
  expect(compose.services.migrate).toMatchObject({ command: ['alembic', 'upgrade', 'head'], restart: 'no' });
  expect(compose.services['create-admin'].depends_on).toEqual({
    postgres: { condition: 'service_healthy' },
    migrate: { condition: 'service_completed_successfully' },
  });
});

test('a service waits until one that it connects to is healthy, or has started where it has no check', () => {
  expect(compose.services.worker.depends_on.api).toEqual({ condition: 'service_healthy' });
  const plain = new Service({ ...small, port: 9000 });
  const user = new Service({ ...small, name: 'user', connectsTo: [plain] });
  expect(composeOf(plain, user).services.user.depends_on).toEqual({ small: { condition: 'service_started' } });
});

test('a scheduled service and the proxy start with their profile alone', () => {
  expect(compose.services.cleanup.profiles).toEqual(['scheduled']);
  expect(compose.services.nginx).toMatchObject({ profiles: ['proxy'], ports: ['127.0.0.1:8080:8080'] });
  expect(compose.configs.nginx.content).toContain('proxy_pass http://api:8000;');
  expect(compose.configs.nginx.content).toContain('proxy_set_header Host $$host;');
});

test('PostgreSQL has pgvector, a volume and a password that must be set', () => {
  expect(compose.services.postgres).toMatchObject({
    image: 'pgvector/pgvector:pg17',
    environment: { POSTGRES_PASSWORD: '${POSTGRES_PASSWORD:?copy .env.example to .env and set POSTGRES_PASSWORD}' },
    volumes: ['postgres-data:/var/lib/postgresql/data'],
  });
  expect(compose.configs['postgres-extensions'].content).toBe('CREATE EXTENSION IF NOT EXISTS vector;\n');
  expect(compose.volumes).toEqual({ 'postgres-data': {}, 'redis-data': {}, uploads: {} });
});

test('two Redis share one container with different databases', () => {
  expect(Object.keys(compose.services).filter((name) => /redis|cache|queue/.test(name))).toEqual(['redis']);
});

test('a setting that differs between services, or that Compose would read differently, stays as it is', () => {
  expect(compose.services.worker.environment).toMatchObject({ LOG_LEVEL: 'debug', PRICE_FORMAT: '$$0.00' });
  expect(env).not.toMatch(/LOG_LEVEL|PRICE_FORMAT/);
});

test('the example has the sections with their comments, and the rest after them', () => {
  expect(env).toBe(
    [
      '# Copy this file to .env beside it, and set what is empty. .env holds secrets: it is never committed.',
      '',
      '# Database',
      '',
      '# Any password',
      'POSTGRES_PASSWORD=',
      '',
      '# PostgreSQL',
      'DATABASE_URL=postgresql://agentic:${POSTGRES_PASSWORD}@postgres:5432/agentic',
      '',
      '# Cache',
      'REDIS_URL=redis://redis:6379/0',
      '',
      '# LLM Providers',
      '',
      '# https://console.anthropic.com (optional)',
      'ANTHROPIC_API_KEY=',
      '',
      '# Other',
      '',
      '# URL of queue',
      'QUEUE_URL=redis://redis:6379/1',
      '',
      '# Setting of migrate, api, worker',
      'API_VERSION=v1',
      '',
      '# Secret admin-password in the vault of a cluster',
      'ADMIN_PASSWORD=',
      '',
      '# Secret jwt-secret in the vault of a cluster',
      'JWT_SECRET=',
      '',
    ].join('\n'),
  );
});

test('no secret has a value', () => {
  const secrets = services.flatMap((service) => Object.keys(service.secrets));
  for (const name of [...secrets, 'POSTGRES_PASSWORD']) {
    expect(env).toMatch(new RegExp(`^${name}=$`, 'm'));
  }
});

test('a value with blanks is quoted', () => {
  const greeting = new Service({ ...small, settings: { GREETING: 'good morning # all' } });
  expect(composeFiles({ name: 'x', services: [greeting] })['.env.example']).toContain(
    "GREETING='good morning # all'\n",
  );
});

test('a port of 0 publishes none, and a directory of the project can be its root', () => {
  const inner = new Service({ ...small, port: 9000, local: { hostPort: 0, build: '.' } });
  expect(composeOf(inner).services.small).not.toHaveProperty('ports');
  expect(composeOf(inner).services.small.build).toEqual({ context: '../..' });
});

test('files are configs of Compose in their directory, with dollar signs that stay', () => {
  const reader = new Service({ ...small, configFiles: { '/etc/small': 'rules' } });
  const configFiles = { rules: { 'a.json': '{"price":"$1"}', 'b.txt': 'b' }, unread: { x: 'x' } };
  const text = composeFiles({ name: 'x', services: [reader], configFiles })['compose.yaml'] ?? '';
  const { services: rendered, configs } = parse(text);
  expect(composeProblems(text)).toEqual([]);
  expect(configs).toEqual({ 'rules.a.json': { content: '{"price":"$$1"}' }, 'rules.b.txt': { content: 'b' } });
  expect(rendered.small.configs).toEqual([
    { source: 'rules.a.json', target: '/etc/small/a.json' },
    { source: 'rules.b.txt', target: '/etc/small/b.txt' },
  ]);
});

const named = (name: string, props: Partial<ServiceProps> = {}) => new Service({ ...small, name, ...props });
const optional = named('optional', { port: 9000, local: { profile: 'extra' } });
test.each<[string, Partial<ComposeOptions>, string]>([
  [
    'a missing service',
    { services: [api] },
    'api: needs the service "migrate", which is not in the list. Add it to services.',
  ],
  ['a name twice', { services: [named('a'), named('a')] }, 'services: "a" occurs twice'],
  [
    'a name of a data service',
    { services: [named('postgres', { connectsTo: [postgres] })] },
    'services: "postgres" occurs twice',
  ],
  [
    'a port twice',
    { services: [named('a', { port: 9000 }), named('b', { port: 9000 })] },
    'ports on the laptop: "9000" occurs twice',
  ],
  [
    'the port of the proxy',
    { services: [named('a', { port: 8080 })], proxy: { service: api } },
    'ports on the laptop: "8080" occurs twice',
  ],
  ['a proxy of nothing', { services: [migrate], proxy: { service: migrate } }, 'proxy: is for a service with a port'],
  [
    'a profile that is needed',
    { services: [optional, named('b', { connectsTo: [optional] })] },
    'b: needs "optional", which only the profile "extra" starts. Give both the same local.profile, or none.',
  ],
  [
    'a connection to a service without a port',
    { services: [migrate, named('b', { connectsTo: [migrate] })] },
    'b: connects to "migrate", which has no port',
  ],
  [
    'a set of files that nobody has given',
    { services: [named('a', { configFiles: { '/etc/a': 'rules' } })] },
    'a: reads the files "rules", which are unknown. Set configFiles.rules.',
  ],
  [
    'an unknown variable',
    {
      services: [named('a', { settings: { LOG_LEVEL: 'info' } })],
      variables: [{ title: 'A', variables: { LOG_LEVL: '' } }],
    },
    'variables: got "LOG_LEVL". Allowed: LOG_LEVEL. Did you mean "LOG_LEVEL"?',
  ],
  [
    'a container of two kinds',
    { services: [named('a', { connectsTo: [postgres, BackingService.redis({ name: 'r', container: 'postgres' })] })] },
    'r: shares the container "postgres" with "postgres". Only Redis can share one, with another database.',
  ],
  [
    'a variable of two data services',
    {
      services: [
        named('a', { connectsTo: [cache] }),
        named('b', { connectsTo: [BackingService.redis({ name: 'r' })] }),
      ],
    },
    'r: sets REDIS_URL, as "cache" does',
  ],
])('%s is refused', (_case, options, message) => {
  expect(() => composeFiles({ name: 'x', services: [], ...options })).toThrow(`compose file: ${message}`);
});

test('all problems are reported at once', () => {
  const wrong = () =>
    composeFiles({ name: 'X', services: [new Service({ ...apiProps, port: 8080 })], proxy: { service: api } });
  expect(wrong).toThrow(/name: got "X"[^]*needs the service "migrate"[^]*"8080" occurs twice/);
});
