import fc from 'fast-check';
import { AzstageError } from '../../../../lib/errors';
import { readJunit } from '../../../../lib/toolkit/hooks/read-junit';
import { readSarif } from '../../../../lib/toolkit/hooks/read-sarif';

const sarif = (results: readonly object[], rules: readonly object[] = []) =>
  JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Checkov', rules } }, results }] });

describe('a SARIF log', () => {
  it('has findings with the level of the result, of its rule, or warning', () => {
    const rules = [{ id: 'A' }, { id: 'B', defaultConfiguration: { level: 'error' } }];
    const message = { text: 'm' };
    const read = readSarif(
      sarif(
        [
          { ruleId: 'A', message },
          { ruleId: 'B', message },
          { ruleIndex: 1, level: 'note', message },
          { rule: { index: 1 }, message },
          { ruleId: 'A', level: 'none', message },
        ],
        rules,
      ),
    );
    expect(read.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['A', 'warning'],
      ['B', 'error'],
      ['B', 'note'],
      ['B', 'error'],
      ['A', 'note'],
    ]);
  });

  it('has their places, and leaves out what passed', () => {
    const [finding, ...others] = readSarif(
      sarif([
        {
          ruleId: 'A',
          message: { text: 'm' },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'stacks/a/cdk.tf.json' },
                region: { startLine: 7, startColumn: 3 },
              },
              logicalLocations: [{ fullyQualifiedName: 'azurerm_x.y' }],
            },
          ],
        },
        { ruleId: 'A', kind: 'pass', message: { text: 'm' } },
      ]),
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ file: 'stacks/a/cdk.tf.json', line: 7, column: 3, names: ['azurerm_x.y'] });
  });

  it('says what the tool suppresses, and why', () => {
    const of = (suppressions: unknown) => readSarif(sarif([{ ruleId: 'A', message: { text: 'm' }, suppressions }]))[0];
    expect(of([{ justification: 'beta' }])).toMatchObject({ suppressed: 'beta' });
    expect(of([{ status: 'rejected' }])).not.toHaveProperty('suppressed');
    expect(of([])).not.toHaveProperty('suppressed');
  });

  it.each([
    ['{}', 'lacks version'],
    ['{"version":"2.0.0","runs":[]}', 'version'],
    [sarif([{ ruleId: 'A' }]), 'lacks runs.0.results.0.message'],
  ])('is not %s', (text, message) => {
    expect(() => readSarif(text)).toThrow(message);
  });
});

describe('a JUnit report', () => {
  it('has a finding for each test case that failed, in suites inside of suites too', () => {
    const read = readJunit(`<?xml version="1.0"?>
      <testsuites><testsuite name="s"><testcase name="ok"/><testcase name="skipped"><skipped/></testcase>
        <testcase name="CKV_AZURE_1" classname="a.azurerm_x.y" file="main.tf" line="4"><failure message="is &lt;open&gt;">text</failure></testcase>
        <testsuite><testcase name="b"><error><![CDATA[first
second]]></error></testcase></testsuite></testsuite></testsuites>`);
    expect(read).toEqual([
      {
        ruleId: 'CKV_AZURE_1',
        level: 'error',
        message: 'is <open>',
        file: 'main.tf',
        line: 4,
        names: ['CKV_AZURE_1', 'a.azurerm_x.y'],
      },
      { ruleId: 'b', level: 'error', message: 'first', file: undefined, names: ['b'] },
    ]);
  });

  it('expands no entities of its own', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
      <testsuite><testcase name="n"><failure message="&b;&b;"/></testcase></testsuite>`;
    expect(readJunit(bomb)[0]?.message.length).toBeLessThan(20);
  });

  it.each([
    ['<html><body/></html>', 'is XML of <html>, not of <testsuites>'],
    ['<testsuites', 'is not XML'],
    [`${'<testsuite>'.repeat(40)}${'</testsuite>'.repeat(40)}`, 'has more than 20 test suites inside of each other'],
  ])('is not %s', (text, message) => {
    expect(() => readJunit(text)).toThrow(message);
  });
});

it('no text but an error of ours comes of anything else', () => {
  const part = fc.constantFrom(
    '<testsuite>',
    '<testcase name="a">',
    '<failure/>',
    '</testcase>',
    '&a;',
    '<!--',
    ']]>',
    '{',
    '"runs":',
    'x',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      for (const read of [readJunit, readSarif]) {
        try {
          expect(Array.isArray(read(parts.join('')))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(AzstageError);
        }
      }
    }),
    { numRuns: 300 },
  );
});
