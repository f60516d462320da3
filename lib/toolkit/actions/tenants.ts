import fs from 'node:fs';
import path from 'node:path';
import { isTenantId, TENANT_ID_RULE, TENANTS_DIRECTORY } from '../../tenants/tenant-id';
import { type TenantMetadata } from '../../manifest/app-metadata';
import { type Assembly, describeApp } from '../assembly/assembly';
import { makeDirectory, onFile } from '../host/file-trouble';
import { type AddedTenantResult, type TenantsResult } from '../io/results';
import { type Session } from '../run/session';
import { ToolkitError } from '../toolkit-error';
import { shellWords } from '../host/shell-word';

/** Fields of a new tenant; those that are left out get the defaults of the app. */
export interface NewTenant {
  readonly region: string;
  readonly tier: string;
  readonly owner: string;
  readonly name?: string;
  readonly budget?: number;
  readonly residency?: string;
  readonly allowedRegions?: readonly string[];
  readonly compliance?: readonly string[];
  readonly database?: string;
  readonly redis?: string;
}

/**
 * The tenants of the app with their stages. Works while another run is active.
 *
 * @throws ToolkitError when the app reads none
 */
export async function listTenants(session: Session): Promise<TenantsResult> {
  return resultOf(await session.synthesizeOrRead('tenants list'));
}

/**
 * Synthesizes the app, which checks the tenants.
 *
 * @throws ToolkitError with every problem that the app reports
 */
export async function checkTenants(session: Session): Promise<TenantsResult> {
  return resultOf(await session.synthesizeAlone('tenants check'));
}

/**
 * Writes the file of a new tenant and synthesizes the app. The file is removed again when the app refuses it.
 *
 * @throws ToolkitError when the id is not valid or taken, the app refuses the tenant or reads none
 */
export async function addTenant(session: Session, id: string, tenant: NewTenant): Promise<AddedTenantResult> {
  if (!isTenantId(id)) {
    throw new ToolkitError('USAGE', `"${id}" is not a valid id of a tenant.`, `Use ${TENANT_ID_RULE}.`);
  }
  const { project } = session;
  const file = path.join(project.directory, TENANTS_DIRECTORY, `${id}.json`);
  const remove = writeNew(file, `${JSON.stringify(contentOf(id, tenant), undefined, 2)}\n`);
  try {
    const { tenants } = resultOf(await session.synthesizeAlone('tenants add'));
    const added = tenants.find((each) => each.id === id);
    if (added === undefined) {
      throw new ToolkitError(
        'REFUSED',
        `The app did not read ${file}.`,
        'Run it without --skip-synth, in the directory of the project.',
      );
    }
    const stages = shellWords(added.stages);
    return {
      file: path.relative(project.directory, file),
      tenant: added,
      next: stages === '' ? undefined : `npx azstage deploy ${stages}${project.commandLineOptions}`,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function resultOf(assembly: Assembly): TenantsResult {
  const tenants: readonly TenantMetadata[] | undefined = assembly.metadata?.tenants;
  if (tenants === undefined) {
    throw new ToolkitError(
      'REFUSED',
      'The app reads no tenants.',
      'Call readTenants() of its StagedApp, or choose parameters with which it does: docs/tenants.md.',
    );
  }
  return { ...describeApp(assembly), tenants };
}

/** Writes a file that does not exist, and returns the removal of what was made. */
function writeNew(file: string, content: string): () => void {
  const directory = path.dirname(file);
  const isNew = !fs.existsSync(directory);
  if (fs.existsSync(file)) {
    throw new ToolkitError('REFUSED', `${file} exists.`, 'Edit the file, or choose another id.');
  }
  makeDirectory(directory);
  onFile(file, () => fs.writeFileSync(file, content, { flag: 'wx' }));
  return () => {
    onFile(file, () => fs.rmSync(file, { force: true }));
    if (isNew && fs.readdirSync(directory).length === 0) {
      onFile(directory, () => fs.rmdirSync(directory));
    }
  };
}

function contentOf(id: string, tenant: NewTenant): object {
  return {
    tenant_id: id,
    display_name: tenant.name,
    owner: tenant.owner,
    tier: tenant.tier,
    database: tenant.database,
    redis: tenant.redis,
    primary_region: tenant.region,
    data_residency: tenant.residency,
    allowed_regions: tenant.allowedRegions,
    compliance_requirements: tenant.compliance,
    monthly_budget: tenant.budget,
  };
}
