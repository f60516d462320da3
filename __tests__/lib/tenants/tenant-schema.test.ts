import Ajv from 'ajv/dist/2020';
import fs from 'node:fs';
import path from 'node:path';
import { tenantJsonSchema } from '../../helpers/tenant-json-schema';
import { TENANT, TENANT_FIXTURES } from '../../helpers/tenant-project';

const FILE = path.join(__dirname, '../../../docs/schemas/tenant.schema.json');

const validate = new Ajv({ allErrors: true, validateFormats: false }).compile(tenantJsonSchema());

describe('the JSON Schema of a tenant', () => {
  it('is in docs/, as the code has it', () => {
    const text = `${JSON.stringify(tenantJsonSchema(), undefined, 2)}\n`;
    if (process.env['UPDATE_GOLDENS'] !== undefined) {
      fs.writeFileSync(FILE, text);
    }
    expect(JSON.parse(fs.readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(text));
  });

  it.each(fs.readdirSync(TENANT_FIXTURES))('allows the example %s', (name) => {
    validate(JSON.parse(fs.readFileSync(path.join(TENANT_FIXTURES, name), 'utf8')));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    [{ more: 1 }],
    [{ tenant_id: 'A' }],
    [{ tier: 'x' }],
    [{ primary_region: 'eu-west' }],
    [{ data_residency: 'uk' }],
    [{ quotas: { pods: 0 } }],
    [{ monthly_budget: 0 }],
  ])('refuses %j', (fields) => {
    expect(validate({ ...TENANT, ...fields })).toBe(false);
  });
});
