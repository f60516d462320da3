/** Arguments of a backend, or of the `config` of a remote state. */
export type BackendArguments = Readonly<Record<string, unknown>>;

/** Variables that set the location of a state where the code of a stage does not. */
export interface StatePlace {
  readonly variables: readonly string[];
  /** Argument that the code omits, named as in the documentation of the backend. @default there is none */
  readonly argument?: string;
  /** Whether the code omits it. @default where the argument is not given */
  readonly isOpen?: (given: BackendArguments) => boolean;
  /** Value that equals the default of the backend. @default none */
  readonly harmless?: string;
}

/**
 * Variables by backend that set the location of a state, not its credentials.
 *
 * Sources: the schemas in internal/backend/remote-state and internal/cloud of hashicorp/terraform (1.5, 1.11, 1.14) and
 * opentofu/opentofu; for consul and pg also the clients that they use, hashicorp/consul/api and lib/pq. Backends that are not listed read no location
 * from the environment.
 */
export const STATE_PLACES: Readonly<Record<string, readonly StatePlace[]>> = {
  azurerm: [
    {
      variables: ['ARM_ENVIRONMENT'],
      argument: 'environment',
      isOpen: (given) => isMissing(given, 'environment', 'metadata_host'),
      harmless: 'public',
    },
    { variables: ['ARM_METADATA_HOSTNAME', 'ARM_METADATA_HOST'], argument: 'metadata_host' },
    { variables: ['ARM_ENDPOINT'], argument: 'endpoint' },
  ],
  cloud: [
    { variables: ['TF_CLOUD_ORGANIZATION'], argument: 'organization' },
    { variables: ['TF_CLOUD_HOSTNAME'], argument: 'hostname', harmless: 'app.terraform.io' },
    {
      variables: ['TF_CLOUD_PROJECT'],
      argument: 'workspaces.project',
      isOpen: ({ workspaces }) => isMissing(blockOf(workspaces), 'project'),
    },
  ],
  consul: [
    { variables: ['CONSUL_HTTP_ADDR'], argument: 'address' },
    { variables: ['CONSUL_NAMESPACE', 'CONSUL_PARTITION'] },
  ],
  cos: [
    { variables: ['TENCENTCLOUD_REGION'], argument: 'region' },
    { variables: ['TENCENTCLOUD_ENDPOINT'], argument: 'endpoint' },
    { variables: ['TENCENTCLOUD_DOMAIN'], argument: 'domain' },
  ],
  gcs: [
    {
      variables: ['GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT', 'GOOGLE_STORAGE_CUSTOM_ENDPOINT', 'STORAGE_EMULATOR_HOST'],
      argument: 'storage_custom_endpoint',
    },
    { variables: ['GOOGLE_BACKEND_UNIVERSE_DOMAIN'], argument: 'universe_domain' },
  ],
  http: [
    { variables: ['TF_HTTP_ADDRESS'], argument: 'address' },
    { variables: ['TF_HTTP_LOCK_ADDRESS'], argument: 'lock_address' },
    { variables: ['TF_HTTP_UNLOCK_ADDRESS'], argument: 'unlock_address' },
  ],
  // A host of its own makes a cluster file a matter of credentials.
  kubernetes: [
    { variables: ['KUBE_NAMESPACE'], argument: 'namespace', harmless: 'default' },
    { variables: ['KUBE_HOST'], argument: 'host' },
    {
      variables: ['KUBE_IN_CLUSTER_CONFIG'],
      argument: 'in_cluster_config',
      isOpen: (given) => isMissing(given, 'in_cluster_config', 'host'),
      harmless: 'false',
    },
    {
      variables: ['KUBE_CONFIG_PATH', 'KUBE_CONFIG_PATHS'],
      argument: 'config_path',
      isOpen: (given) => isMissing(given, 'config_path', 'config_paths', 'host'),
    },
    {
      variables: ['KUBE_CTX'],
      argument: 'config_context',
      isOpen: (given) => isMissing(given, 'config_context', 'host'),
    },
    {
      variables: ['KUBE_CTX_CLUSTER'],
      argument: 'config_context_cluster',
      isOpen: (given) => isMissing(given, 'config_context_cluster', 'host'),
    },
  ],
  oci: [
    { variables: ['OCI_key', 'key'], argument: 'key' },
    { variables: ['OCI_region', 'region'], argument: 'region' },
    {
      variables: [
        'OCI_CLIENT_HOST_OVERRIDES',
        'CLIENT_HOST_OVERRIDES',
        'OCI_domain_name_override',
        'domain_name_override',
      ],
    },
  ],
  oss: [
    { variables: ['ALICLOUD_REGION', 'ALIBABA_CLOUD_REGION', 'ALICLOUD_DEFAULT_REGION'], argument: 'region' },
    { variables: ['ALICLOUD_OSS_ENDPOINT', 'ALIBABA_CLOUD_OSS_ENDPOINT', 'OSS_ENDPOINT'], argument: 'endpoint' },
    {
      variables: ['ALICLOUD_TABLESTORE_ENDPOINT', 'ALIBABA_CLOUD_TABLESTORE_ENDPOINT'],
      argument: 'tablestore_endpoint',
      isOpen: (given) => isMissing(given, 'tablestore_endpoint') && !isMissing(given, 'tablestore_table'),
    },
  ],
  pg: [
    { variables: ['PG_CONN_STR'], argument: 'conn_str' },
    { variables: ['PGHOST'], argument: 'conn_str', isOpen: (given) => !connection(given).hasHost },
    { variables: ['PGPORT'], argument: 'conn_str', isOpen: (given) => !connection(given).hasPort, harmless: '5432' },
    { variables: ['PGDATABASE'], argument: 'conn_str', isOpen: (given) => !connection(given).hasDatabase },
    { variables: ['PG_SCHEMA_NAME'], argument: 'schema_name', harmless: 'terraform_remote_state' },
    { variables: ['PG_TABLE_NAME'], argument: 'table_name', harmless: 'states' },
  ],
  s3: [
    { variables: ['AWS_REGION', 'AWS_DEFAULT_REGION'], argument: 'region' },
    {
      variables: ['AWS_ENDPOINT_URL_S3', 'AWS_S3_ENDPOINT', 'AWS_ENDPOINT_URL'],
      argument: 'endpoints.s3',
      isOpen: (given) => isMissing(given, 'endpoint') && isMissing(blockOf(given['endpoints']), 's3'),
    },
    {
      variables: ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_DYNAMODB_ENDPOINT'],
      argument: 'endpoints.dynamodb',
      isOpen: (given) =>
        !isMissing(given, 'dynamodb_table') &&
        isMissing(given, 'dynamodb_endpoint') &&
        isMissing(blockOf(given['endpoints']), 'dynamodb'),
    },
  ],
};

/** Whether none of the arguments has a value. */
export function isMissing(given: BackendArguments, ...names: readonly string[]): boolean {
  return names.every((name) => given[name] === undefined || given[name] === null || given[name] === '');
}

/** Block of Terraform JSON: an object, or the first of a list. */
export function blockOf(block: unknown): BackendArguments {
  const [first = undefined] = Array.isArray(block) ? (block as unknown[]) : [block];
  return typeof first === 'object' && first !== null ? (first as BackendArguments) : {};
}

/** Parts of a connection string of PostgreSQL: `postgres://host:port/database`, or `host=... port=... dbname=...`. */
function connection({ conn_str: text = '' }: BackendArguments) {
  const line = String(text);
  const [, host = '', port = '', database = ''] =
    /^postgres(?:ql)?:\/\/(?:[^/@]*@)?([^/:?]*)(?::(\d+))?(?:\/([^?]*))?/.exec(line) ?? [];
  const says = (name: string, inUrl: string) =>
    inUrl !== '' || new RegExp(`(^|[\\s?&])${name}\\s*=\\s*[^\\s&]`).test(line);
  return { hasHost: says('host', host), hasPort: says('port', port), hasDatabase: says('dbname', database) };
}
