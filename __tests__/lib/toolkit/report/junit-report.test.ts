import { create } from 'xmlbuilder2';
import { junitReport } from '../../../../lib/toolkit/report/junit-report';
import { type Report } from '../../../../lib/toolkit/report/report';
import { changeWith, DRIFT, reportWith, stageWith } from '../../../helpers/reports';

interface Case {
  readonly '@name': string;
  readonly '@classname': string;
  readonly '@time': string;
  readonly [other: string]: unknown;
}

type Counts = Readonly<Record<'@tests' | '@failures' | '@errors', string>>;

/** What a reader of the XML gets: attributes have an @, text is under #. */
async function parsed(report: Report) {
  const text = await junitReport(report);
  const { testsuites } = create(text).end({ format: 'object' }) as unknown as {
    testsuites: Counts & { readonly testsuite: Counts & Readonly<Record<string, unknown>> };
  };
  const { testsuite } = testsuites;
  return { text, testsuites, testsuite, cases: [testsuite['testcase'] ?? []].flat() as Case[] };
}

const everyResult = [
  stageWith({ stage: 'a' }),
  stageWith({ stage: 'b', result: 'unchanged' }),
  stageWith({ stage: 'c', result: 'failed', code: 'TERRAFORM_FAILED', errors: [{ summary: 'No quota' }] }),
  stageWith({ stage: 'd', result: 'failed', code: 'UNEXPECTED', errors: [{ summary: 'x is undefined' }] }),
  stageWith({ stage: 'e', result: 'interrupted', code: 'INTERRUPTED', errors: [{ summary: 'Interrupted' }] }),
  stageWith({ stage: 'f', result: 'declined', code: 'DECLINED' }),
  stageWith({ stage: 'g', result: 'skipped', reason: 'because of c', milliseconds: 0 }),
  stageWith({ stage: 'h', result: 'blocked', reason: 'until c is deployed' }),
  stageWith({ stage: 'i', result: 'cancelled', reason: 'the run was interrupted' }),
];

describe('a JUnit report', () => {
  it('is one suite with a test case for each stage', async () => {
    const { testsuite, cases } = await parsed(reportWith({ stages: everyResult }));
    expect(testsuite).toMatchObject({
      '@name': 'azstage deploy',
      '@time': '65.432',
      '@timestamp': '2026-01-02T03:04:05',
    });
    expect(cases.map((each) => each['@name']).join('')).toBe('abcdefghi');
    expect(cases[0]).toEqual({ '@name': 'a', '@classname': 'shop.dev', '@time': '1.500' });
  });

  it('counts failures, errors and what was not done', async () => {
    const { testsuite, testsuites } = await parsed(reportWith({ stages: everyResult }));
    const counts = { '@tests': '9', '@failures': '2', '@errors': '2' };
    expect(testsuite).toMatchObject({ ...counts, '@skipped': '3' });
    expect(testsuites).toMatchObject(counts);
  });

  it('tells what did not succeed by its code', async () => {
    const { cases } = await parsed(reportWith({ stages: everyResult }));
    const verdict = (name: string) => cases.find((each) => each['@name'] === name);
    expect(verdict('b')).not.toHaveProperty('failure');
    expect(verdict('c')).toHaveProperty('failure', {
      '@type': 'TERRAFORM_FAILED',
      '@message': 'No quota',
      '#': 'No quota',
    });
    expect(verdict('d')).toHaveProperty('error.@type', 'UNEXPECTED');
    expect(verdict('e')).toHaveProperty('error.@type', 'INTERRUPTED');
    expect(verdict('f')).toHaveProperty('failure', { '@type': 'DECLINED', '@message': 'declined' });
    expect(verdict('g')).toHaveProperty('skipped', { '@message': 'skipped: because of c' });
    expect(verdict('h')).toHaveProperty('skipped', { '@message': 'blocked: until c is deployed' });
    expect(verdict('i')).toHaveProperty('skipped', { '@message': 'cancelled: the run was interrupted' });
  });

  it('says of an error where it is from, and what to do', async () => {
    const error = {
      summary: 'No quota',
      detail: 'Ask for more.',
      address: 'azurerm_redis_cache.Cache',
      constructPath: 'stage-data/Cache',
      source: 'stacks/shop/data.ts:42:5',
    };
    const stage = stageWith({
      result: 'failed',
      code: 'TERRAFORM_FAILED',
      errors: [error],
      fix: 'Choose another size.',
    });
    const { cases } = await parsed(reportWith({ stages: [stage] }));
    expect(cases[0]).toHaveProperty(
      'failure.#',
      [
        'No quota',
        'Resource: azurerm_redis_cache.Cache',
        'Construct: stage-data/Cache',
        'Source: stacks/shop/data.ts:42:5',
        'Ask for more.',
        '',
        'To do: Choose another size.',
      ].join('\n'),
    );
  });

  it('has the changes and warnings of a stage as its output, a line each', async () => {
    const change = changeWith({
      constructPath: 'stage-data/Cache',
      source: 'stacks/shop/data.ts:42:5',
      causes: [{ stage: 'stage-foundation', output: 'network' }],
    });
    const changes = [change, changeWith({ action: 'replace' })];
    const { cases } = await parsed(
      reportWith({ stages: [stageWith({ changes, warnings: [{ summary: 'Deprecated' }] })] }),
    );
    expect(cases[0]?.['system-out']).toBe(
      [
        'create azurerm_redis_cache.Cache (stage-data/Cache, stacks/shop/data.ts:42:5) because of output network of stage-foundation',
        'replace azurerm_redis_cache.Cache',
        'warning: Deprecated',
      ].join('\n'),
    );
  });

  it('takes drift for a failure', async () => {
    const stage = stageWith({ result: 'drifted', reason: '2 changed outside', drift: DRIFT });
    const { cases } = await parsed(reportWith({ command: 'drift', stages: [stage] }));
    expect(cases[0]).toMatchObject({
      failure: {
        '@type': 'DRIFTED',
        '@message': '2 changed outside',
        '#': [
          'changed outside: update azurerm_redis_cache.Cache (stage-data/Cache): capacity, sku_name; the next apply would update it',
          '  replace azurerm_key_vault_secret.Url',
          'changed outside: delete azurerm_subnet.Data',
          'not applied: create azurerm_search_service.Search',
          'upstream changed: output network of stage-foundation',
          '  create azurerm_subnet.Apps',
        ].join('\n'),
      },
    });
  });

  it('has a test case for a run that was refused as a whole', async () => {
    const error = { code: 'REFUSED', message: 'b needs a.\nc needs a.', fix: 'Deploy a first.' };
    const { testsuite, cases } = await parsed(
      reportWith({ app: undefined, environment: undefined, exitCode: 1, error }),
    );
    expect(testsuite).toMatchObject({ '@tests': '1', '@errors': '1', '@failures': '0' });
    expect(cases[0]).toMatchObject({
      '@name': 'deploy',
      '@classname': 'azstage',
      error: { '@type': 'REFUSED', '@message': 'b needs a.', '#': 'b needs a.\nc needs a.\n\nTo do: Deploy a first.' },
    });
  });

  it('holds nothing that XML forbids', async () => {
    const nasty = '\u001b[31mred\u001b[0m \u0000\u0008\uFFFF \uD800 ]]> <&"\'> 😀';
    const stage = stageWith({ stage: nasty, result: 'failed', errors: [{ summary: nasty }] });
    const text = await junitReport(reportWith({ stages: [stage] }));
    expect(text).not.toMatch(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
    expect(text).toContain(
      '>red &lt;U+0000&gt;&lt;U+0008&gt;&lt;U+FFFF&gt; &lt;U+D800&gt; ]]&gt; &lt;&amp;"\'&gt; 😀</failure>',
    );
    expect(text).toContain(
      '<testcase name="red &lt;U+0000&gt;&lt;U+0008&gt;&lt;U+FFFF&gt; &lt;U+D800&gt; ]]&gt; &lt;&amp;&quot;\'&gt; 😀" ',
    );
  });
});
