/** Extensions that a server can allow: https://learn.microsoft.com/azure/postgresql/extensions/concepts-extensions-versions */
const EXTENSIONS: readonly string[] = [
  'address_standardizer address_standardizer_data_us age amcheck anon azure_ai azure_storage',
  'bloom btree_gin btree_gist citext credcheck cube dblink',
  'dict_int dict_xsyn earthdistance fuzzystrmatch hll hstore hypopg',
  'intagg intarray ip4r isn lo login_hook ltree',
  'oracle_fdw orafce pageinspect pg_buffercache pg_cron pg_diskann pg_duckdb',
  'pg_freespacemap pg_hint_plan pg_partman pg_prewarm pg_repack pg_squeeze pg_stat_statements',
  'pg_trgm pg_visibility pgaudit pgcrypto pglogical pgrouting pgrowlocks',
  'pgstattuple plpgsql plv8 postgis postgis_raster postgis_sfcgal postgis_tiger_geocoder',
  'postgis_topology postgres_fdw postgres_protobuf semver session_variable sslinfo tablefunc',
  'tdigest tds_fdw timescaledb topn tsm_system_rows tsm_system_time unaccent',
  'uuid-ossp vector',
].flatMap((line) => line.split(' '));

/** Server parameter: its default, and a pattern or the list of its values. */
interface Parameter {
  readonly value: string;
  readonly allowed: RegExp | readonly string[];
  /** Whether the value is a list of those allowed, with commas between. */
  readonly isSet?: boolean;
  /** Whether the server has to be restarted after a change. */
  readonly isStatic?: boolean;
}

const ON_OFF = ['on', 'off'];

/** Server parameters that stages use or that are often set: https://learn.microsoft.com/azure/postgresql/flexible-server/server-parameters-table-all */
export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  'azure.extensions': { value: '', allowed: EXTENSIONS, isSet: true },
  'connection_throttle.enable': { value: 'off', allowed: ON_OFF },
  idle_in_transaction_session_timeout: { value: '0', allowed: /^\d+$/ },
  log_checkpoints: { value: 'on', allowed: ON_OFF },
  log_connections: { value: 'on', allowed: ON_OFF },
  log_disconnections: { value: 'on', allowed: ON_OFF },
  log_min_duration_statement: { value: '-1', allowed: /^-?\d+$/ },
  'logfiles.download_enable': { value: 'off', allowed: ON_OFF },
  'logfiles.retention_days': { value: '3', allowed: /^[1-7]$/ },
  max_connections: { value: '859', allowed: /^\d+$/, isStatic: true },
  'metrics.autovacuum_diagnostics': { value: 'off', allowed: ON_OFF },
  'metrics.collector_database_activity': { value: 'off', allowed: ON_OFF },
  password_encryption: { value: 'scram-sha-256', allowed: ['md5', 'scram-sha-256'] },
  'pg_qs.query_capture_mode': { value: 'none', allowed: ['none', 'top', 'all'] },
  'pgaudit.log': { value: 'none', allowed: /^[a-z_,-]+$/ },
  'pgbouncer.default_pool_size': { value: '50', allowed: /^\d+$/ },
  'pgbouncer.enabled': { value: 'false', allowed: ['true', 'false'] },
  'pgbouncer.pool_mode': { value: 'transaction', allowed: ['session', 'transaction', 'statement'] },
  'pgms_wait_sampling.query_capture_mode': { value: 'none', allowed: ['none', 'all'] },
  require_secure_transport: { value: 'on', allowed: ON_OFF },
  shared_preload_libraries: { value: 'pg_cron,pg_stat_statements', allowed: /^[a-z0-9_,]*$/, isStatic: true },
  ssl_max_protocol_version: { value: '', allowed: ['', 'TLSv1.2', 'TLSv1.3'] },
  ssl_min_protocol_version: { value: 'TLSv1.2', allowed: ['TLSv1.2', 'TLSv1.3'] },
  statement_timeout: { value: '0', allowed: /^\d+$/ },
  timezone: { value: 'UTC', allowed: /^[A-Za-z0-9_/+-]+$/ },
  track_io_timing: { value: 'off', allowed: ON_OFF },
  wal_level: { value: 'replica', allowed: ['replica', 'logical'], isStatic: true },
  work_mem: { value: '4096', allowed: /^\d+$/ },
};

/** Part of a value that a parameter does not allow; undefined where it allows all of it. */
export function refusedBy({ allowed, isSet }: Parameter, value: string): string | undefined {
  const parts = isSet === true ? value.split(',').filter((each) => each !== '') : [value];
  return parts.find((part) =>
    allowed instanceof RegExp
      ? !allowed.test(part)
      : !allowed.some((each) => each.toLowerCase() === part.trim().toLowerCase()),
  );
}
