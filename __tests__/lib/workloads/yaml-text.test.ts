import fc from 'fast-check';
import { parse } from 'yaml';
import { yamlText } from '../../../lib/workloads/yaml-text';

/** Texts that some reader of YAML takes for something else. */
const AMBIGUOUS = ['no', 'y', 'on', 'null', '~', '0o7', '0777', '0x1F', '1_000', '1:30', '2026-11-28', '1e3', '.inf'];

it('quotes texts that some reader of YAML takes for something else', () => {
  expect(yamlText({ restart: 'no', value: '0o7', plain: 'unless-stopped' })).toBe(
    'restart: "no"\nvalue: "0o7"\nplain: unless-stopped\n',
  );
});

it('is read alike by readers of both versions', () => {
  const texts = fc.oneof(fc.string(), fc.constantFrom(...AMBIGUOUS));
  fc.assert(
    fc.property(fc.dictionary(texts, fc.oneof(texts, fc.integer(), fc.boolean())), (value) => {
      const text = yamlText(value);
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(text, { version })).toEqual({ ...value });
      }
    }),
  );
});
