import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../lib/json/json-format';

const CHECKS = z.array(z.object({ check_id: z.string(), resource: z.string(), file_path: z.string() }));

/** What `checkov --output json` prints for one framework. */
const REPORT = new JsonFormat(
  'the report of Checkov',
  z.object({ results: z.object({ passed_checks: CHECKS, failed_checks: CHECKS }) }),
);

/** Ids of the checks that passed and failed for a resource. */
export interface CheckedResource {
  readonly passed: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
}

/** Checked resources by folder and address: `0007 azurerm_storage_account.Case`. */
export function checkedResources(report: string): ReadonlyMap<string, CheckedResource> {
  const { passed_checks: passed, failed_checks: failed } = REPORT.parse(report).results;
  const found = new Map<string, { readonly passed: Set<string>; readonly failed: Set<string> }>();
  for (const [kind, checks] of [
    ['passed', passed],
    ['failed', failed],
  ] as const) {
    for (const { check_id: id, resource, file_path: file } of checks) {
      const key = `${path.posix.dirname(file).replace(/^\//, '')} ${resource}`;
      const one = found.get(key) ?? { passed: new Set(), failed: new Set() };
      one[kind].add(id);
      found.set(key, one);
    }
  }
  return found;
}
