import fs from 'node:fs';
import path from 'node:path';
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

describe.each(['eastus', 'westeurope', 'southeastasia'])('the manifests of %s, tenants included', (region) => {
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
});
