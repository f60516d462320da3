import { count } from '../../toolkit/host/count';
import { type AddedTenantResult, type TenantsResult } from '../../toolkit/io/results';
import { joined, layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { formatHeading } from './synth-view';

/** Formats the tenants of the app for the terminal. */
export function formatTenants(result: TenantsResult, style: Style): string {
  const header = ['TENANT', 'TIER', 'REGION', 'RESIDENCY', 'OWNER', 'STAGES'];
  const rows = result.tenants.map((tenant) => [
    tenant.id,
    tenant.tier,
    tenant.primaryRegion,
    tenant.dataResidency,
    tenant.owner,
    tenant.stages.join(', ') || '-',
  ]);
  const table = formatTable([header, ...rows], (cell, column, row) =>
    row === 0 ? style.dim(cell) : column === 0 ? style.name(cell) : cell,
  );
  const body = rows.length === 0 ? ['There are no tenants. Add one with azstage tenants add.'] : table;
  return layout([formatHeading(result, style), body]);
}

/** Formats the result of a check. */
export function formatChecked({ tenants }: TenantsResult, style: Style): string {
  const dedicated = tenants.filter(({ tier }) => tier === 'dedicated').length;
  const parts = `${tenants.length - dedicated} shared, ${dedicated} dedicated`;
  return style.good(`${count(tenants.length, 'tenant')} valid: ${parts}.`);
}

/** Formats a tenant that was added. */
export function formatAdded({ file, tenant, next }: AddedTenantResult): string {
  const stages = tenant.stages.length === 0 ? 'no stage' : tenant.stages.join(', ');
  return joined([`Wrote ${file}: ${stages}`, ...(next === undefined ? [] : [`Next: ${next}`])]);
}
