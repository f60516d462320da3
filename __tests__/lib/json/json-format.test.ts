import { z } from 'zod';
import { JsonFormat } from '../../../lib/json/json-format';

const FORMAT = new JsonFormat(
  'shop.json',
  z.object({
    version: z.literal(1),
    kind: z.enum(['a', 'b']).optional(),
    items: z.array(z.object({ name: z.string() })).optional(),
    settings: z.strictObject({ open: z.boolean().optional() }).optional(),
  }),
);

describe('a form of JSON', () => {
  it('reads what has it, without what it does not know', () => {
    expect(FORMAT.parse('\uFEFF{"version":1,"items":[{"name":"x","more":1}],"other":null}')).toEqual({
      version: 1,
      items: [{ name: 'x' }],
    });
  });

  it.each([
    ['', 'is empty'],
    ['\n', 'is empty'],
    ['{"version":', 'is not JSON: Unexpected end of JSON input'],
    ['hello', "is not JSON: Unexpected token 'h'"],
    ['{"version": 1 "password"}', "is not JSON: Expected ',' or '}' after property value at position 14"],
    ['null', 'is null, not an object'],
    ['[]', 'is an array, not an object'],
    ['"text"', 'is a string, not an object'],
    ['{}', 'lacks version'],
    ['{"version":2}', 'has version 2; this azstage reads version 1'],
    ['{"version":1,"kind":"c"}', 'has "c" at kind, not "a" or "b"'],
    ['{"version":1,"items":{}}', 'has an object at items, not an array'],
    ['{"version":1,"items":[{"name":null}]}', 'has null at items.0.name, not a string'],
    ['{"version":1,"items":[{}]}', 'lacks items.0.name'],
    ['{"version":1,"settings":{"app":"x","y":1}}', 'has settings.app, settings.y, which does not belong there'],
  ])('says of %j that it %s', (text, message) => {
    expect(() => FORMAT.parse(text)).toThrow(message);
    expect(FORMAT.tryParse(text)).toBeUndefined();
  });

  it('quotes nothing that is around an error: it may be secret', () => {
    expect(() => FORMAT.parse('{"password": hunter2}')).toThrow("is not JSON: Unexpected token 'h'");
    expect(() => FORMAT.parse(`{"version":1,"kind":"${'hunter2'.repeat(9)}"}`)).toThrow('has a string at kind');
  });
});
