import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StageArtifact } from '../../../../lib/toolkit/assembly/stage-artifact';
import { refusedForBackends } from '../../../../lib/toolkit/terraform/backend-variables';
import { STATE_PLACES } from '../../../../lib/toolkit/terraform/state-places';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-backends-'));

afterAll(() => fs.rmSync(directory, { recursive: true }));

/** A stage with a Terraform JSON. */
function stageWith(template: object, name = 'stage-a'): StageArtifact {
  const synthesizedStackPath = `${name}.tf.json`;
  fs.writeFileSync(path.join(directory, synthesizedStackPath), JSON.stringify(template));
  const stack = { name, constructPath: name, workingDirectory: '.', synthesizedStackPath, annotations: [] };
  return new StageArtifact(directory, { ...stack, dependencies: [] }, { dependencies: [] });
}

function stageOn(type: string, given: object): StageArtifact {
  return stageWith({ terraform: type === 'cloud' ? { cloud: given } : { backend: { [type]: given } } });
}

function refused(stage: StageArtifact, env: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux'): string[] {
  return refusedForBackends([stage], env, platform).map(({ name }) => name);
}

/** Variable, backend, what the backend block may say instead. */
const PLACES: readonly (readonly [string, string, object])[] = [
  ['ARM_ENVIRONMENT', 'azurerm', { environment: 'usgovernment' }],
  ['ARM_ENVIRONMENT', 'azurerm', { metadata_host: 'localhost:1234' }],
  ['ARM_METADATA_HOSTNAME', 'azurerm', { metadata_host: 'localhost:1234' }],
  ['ARM_METADATA_HOST', 'azurerm', { metadata_host: 'localhost:1234' }],
  ['ARM_ENDPOINT', 'azurerm', { endpoint: 'https://management.local' }],
  ['TF_CLOUD_ORGANIZATION', 'cloud', { organization: 'acme' }],
  ['TF_CLOUD_HOSTNAME', 'cloud', { hostname: 'tfe.acme.com' }],
  ['TF_CLOUD_PROJECT', 'cloud', { workspaces: { name: 'shop', project: 'web' } }],
  ['TF_CLOUD_PROJECT', 'cloud', { workspaces: [{ name: 'shop', project: 'web' }] }],
  ['CONSUL_HTTP_ADDR', 'consul', { address: 'consul:8500' }],
  ['TENCENTCLOUD_REGION', 'cos', { region: 'ap-guangzhou' }],
  ['TENCENTCLOUD_ENDPOINT', 'cos', { endpoint: 'http://cos' }],
  ['TENCENTCLOUD_DOMAIN', 'cos', { domain: 'tencentcloudapi.com' }],
  ['GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT', 'gcs', { storage_custom_endpoint: 'https://gcs' }],
  ['GOOGLE_STORAGE_CUSTOM_ENDPOINT', 'gcs', { storage_custom_endpoint: 'https://gcs' }],
  ['STORAGE_EMULATOR_HOST', 'gcs', { storage_custom_endpoint: 'https://gcs' }],
  ['GOOGLE_BACKEND_UNIVERSE_DOMAIN', 'gcs', { universe_domain: 'googleapis.com' }],
  ['TF_HTTP_ADDRESS', 'http', { address: 'https://states/a' }],
  ['TF_HTTP_LOCK_ADDRESS', 'http', { lock_address: 'https://states/a' }],
  ['TF_HTTP_UNLOCK_ADDRESS', 'http', { unlock_address: 'https://states/a' }],
  ['KUBE_NAMESPACE', 'kubernetes', { namespace: 'states' }],
  ['KUBE_HOST', 'kubernetes', { host: 'https://cluster' }],
  ['KUBE_IN_CLUSTER_CONFIG', 'kubernetes', { in_cluster_config: true }],
  ['KUBE_CONFIG_PATH', 'kubernetes', { config_path: '~/.kube/config' }],
  ['KUBE_CONFIG_PATH', 'kubernetes', { host: 'https://cluster' }],
  ['KUBE_CONFIG_PATHS', 'kubernetes', { config_paths: ['~/.kube/config'] }],
  ['KUBE_CTX', 'kubernetes', { config_context: 'prod' }],
  ['KUBE_CTX_CLUSTER', 'kubernetes', { config_context_cluster: 'prod' }],
  ['OCI_key', 'oci', { key: 'a.tfstate' }],
  ['key', 'oci', { key: 'a.tfstate' }],
  ['OCI_region', 'oci', { region: 'eu-frankfurt-1' }],
  ['region', 'oci', { region: 'eu-frankfurt-1' }],
  ['ALICLOUD_REGION', 'oss', { region: 'cn-beijing' }],
  ['ALIBABA_CLOUD_REGION', 'oss', { region: 'cn-beijing' }],
  ['ALICLOUD_DEFAULT_REGION', 'oss', { region: 'cn-beijing' }],
  ['ALICLOUD_OSS_ENDPOINT', 'oss', { endpoint: 'https://oss' }],
  ['ALIBABA_CLOUD_OSS_ENDPOINT', 'oss', { endpoint: 'https://oss' }],
  ['OSS_ENDPOINT', 'oss', { endpoint: 'https://oss' }],
  ['PG_CONN_STR', 'pg', { conn_str: 'postgres://db/terraform' }],
  ['PGHOST', 'pg', { conn_str: 'postgres://ann@db/terraform' }],
  ['PGHOST', 'pg', { conn_str: 'host=db dbname=terraform' }],
  ['PGPORT', 'pg', { conn_str: 'postgres://db:5433/terraform' }],
  ['PGDATABASE', 'pg', { conn_str: 'postgres://db/terraform?sslmode=disable' }],
  ['PG_SCHEMA_NAME', 'pg', { schema_name: 'shop' }],
  ['PG_TABLE_NAME', 'pg', { table_name: 'shop' }],
  ['AWS_REGION', 's3', { region: 'eu-central-1' }],
  ['AWS_DEFAULT_REGION', 's3', { region: 'eu-central-1' }],
  ['AWS_ENDPOINT_URL_S3', 's3', { endpoints: { s3: 'https://minio' } }],
  ['AWS_S3_ENDPOINT', 's3', { endpoint: 'https://minio' }],
  ['AWS_ENDPOINT_URL', 's3', { endpoints: [{ s3: 'https://minio' }] }],
];

/** Where no argument decides, or another one has to be given for the variable to count. */
const MORE: readonly (readonly [string, string, object])[] = [
  ['CONSUL_NAMESPACE', 'consul', {}],
  ['CONSUL_PARTITION', 'consul', {}],
  ['OCI_CLIENT_HOST_OVERRIDES', 'oci', {}],
  ['CLIENT_HOST_OVERRIDES', 'oci', {}],
  ['OCI_domain_name_override', 'oci', {}],
  ['domain_name_override', 'oci', {}],
  ['AWS_ENDPOINT_URL_DYNAMODB', 's3', { dynamodb_table: 'locks' }],
  ['AWS_DYNAMODB_ENDPOINT', 's3', { dynamodb_table: 'locks' }],
  ['ALICLOUD_TABLESTORE_ENDPOINT', 'oss', { tablestore_table: 'locks' }],
  ['ALIBABA_CLOUD_TABLESTORE_ENDPOINT', 'oss', { tablestore_table: 'locks' }],
];

test.each(PLACES)('%s is refused where the %s backend leaves open what it says, as %j would', (name, type, given) => {
  expect(refused(stageOn(type, {}), { [name]: 'elsewhere' })).toEqual([name]);
  expect(refused(stageOn(type, given), { [name]: 'elsewhere' })).toEqual([]);
  expect(refused(stageOn('local', {}), { [name]: 'elsewhere' })).toEqual([]);
});

test.each(MORE)('%s is refused with the %s backend and %j', (name, type, given) => {
  expect(refused(stageOn(type, given), { [name]: 'elsewhere' })).toEqual([name]);
});

test('every variable of every backend is in the tables above', () => {
  const all = Object.values(STATE_PLACES).flatMap((places) => places.flatMap(({ variables }) => variables));
  expect([...new Set([...PLACES, ...MORE].map(([name]) => name))].sort()).toEqual([...new Set(all)].sort());
});

test.each([
  ['azurerm', { ARM_ENVIRONMENT: 'public' }],
  ['azurerm', { ARM_CLIENT_ID: 'id', ARM_SUBSCRIPTION_ID: 'one', ARM_ACCESS_KEY: 'key', ARM_USE_OIDC: 'true' }],
  ['cloud', { TF_CLOUD_HOSTNAME: 'app.terraform.io', TF_TOKEN_app_terraform_io: 'token' }],
  ['http', { TF_HTTP_USERNAME: 'ann', TF_HTTP_PASSWORD: 'secret', TF_HTTP_RETRY_MAX: '1', TF_HTTP_ADDRESS: '' }],
  ['kubernetes', { KUBE_NAMESPACE: 'default', KUBE_TOKEN: 'token', KUBE_IN_CLUSTER_CONFIG: 'false' }],
  ['pg', { PG_SCHEMA_NAME: 'terraform_remote_state', PGUSER: 'ann', PGPASSWORD: 'secret', PGPORT: '5432' }],
  ['s3', { AWS_ACCESS_KEY_ID: 'id', AWS_PROFILE: 'ann', AWS_ENDPOINT_URL_DYNAMODB: 'https://no-table' }],
])('credentials, and what is meant anyway, are passed on for %s: %j', (type, env) => {
  expect(refused(stageOn(type, {}), env)).toEqual([]);
});

test('the message names the stage and the argument that is open', () => {
  expect(refusedForBackends([stageOn('kubernetes', {})], { KUBE_NAMESPACE: 'x' }, 'linux')).toEqual([
    {
      name: 'KUBE_NAMESPACE',
      why: 'stage-a keeps its state by kubernetes and leaves namespace open, which it would fill in',
      fix: 'Write namespace into the kubernetes block of stage-a.',
    },
  ]);
});

test('a state that is only read counts as well', () => {
  const state = { backend: 'pg', config: { conn_str: 'postgres://db/terraform' } };
  const stage = stageWith({ data: { terraform_remote_state: { other: state } } });
  expect(refusedForBackends([stage], { PG_SCHEMA_NAME: 'x' }, 'linux')).toEqual([
    {
      name: 'PG_SCHEMA_NAME',
      why: 'stage-a reads a state by pg and leaves schema_name open, which it would fill in',
      fix: 'Write schema_name into the terraform_remote_state of stage-a.',
    },
  ]);
});

test('a variable that several stages leave a place for is named once', () => {
  const stages = ['stage-a', 'stage-b'].map((name) => stageWith({ terraform: { backend: { http: {} } } }, name));
  expect(refusedForBackends(stages, { TF_HTTP_ADDRESS: 'x' }, 'linux')).toHaveLength(1);
});

test('on Windows, the case of a name makes no difference', () => {
  expect(refused(stageOn('http', {}), { tf_http_address: 'x' }, 'win32')).toEqual(['tf_http_address']);
  expect(refused(stageOn('oci', {}), { REGION: 'x' }, 'win32')).toEqual(['REGION']);
});
