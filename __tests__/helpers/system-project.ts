import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repository } from './markdown';

/**
 * Makes a project directory for a system.
 *
 * @param environments those of `environments/` that it takes along; others of a checkout are its owner's
 * @param tenants directory with files of tenants that it takes along
 */
export function systemProject(environments: readonly string[], tenants?: string): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-system-'));
  for (const name of environments) {
    const file = `environments/${name}.json`;
    fs.cpSync(path.join(repository, file), path.join(directory, file));
  }
  if (tenants !== undefined) {
    fs.cpSync(tenants, path.join(directory, 'tenants'), { recursive: true });
  }
  return directory;
}
