/** Directory of a project that has a file for each tenant. */
export const TENANTS_DIRECTORY = 'tenants';

/**
 * Most characters of a tenant's id: those of a UUID. With it, names such as `tenant-<id>` fit what limits them most: 63 characters of a Kubernetes
 * namespace, a storage container and a database, and 90 of a resource group with the system's and the environment's name before it.
 */
export const TENANT_ID_LENGTH = 36;

/** Rule of a tenant's id, for messages. */
export const TENANT_ID_RULE = `1 to ${TENANT_ID_LENGTH} lower-case letters, digits and single hyphens, with a letter or digit at each end`;

/** Regular expression of a tenant's id, without its length. */
export const TENANT_ID_PATTERN = '^[a-z0-9]+(?:-[a-z0-9]+)*$';

/** Whether a text can be the id of a tenant. */
export function isTenantId(text: string): boolean {
  return text.length <= TENANT_ID_LENGTH && new RegExp(TENANT_ID_PATTERN).test(text);
}
