import { type Manifests, type TenantOptions } from '../cluster-options';
import { Problems } from '../problems';
import { checkQuota, checkRanges, checkSignIn } from './cluster-rules';
import { namespaceNamed } from './labels';
import { ManifestWriter } from './manifest-writer';
import { addNamespace } from './namespace';
import { addPolicy, toRanges, toSignIn } from './network-policy';
import { addServiceAccount, PLATFORM_NAMESPACE } from './service-objects';

/** Longest id, so that the namespace is a label. */
const MAX_ID = 63 - 'tenant-'.length;

/**
 * Renders the namespace of one tenant: `tenant-<id>` with quota, limits, a service account, and policies that open what its pods need.
 *
 * Its pods reach each other, the platform reaches them, and they reach the data services of the tenant.
 *
 * @throws ValidationError with all problems
 */
export function tenantManifests(options: TenantOptions): Manifests {
  checkTenant(options);
  const { id, identity, backings = {}, platformNamespace = PLATFORM_NAMESPACE } = options;
  const name = `tenant-${id}`;
  const writer = new ManifestWriter();
  const chart = writer.file('tenant.yaml');
  addNamespace(chart, { ...options, name, labels: { 'azstage.dev/tenant': id } });
  addServiceAccount(chart, name, 'tenant', identity);
  addPolicy(
    chart,
    name,
    'tenant',
    {},
    {
      ingress: [
        { from: [{ podSelector: {} }, { namespaceSelector: { matchLabels: namespaceNamed(platformNamespace) } }] },
      ],
      egress: [
        { to: [{ podSelector: {} }] },
        ...Object.values(backings).map(({ ranges, port }) => toRanges(ranges, port)),
        ...(identity === undefined ? [] : [toSignIn(options.signInRanges)]),
      ],
    },
  );
  return writer.render([]);
}

function checkTenant({ id, quota, backings = {}, signInRanges }: TenantOptions): void {
  const problems = new Problems(`tenant ${id}`);
  const isId = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(id) && id.length <= MAX_ID;
  problems.that('id', id, isId, `up to ${MAX_ID} lower-case letters, digits and hyphens, no hyphen first or last`);
  checkQuota(problems, quota);
  checkRanges(problems, backings);
  checkSignIn(problems, signInRanges);
  problems.done();
}
