import { type Problem, SettingsError } from '../errors';
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
    throw new SettingsError(found.toSorted(byPath));
  }
  return tenants;
}

/** Files in the order of their names: problems of one file stay as they were found. */
function byPath({ path: one = '' }: Problem, { path: other = '' }: Problem): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
