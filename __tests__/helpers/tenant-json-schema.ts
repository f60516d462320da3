import { z } from 'zod';
import facts from '../../lib/facts/data-residency.json';
import { RESIDENCIES } from '../../lib/tenants/data-residency';
import { TENANT_ID_LENGTH, TENANT_ID_PATTERN } from '../../lib/tenants/tenant-id';
import { tenantSchema } from '../../lib/tenants/tenant-schema';

/** Part of a JSON Schema. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly [key: string]: unknown;
}

/**
 * JSON Schema of `tenants/<id>.json`, for editors: docs/schemas/tenant.schema.json.
 *
 * It has what JSON Schema can express. Rules over several fields, such as residency, are checked by synth.
 */
export function tenantJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(tenantSchema, { io: 'input' }) as JsonSchema;
  const { $schema, ...rest } = schema;
  const { properties = {} } = schema;
  const regions = facts.regions.map(({ name }) => name);
  return {
    $schema,
    $id: 'urn:azstage:schema:tenant:1',
    title: 'Tenant of a platform: tenants/<id>.json',
    ...rest,
    properties: {
      ...properties,
      tenant_id: { ...properties['tenant_id'], pattern: TENANT_ID_PATTERN, maxLength: TENANT_ID_LENGTH },
      primary_region: { ...properties['primary_region'], enum: regions },
      allowed_regions: { ...properties['allowed_regions'], items: { type: 'string', enum: regions } },
      data_residency: { ...properties['data_residency'], enum: RESIDENCIES },
    },
  };
}
