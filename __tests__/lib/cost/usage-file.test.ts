import { z } from 'zod';
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv/dist/2020';
import { ESTIMATORS } from '../../../lib/cost/estimators';
import { hoursOf, NO_USAGE, quantitiesOf, USAGE, usageSchema, type UsageFile } from '../../../lib/cost/usage-file';

const FILE = path.join(__dirname, '../../../docs/schemas/usage.schema.json');

function parsed(usage: unknown): UsageFile {
  return USAGE.parse(JSON.stringify(usage));
}

const asked = { requests: { description: 'Requests', unit: 'million', default: { low: 1, high: 2 } } };
const place = { stage: 'stage-api', address: 'azurerm_x.A[0]', type: 'azurerm_x' };

describe('a quantity', () => {
  it('is the default where the file has none', () => {
    expect(quantitiesOf(NO_USAGE, place, asked)).toEqual({ requests: { low: 1, high: 2 } });
  });

  it('is that of the type, of the type in the stage, of the address, of the instance: the most specific', () => {
    const types = { azurerm_x: { requests: 3 } };
    const ofStage = { azurerm_x: { requests: 4 } };
    const of = (resources: Record<string, { requests: number }>): UsageFile => ({
      types,
      stages: { 'stage-api': { types: ofStage, resources } },
    });
    const found = (usage: UsageFile) => quantitiesOf(usage, place, asked)['requests']?.low;
    expect([
      found({ types }),
      found({ types, stages: { 'stage-api': { types: ofStage } } }),
      found(of({ 'azurerm_x.A': { requests: 5 } })),
      found(of({ 'azurerm_x.A': { requests: 5 }, 'azurerm_x.A[0]': { requests: 6 } })),
      found({ types, stages: { 'stage-other': { types: ofStage } } }),
    ]).toEqual([3, 4, 5, 6, 3]);
  });

  it('has bounds of its own, or is certain', () => {
    const usage = parsed({
      types: { azurerm_nat_gateway: { gbProcessed: { low: 5, high: 6 } } },
      stages: { a: { hours: 160 } },
    });
    expect([usage.types?.['azurerm_nat_gateway']?.['gbProcessed'], hoursOf(usage, 'a'), hoursOf(usage, 'b')]).toEqual([
      { low: 5, high: 6 },
      { low: 160, high: 160 },
      { low: 730, high: 730 },
    ]);
  });
});

describe('a usage file is refused', () => {
  it.each([
    [{ typess: {} }, 'has typess, which does not belong there'],
    [{ types: { azurerm_nat: {} } }, 'has types.azurerm_nat, which does not belong there'],
    [
      { types: { azurerm_nat_gateway: { gbProcesed: 1 } } },
      'has types.azurerm_nat_gateway.gbProcesed, which does not belong there',
    ],
    [{ stages: { a: { hour: 1 } } }, 'has stages.a.hour, which does not belong there'],
    [
      { stages: { a: { resources: { 'azurerm_nat_gateway.N': { gb: 1 } } } } },
      'has stages.a.resources.azurerm_nat_gateway.N.gb, which does not belong there',
    ],
    [
      { stages: { a: { resources: { 'azurerm_subnet.S': {} } } } },
      'has an object at stages.a.resources.azurerm_subnet.S, which azstage does not know as the address of a resource whose price depends on its use',
    ],
    [{ types: { azurerm_nat_gateway: { gbProcessed: -1 } } }, /gbProcessed/],
    [{ types: { azurerm_nat_gateway: { gbProcessed: { low: 2, high: 1 } } } }, /gbProcessed/],
    [{ types: { azurerm_container_app: { scaleOut: 1.5 } } }, /scaleOut/],
    [{ stages: { a: { hours: 800 } } }, /stages\.a\.hours/],
  ])('%j', (usage, message) => {
    expect(() => parsed(usage)).toThrow(message);
  });
});

describe('the JSON Schema of a usage file', () => {
  const schema = {
    ...z.toJSONSchema(usageSchema(), { io: 'input' }),
    $id: 'urn:azstage:schema:usage:1',
    title: 'Expected usage of an app: usage.json beside cdktf.json',
  };
  const validate = new Ajv({ allErrors: true, validateFormats: false }).compile(schema);

  it('is in docs/, as the code has it', () => {
    const text = `${JSON.stringify(schema, undefined, 2)}\n`;
    if (process.env['UPDATE_GOLDENS'] !== undefined) {
      fs.writeFileSync(FILE, text);
    }
    expect(JSON.parse(fs.readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(text));
  });

  it('allows what azstage reads, and refuses what it refuses', () => {
    expect(validate({ $schema: 'x', types: { azurerm_nat_gateway: { gbProcessed: 1 } } })).toBe(true);
    expect(validate({ types: { azurerm_nat_gateway: { gb: 1 } } })).toBe(false);
  });
});

test('every quantity has a description, a unit, and bounds in order', () => {
  const all = ESTIMATORS.flatMap(({ usage }) => Object.entries(usage));
  expect(all.filter(([, { description, unit }]) => description === '' || unit === '')).toEqual([]);
  expect(all.filter(([, { default: assumed }]) => assumed.low > assumed.high || assumed.low < 0)).toEqual([]);
});
