import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as system from '../../../stacks/agentic-platform';
import { composeProblems } from '../../helpers/compose-schema';
import { manifestObjects, podOf, podProblems } from '../../helpers/kubernetes-objects';
import { schemaProblems } from '../../helpers/kubernetes-schema';
import { SystemApps } from '../../helpers/system-apps';

const apps = new SystemApps(system, '2026-11-01', [], path.join(__dirname, '../../fixtures/platform-tenants'));
const parameters = { domain: 'platform.example.com', gitRepository: 'https://github.com/example/agentic-clusters' };
const app = apps.with({ environment: 'prod', parameters });
app.synth();

/** Texts below a folder of what synth wrote, by path. */
function written(folder: string): Readonly<Record<string, string>> {
  const root = path.join(app.outdir, folder);
  const entries = fs.readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((file) => [path.relative(root, file), fs.readFileSync(file, 'utf8')]));
}

test('the Compose file follows the schema of the Compose specification', () => {
  expect(composeProblems(written('local')['compose.yaml'] ?? '')).toEqual([]);
});

test('a laptop has every variable of the reference design with a comment, and no secret with a value', () => {
  const example = written('local')['.env.example'] ?? '';
  const entries = [...example.matchAll(/^# (.+)\n(\w+)=(.*)$/gm)].map(([, comment, name, value]) => ({
    comment,
    name,
    value,
  }));
  const open = ['DATABASE_URL', 'REDIS_URL', 'API_VERSION', 'LOG_LEVEL', 'MCP_SERVER_PATH'];
  const secret = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'PINECONE_API_KEY', 'SECRET_KEY', 'JWT_SECRET'];
  const names = entries.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...open, ...secret, 'PINECONE_ENVIRONMENT', 'POSTGRES_PASSWORD']));
  expect(entries.filter(({ value }) => value !== '').map(({ name }) => name)).toEqual(
    expect.not.arrayContaining([...secret, 'POSTGRES_PASSWORD']),
  );
});

test('a laptop has the settings of all tenants', () => {
  const { services } = parse(written('local')['compose.yaml'] ?? '') as Record<string, Record<string, object>>;
  const configs = ['acme', 'contoso', 'fabrikam'].map((tenant) => ({
    source: `tenants.${tenant}.json`,
    target: `/etc/platform/tenants/${tenant}.json`,
  }));
  expect(services?.['api']).toMatchObject({ configs });
  expect(services?.['migrate']).not.toHaveProperty('configs');
});

describe.each([
  ['eastus', ['contoso', 'fabrikam']],
  ['westeurope', ['acme']],
  ['southeastasia', []],
])('the manifests of %s, tenants included', (region, tenants) => {
  const objects = manifestObjects(written(`manifests/${region}`));

  test('follow the schema of their kind in Kubernetes 1.34 or of its CRD', () => {
    expect(objects.flatMap(schemaProblems)).toEqual([]);
  });

  test('make pods of every service, which pass Pod Security "restricted"', () => {
    const kinds = ['Deployment', 'Job'];
    const pods = objects.filter(({ kind }) => kinds.includes(kind)).map((each) => podOf(each).spec.serviceAccountName);
    expect(pods.sort()).toEqual(['api', 'create-admin', 'migrate', 'scheduler', 'worker']);
    expect(objects.flatMap(podProblems)).toEqual([]);
  });

  test('give the services that run the settings of the tenants whose data may be there', () => {
    const [files] = objects.filter(({ metadata }) => metadata.name === 'tenants-files');
    expect(files?.['data']).toEqual(
      Object.fromEntries(tenants.map((tenant) => [`${tenant}.json`, expect.stringContaining(`"${tenant}"`)])),
    );
    const readers = objects.filter((each) => JSON.stringify(each.spec ?? {}).includes('"/etc/platform/tenants"'));
    expect(readers.map(({ metadata }) => metadata.name).sort()).toEqual(['api', 'scheduler', 'worker']);
  });

  test('have no object twice', () => {
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
    expect(names).toEqual([...new Set(names)]);
  });
});

test.each([
  ['acme', 'westeurope'],
  ['fabrikam', 'eastus'],
])('the dedicated tenant %s has a namespace in %s that enforces "restricted"', (tenant, region) => {
  const objects = manifestObjects(written(`manifests/${region}/tenants/${tenant}`));
  expect(objects.find(({ kind }) => kind === 'Namespace')?.metadata).toMatchObject({
    name: `tenant-${tenant}`,
    labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
  });
  const quota = objects.find(({ kind }) => kind === 'ResourceQuota')?.spec as { hard: object } | undefined;
  expect(quota?.hard).toMatchObject({ 'limits.memory': '16Gi', pods: '20', 'requests.storage': '100Gi' });
});
