import fc from 'fast-check';
import { parse } from 'yaml';
import { AzstageError } from '../../../lib/errors';
import { CI_SYSTEMS } from '../../../lib/pipeline/pipeline';
import { filesOf, graphOf, textOf } from '../../helpers/pipelines';

const HOSTILE = [
  '${{ secrets.AZSTAGE_PASSPHRASE }}',
  '$(System.AccessToken)',
  '$[variables.x]',
  '$(touch /tmp/owned)',
  '`touch owned`',
  'a; rm -rf /',
  'a\nrun: evil',
  'a: {b: c}',
  '--yes',
  "a' || 'x",
  'a"b',
  '',
  ' a',
  '../a',
  '.hidden',
  'ä',
];

describe.each(CI_SYSTEMS)('in the files of %s', (system) => {
  test.each(HOSTILE)('a stage with the name %j is refused', (stage) => {
    expect(() => filesOf(system, [graphOf('dev', { [stage]: [] })])).toThrow(/^stage: got ".*"\. Allowed: letters/);
  });

  test.each(HOSTILE)('an environment with the name %j is refused', (environment) => {
    expect(() => filesOf(system, [graphOf(environment, { a: [] })])).toThrow(
      /^environment: got ".*"\. Allowed: letters/,
    );
  });

  test.each(['${{ secrets.X }}', '$(X)', '$[x]', '${X}', 'a\nb', '#{x}'])(
    'a parameter with the value %j is refused',
    (value) => {
      expect(() =>
        filesOf(system, [graphOf('dev', { a: [] })], {}, { settings: { parameters: { note: value } } }),
      ).toThrow(/^--parameters note: got ".*"\. Allowed: text of one line without/);
    },
  );

  test('the value of a parameter reaches the command as it is', () => {
    const value = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(value, (text) => {
        const settings = { parameters: { note: text } };
        let files;
        try {
          files = filesOf(system, [graphOf('dev', { a: [] })], {}, { settings });
        } catch (error) {
          expect(error).toBeInstanceOf(AzstageError);
          expect(text).toMatch(/[$%#][({[]|\p{Cc}/u);
          return;
        }
        const content = JSON.stringify(files.map((file) => parse(file.content) as unknown));
        expect(content).toContain(JSON.stringify(quoted(`note=${text}`)).slice(1, -1));
      }),
      { numRuns: 25 },
    );
  });

  test.each([
    [{ branch: 'main"; x' }, '--branch'],
    [{ downAt: '0 20 * * 1-5; x' }, '--down-at'],
    [{ driftAt: "0 5 * * *'" }, '--drift-at'],
    [{ upAt: '@daily' }, '--up-at'],
    [{ runners: ['a b'] }, '--runner'],
    [{ planRunner: '${{ x }}' }, '--plan-runner'],
    [{ nodeVersion: 'latest' }, '--node-version'],
    [{ terraformVersion: '1.11; x' }, '--terraform-version'],
    [{ environments: ['dev', 'a b'] }, '--environments'],
  ])('the option %j is refused by its name', (options, option) => {
    expect(() => filesOf(system, [graphOf('dev', { a: [] })], options)).toThrow(option);
  });
});

test('a name that YAML could read as something else stays a text', () => {
  const files = filesOf('gitlab', [graphOf('dev', { 'on.e': [], yes: [], '0x1f': [], '1e3': [], null: [] })]);
  expect(Object.keys(parse(textOf(files, '.gitlab-ci-dev.yml'), { version: '1.1' }) as object)).toEqual(
    expect.arrayContaining(['on-e', '_yes', '_0x1f', '_1e3', '_null']),
  );
});

function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
