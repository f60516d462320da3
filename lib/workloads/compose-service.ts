import { BackingKind, type BackingService } from './backing-service';
import { type ComposeImages, type ComposeProxy } from './compose-options';
import { type ConfigFileSets } from './config-files';
import { isShared, localSettings, localUrl, passwordVariable } from './compose-variables';
import { type Service } from './service';
import { ServiceRun } from './service-options';

/** Object of a Compose file. */
export type ComposeObject = Readonly<Record<string, unknown>>;

/** Profile of the services that a schedule starts in a cluster, and a person on a laptop. */
const SCHEDULED_PROFILE = 'scheduled';
const PROXY_PORT = 8080;

/** Profile that a service starts with. @returns undefined when it always starts */
export function profileOf({ runs, local }: Service): string | undefined {
  return local.profile ?? (runs.kind === 'scheduled' ? SCHEDULED_PROFILE : undefined);
}

/** Port on the laptop. @returns undefined when none is published */
export function hostPortOf({ port, local }: Service): number | undefined {
  const host = local.hostPort ?? port;
  return port === undefined || host === 0 ? undefined : host;
}

/** Services, files and directories that a Compose file is made of. */
export interface ComposeContext {
  readonly services: readonly Service[];
  readonly configFiles: ConfigFileSets;
  /** Path from the directory of the Compose file to that of the project. */
  readonly projectDirectory: string;
}

/** Service of the Compose file. */
export function composeService(service: Service, context: ComposeContext): ComposeObject {
  const { services, configFiles, projectDirectory: directory } = context;
  const { local, runs, port } = service;
  const profile = profileOf(service);
  const hostPort = hostPortOf(service);
  return withoutAbsent({
    image: service.image,
    build: local.build === undefined ? undefined : { context: inProject(directory, local.build) },
    command: local.command ?? service.command,
    profiles: profile === undefined ? undefined : [profile],
    environment: environmentOf(service, services),
    ports: hostPort === undefined ? undefined : [`127.0.0.1:${hostPort}:${port}`],
    configs: configsOf(service, configFiles),
    volumes: volumesOf(service, directory),
    depends_on: dependenciesOf(service),
    healthcheck: healthCheckOf(service),
    security_opt: ['no-new-privileges:true'],
    stop_grace_period: `${service.terminationSeconds}s`,
    restart: runs === ServiceRun.ALWAYS ? 'unless-stopped' : 'no',
  });
}

/** Container of a data service, with a volume for its data. */
export function composeBacking(backing: BackingService, images: ComposeImages): ComposeObject {
  const { container, database } = backing;
  const isPostgresql = backing.kind === BackingKind.POSTGRESQL;
  const common = { security_opt: ['no-new-privileges:true'], restart: 'unless-stopped' };
  return isPostgresql
    ? {
        image: images.postgresql ?? 'pgvector/pgvector:pg17',
        environment: {
          POSTGRES_DB: database,
          POSTGRES_USER: database,
          POSTGRES_PASSWORD: required(passwordVariable(backing)),
        },
        configs: [{ source: extensionsOf(container), target: '/docker-entrypoint-initdb.d/10-extensions.sql' }],
        volumes: [`${container}-data:/var/lib/postgresql/data`],
        healthcheck: healthCheck(['CMD', 'pg_isready', '--username', database, '--dbname', database]),
        ...common,
      }
    : {
        image: images.redis ?? 'redis:7.4-alpine',
        command: ['redis-server', '--appendonly', 'yes'],
        volumes: [`${container}-data:/data`],
        healthcheck: healthCheck(['CMD', 'redis-cli', 'ping']),
        ...common,
      };
}

/** Files that the containers of data services are started with. */
export function composeBackingConfigs(backing: BackingService): ComposeObject {
  return backing.kind === BackingKind.POSTGRESQL
    ? { [extensionsOf(backing.container)]: { content: 'CREATE EXTENSION IF NOT EXISTS vector;\n' } }
    : {};
}

/** Files that services read. Dollar signs are doubled, as Compose replaces variables in them. */
export function composeConfigFiles(sets: ConfigFileSets): ComposeObject {
  const configs = Object.entries(sets).flatMap(([set, files]) =>
    Object.entries(files).map(([file, text]) => [configOf(set, file), { content: text.replaceAll('$', '$$$$') }]),
  );
  return Object.fromEntries(configs) as ComposeObject;
}

/** nginx in front of a service. */
export function composeProxy({ service, port = PROXY_PORT }: ComposeProxy, images: ComposeImages): ComposeObject {
  return {
    image: images.proxy ?? 'nginxinc/nginx-unprivileged:1.28-alpine',
    profiles: ['proxy'],
    ports: [`127.0.0.1:${port}:${PROXY_PORT}`],
    configs: [{ source: 'nginx', target: '/etc/nginx/conf.d/default.conf' }],
    depends_on: { [service.name]: { condition: conditionOf(service) } },
    security_opt: ['no-new-privileges:true'],
    restart: 'unless-stopped',
  };
}

/** Configuration of nginx. Dollar signs are doubled, as Compose replaces variables in it. */
export function proxyConfig({ service }: ComposeProxy): string {
  return [
    'server {',
    `  listen ${PROXY_PORT};`,
    '  location / {',
    `    proxy_pass http://${service.name}:${service.port};`,
    '    proxy_http_version 1.1;',
    '    proxy_buffering off;',
    '    proxy_set_header Host $$host;',
    '    proxy_set_header X-Forwarded-For $$proxy_add_x_forwarded_for;',
    '    proxy_set_header X-Forwarded-Proto $$scheme;',
    '  }',
    '}',
    '',
  ].join('\n');
}

/** Values of variables: from `.env`, with defaults for what is no secret. */
function environmentOf(service: Service, services: readonly Service[]): ComposeObject | undefined {
  const settings = Object.entries(localSettings(service)).map(([name, value]) => [
    name,
    isShared(name, value, services) ? `\${${name}:-${value}}` : value.replaceAll('$', '$$$$'),
  ]);
  const backings = service.backingServices.map((each) => [each.variable, `\${${each.variable}:-${localUrl(each)}}`]);
  const secrets = Object.keys(service.secrets).map((name) => [
    name,
    service.local.optionalSecrets?.includes(name) === true ? `\${${name}:-}` : required(name),
  ]);
  const all = [...backings, ...settings, ...secrets];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function required(variable: string): string {
  return `\${${variable}:?copy .env.example to .env and set ${variable}}`;
}

function volumesOf({ local }: Service, directory: string): readonly unknown[] | undefined {
  const { source, volumes = {} } = local;
  const mounts =
    source === undefined ? [] : [{ type: 'bind', source: inProject(directory, source.from), target: source.to }];
  const named = Object.entries(volumes).map(([name, target]) => ({ type: 'volume', source: name, target }));
  return mounts.length + named.length === 0 ? undefined : [...mounts, ...named];
}

function configsOf({ configFiles }: Service, sets: ConfigFileSets): readonly ComposeObject[] | undefined {
  const mounts = Object.entries(configFiles).flatMap(([directory, set]) =>
    Object.keys(sets[set] ?? {}).map((file) => ({ source: configOf(set, file), target: `${directory}/${file}` })),
  );
  return mounts.length === 0 ? undefined : mounts;
}

/** Name of a file of a set. No other config of the Compose file has a dot. */
function configOf(set: string, file: string): string {
  return `${set}.${file}`;
}

function dependenciesOf(service: Service): ComposeObject | undefined {
  const all = [
    ...service.backingServices.map((each) => [each.container, { condition: 'service_healthy' }]),
    ...service.upstreamServices.map((each) => [each.name, { condition: conditionOf(each) }]),
    ...service.after.map((each) => [each.name, { condition: 'service_completed_successfully' }]),
  ];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function conditionOf(service: Service): string {
  return healthCheckOf(service) === undefined ? 'service_started' : 'service_healthy';
}

/** Health check by the readiness probe, otherwise by the liveness probe. */
function healthCheckOf({ readiness, liveness, local, port }: Service): ComposeObject | undefined {
  const probe = readiness ?? liveness;
  const url = probe?.path === undefined ? undefined : `http://127.0.0.1:${probe.port ?? port}${probe.path}`;
  const shell = local.healthCheck ?? (url && `curl -fsS ${url} || wget -q -O /dev/null ${url}`);
  const test = shell === undefined ? probe?.command && ['CMD', ...probe.command] : ['CMD-SHELL', shell];
  if (test === undefined) {
    return undefined;
  }
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3, timeoutSeconds = 1 } = probe ?? {};
  return {
    test: test.map((word) => word.replaceAll('$', '$$$$')),
    interval: `${periodSeconds}s`,
    timeout: `${Math.max(timeoutSeconds, 5)}s`,
    retries: failureThreshold,
    start_period: `${initialDelaySeconds}s`,
  };
}

function healthCheck(test: readonly string[]): ComposeObject {
  return { test, interval: '5s', timeout: '5s', retries: 10 };
}

function extensionsOf(container: string): string {
  return `${container}-extensions`;
}

function inProject(directory: string, place: string): string {
  return place === '.' ? directory : `${directory}/${place.replace(/^\.\//, '')}`;
}

function withoutAbsent(object: ComposeObject): ComposeObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
