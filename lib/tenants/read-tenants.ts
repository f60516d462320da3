import { SettingsError } from '../errors';
import { type Tenant } from './tenant';
import { readTenantFiles } from './tenant-files';
import { problemsOfTenant, type TenantRuleOptions } from './tenant-rules';

/**
 * Reads the tenants of a project and checks residency and compliance.
 *
 * @throws SettingsError with every problem of every file
 */
export function readTenants(projectDirectory: string, options: TenantRuleOptions): readonly Tenant[] {
  const { tenants, problems } = readTenantFiles(projectDirectory);
  const found = [...problems, ...tenants.flatMap((tenant) => problemsOfTenant(tenant, options))];
  if (found.length > 0) {
    const files = [...new Set(found.map(({ path }) => path ?? ''))].sort();
    throw new SettingsError(files.flatMap((file) => found.filter(({ path }) => path === file)));
  }
  return tenants;
}
