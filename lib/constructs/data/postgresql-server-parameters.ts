import { PostgresqlFlexibleServerConfiguration } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-configuration';
import { type ITerraformDependable } from 'cdktf';
import { type Construct } from 'constructs';
import { type Checks } from '../checks';
import { hasBaselineAlerts } from '../observability/metric-alert';
import { type PlatformServiceProps } from '../platform-service';
import { type PostgresqlSku } from '../../values/postgresql-sku';
import { DEADLOCK_METRIC } from './postgresql-server-alerts';
import { type PostgresqlPgBouncer, PostgresqlTlsVersion } from './postgresql-server-options';

/** Props that become server parameters. */
export interface PostgresqlParameterOptions extends Pick<PlatformServiceProps, 'alerts'> {
  /** Further server parameters by name. @default Azure's */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Extensions that `CREATE EXTENSION` may name, such as `vector`, which is pgvector. @default none */
  readonly extensions?: readonly string[];
  /** The built-in connection pooler, which apps then connect to on port 6432. Burstable sizes have none. @default none */
  readonly pgBouncer?: PostgresqlPgBouncer;
  /** Whether connections must be encrypted. @default true */
  readonly requireTls?: boolean;
  /** @default TLS_1_2 */
  readonly minTlsVersion?: PostgresqlTlsVersion;
}

const ENABLED = 'pgbouncer.enabled';

/** Props of PgBouncer by parameter. */
const PGBOUNCER: Readonly<Record<string, keyof PostgresqlPgBouncer>> = {
  'pgbouncer.pool_mode': 'poolMode',
  'pgbouncer.default_pool_size': 'defaultPoolSize',
  'pgbouncer.min_pool_size': 'minPoolSize',
  'pgbouncer.max_client_conn': 'maxClientConnections',
  'pgbouncer.max_prepared_statements': 'maxPreparedStatements',
};

/** Parameters that have props of their own, and so are refused among `parameters`. */
const OWN_PROPS: Readonly<Record<string, string>> = {
  require_secure_transport: 'requireTls',
  ssl_min_protocol_version: 'minTlsVersion',
  'azure.extensions': 'extensions',
  [ENABLED]: 'pgBouncer',
  ...Object.fromEntries(Object.entries(PGBOUNCER).map(([name, prop]) => [name, `pgBouncer.${prop}`])),
};

/** The server parameters that props stand for, by name. */
export function postgresqlParameters(server: Construct, props: PostgresqlParameterOptions): Record<string, string> {
  const { extensions = [], pgBouncer } = props;
  return {
    ...(hasBaselineAlerts(server, props.alerts) && DEADLOCK_METRIC),
    ...props.parameters,
    require_secure_transport: props.requireTls === false ? 'off' : 'on',
    ssl_min_protocol_version: props.minTlsVersion ?? PostgresqlTlsVersion.TLS_1_2,
    ...(extensions.length > 0 && {
      'azure.extensions': extensions
        .map((name) => name.toUpperCase())
        .sort()
        .join(','),
    }),
    ...(pgBouncer && pgBouncerParameters(pgBouncer)),
  };
}

/** Sets server parameters. Those of PgBouncer exist once it is enabled. */
export function addParameters(
  server: Construct,
  serverId: string,
  parameters: Readonly<Record<string, string>>,
): ITerraformDependable[] {
  const made = new Map<string, PostgresqlFlexibleServerConfiguration>();
  const names = Object.keys(parameters);
  for (const name of [...names.filter((each) => each === ENABLED), ...names.filter((each) => each !== ENABLED)]) {
    const enabled = name.startsWith('pgbouncer.') ? made.get(ENABLED) : undefined;
    const value = parameters[name] as string;
    made.set(
      name,
      new PostgresqlFlexibleServerConfiguration(server, `Parameter-${name}`, {
        name,
        value,
        serverId,
        dependsOn: enabled && [enabled],
      }),
    );
  }
  return [...made.values()];
}

/**
 * Notes parameters that a server cannot have.
 *
 * Sources: learn.microsoft.com/azure/postgresql/connectivity/concepts-pgbouncer (sizes, parameters, 10,000 connections).
 */
export function checkParameters(
  checks: Checks,
  sku: PostgresqlSku | undefined,
  props: PostgresqlParameterOptions,
): void {
  const { parameters = {}, extensions = [], pgBouncer } = props;
  Object.keys(parameters).forEach((name) =>
    checks.that(
      'parameters',
      name,
      OWN_PROPS[name] === undefined,
      `a parameter without a property of its own: use ${OWN_PROPS[name]}`,
    ),
  );
  extensions.forEach((name, index) =>
    checks
      .that(`extensions[${index}]`, name, /^[a-z][a-z0-9_-]*$/i.test(name), 'the name of an extension, such as vector')
      .that(`extensions[${index}]`, name, name.toLowerCase() !== 'pgvector', 'vector, as pgvector is called'),
  );
  checks
    .together(
      pgBouncer === undefined || sku?.supportsHighAvailability !== false,
      `pgBouncer: the burstable ${sku?.name} has none`,
      'Use a size of the tiers GeneralPurpose or MemoryOptimized, or leave pgBouncer out.',
    )
    .wholeNumber('pgBouncer.defaultPoolSize', pgBouncer?.defaultPoolSize, 1, 10_000)
    .wholeNumber('pgBouncer.minPoolSize', pgBouncer?.minPoolSize, 0, pgBouncer?.defaultPoolSize ?? 50)
    .wholeNumber('pgBouncer.maxClientConnections', pgBouncer?.maxClientConnections, 1, 10_000)
    .wholeNumber('pgBouncer.maxPreparedStatements', pgBouncer?.maxPreparedStatements, 0, 10_000);
}

function pgBouncerParameters(options: PostgresqlPgBouncer): Record<string, string> {
  const set = Object.entries(PGBOUNCER)
    .map(([name, prop]) => [name, options[prop]] as const)
    .filter(([, value]) => value !== undefined);
  return { [ENABLED]: 'true', ...Object.fromEntries(set.map(([name, value]) => [name, String(value)])) };
}
