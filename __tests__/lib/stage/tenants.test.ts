import fs from 'node:fs';
import path from 'node:path';
import { SettingsError } from '../../../lib/errors';
import { APP_METADATA } from '../../../lib/manifest/app-metadata';
import { Stage } from '../../../lib/stage/stage';
import { appIn, exampleTenants, TENANT, tenantProject } from '../../helpers/tenant-project';

describe('an app with tenants', () => {
  it('lists them in the metadata, with the stages that have resources of them', () => {
    const app = appIn(exampleTenants());
    const tenants = app.readTenants();
    const props = { title: 'T', purpose: 'T.' };
    const [umbrella, acme] = tenants;
    new Stage(app, 'tenant-acme', { ...props, tenants: tenants.filter(({ id }) => id === 'acme') });
    new Stage(app, 'shared', { ...props, tenants });
    app.synth();
    const metadata = APP_METADATA.parse(fs.readFileSync(path.join(app.outdir, 'azstage.json'), 'utf8'));
    expect(metadata.tenants).toHaveLength(4);
    expect(metadata.tenants?.[0]).toMatchObject({ id: umbrella?.id, stages: ['shared'] });
    expect(metadata.tenants?.[1]).toEqual({
      id: acme?.id,
      displayName: 'Acme Ltd',
      tier: 'dedicated',
      owner: 'platform@acme.example',
      primaryRegion: 'westeurope',
      dataResidency: 'eu',
      stages: ['tenant-acme', 'shared'],
    });
  });

  it('refuses files that are none', () => {
    const app = appIn(tenantProject({ 'acme.json': { ...TENANT, tier: 'none' } }));
    expect(() => app.readTenants()).toThrow(SettingsError);
  });

  it('has an empty list when it reads none, and no list when it does not ask', () => {
    const reading = appIn(tenantProject({}));
    reading.readTenants();
    const other = appIn(tenantProject({}));
    const lists = [reading, other].map((app) => {
      app.synth();
      return (JSON.parse(fs.readFileSync(path.join(app.outdir, 'azstage.json'), 'utf8')) as { tenants?: unknown })
        .tenants;
    });
    expect(lists).toEqual([[], undefined]);
  });
});
