import fc from 'fast-check';
import { outlineOf } from '../../../lib/json/json-outline';

describe('the outline of a JSON text', () => {
  it.each([
    ['{}', undefined],
    ['[1, -2.5e3, true, null, "a\\u0041\\n"]', undefined],
    ['', 1],
    ['{\n  "a": 1,\n}', 3],
    ['{\n  "a": 1\n  "b": 2\n}', 3],
    ['{\n  "a": hunter2\n}', 2],
    ['{\n  "a": "open\n}', 2],
    ['[1,\n]', 2],
    ['{"a": 1}\n\n{', 3],
    ['{\n\n', 3],
    ['[}', 1],
    ['{"a" 1}', 1],
    ['[1:2]', 1],
  ])('has the error of %j on line %p', (text, line) => {
    expect(outlineOf(text).errorLine).toBe(line);
  });

  it('has duplicate keys with their path and lines, at any depth, however they are written', () => {
    const text = '{\n"a": 1,\n"b": [{"c": 1}, {"c": 1,\n"\\u0063": 2}],\n"a": 3,\n"a": 4}';
    expect(outlineOf(text)).toEqual({
      duplicateKeys: [
        { path: 'b.1.c', lines: [3, 4] },
        { path: 'a', lines: [2, 5, 6] },
      ],
      errorLine: undefined,
    });
  });

  it('has no error for what JSON.stringify makes, and one for whatever JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 3 }), (json, at, noise) => {
        expect(outlineOf(json)).toEqual({ duplicateKeys: [], errorLine: undefined });
        const place = at % (json.length + 1);
        const damaged = json.slice(0, place) + noise + json.slice(place);
        expect(outlineOf(damaged).errorLine === undefined).toBe(isJson(damaged));
      }),
    );
  });

  it('reads nesting of any depth', () => {
    expect(outlineOf('['.repeat(60_000)).errorLine).toBe(1);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
