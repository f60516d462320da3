import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type SettingsInput } from '../../lib/stage/settings';
import { StagedApp } from '../../lib/stage/staged-app';

/** Directory with example tenants. */
export const TENANT_FIXTURES = path.join(__dirname, '../fixtures/tenants');

/** A tenant that every rule allows. */
export const TENANT = {
  tenant_id: 'acme',
  owner: 'ops@acme.example',
  tier: 'dedicated',
  primary_region: 'westeurope',
};

/** Content of a file: JSON of an object, or the text itself. */
type Content = object | string | Buffer;

/** Directory of a project with tenants by file name. */
export function tenantProject(files: Readonly<Record<string, Content>>): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-tenants-'));
  fs.mkdirSync(path.join(directory, 'tenants'));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 2);
    fs.writeFileSync(path.join(directory, 'tenants', name), text);
  }
  return directory;
}

/** Directory of a project with the example tenants. */
export function exampleTenants(): string {
  return tenantProject(
    Object.fromEntries(
      fs.readdirSync(TENANT_FIXTURES).map((name) => [name, fs.readFileSync(path.join(TENANT_FIXTURES, name))]),
    ),
  );
}

/** App in the directory of a project, on a fixed day. */
export function appIn(
  projectDirectory: string,
  settings: SettingsInput & { readonly environment?: string } = {},
): StagedApp {
  const { environment = 'dev', ...overrides } = settings;
  return new StagedApp({
    name: 'agents',
    environment,
    overrides: { today: '2026-11-01', ...overrides },
    projectDirectory,
    outdir: path.join(projectDirectory, 'cdktf.out'),
  });
}
