import fc from 'fast-check';
import { COMMENT_LIMIT, markdownReport } from '../../../../lib/toolkit/report/markdown-report';
import { type Report } from '../../../../lib/toolkit/report/report';
import { type StageOutcome } from '../../../../lib/toolkit/io/run-result';
import { changeWith, DRIFT, reportWith, stageWith } from '../../../helpers/reports';

const lines = (text: string) => text.split('\n');

/** The rows of the table. */
const rows = (text: string) =>
  lines(text)
    .filter((line) => line.startsWith('| '))
    .slice(2);

/** What is not in a code fence; fails where one is left open. */
function unfenced(text: string): string {
  const outside: string[] = [];
  let fence: string | undefined;
  for (const line of lines(text)) {
    const [, opened] = /^(`{3,})text$/.exec(line) ?? [];
    if (fence === undefined && opened === undefined) {
      outside.push(line);
    } else {
      fence = fence === undefined ? opened : line === fence ? undefined : fence;
    }
  }
  expect(fence).toBeUndefined();
  return outside.join('\n');
}

describe('a Markdown report', () => {
  it('is headed by command, app, environment and outcome', () => {
    const heading = (more: Partial<Report>) => lines(markdownReport(reportWith(more)))[0];
    const counts = { added: 1, changed: 2, destroyed: 0 };
    expect(heading({ stages: [stageWith({ counts }), stageWith({ counts })] })).toBe(
      '## azstage deploy of `shop`, environment `dev`: 2 added, 4 changed, 0 destroyed',
    );
    expect(heading({ command: 'plan', project: 'kiosk', stages: [stageWith({ result: 'planned', counts })] })).toBe(
      '## azstage plan of `shop`, project `kiosk`, environment `dev`: 1 to add, 2 to change, 0 to destroy',
    );
    expect(heading({ stages: [stageWith({ result: 'blocked' })] })).toMatch(/: 1 stage blocked$/);
    expect(heading({ stages: [stageWith({ result: 'unchanged' })] })).toMatch(/: no changes$/);
    expect(heading({ app: undefined, project: undefined, environment: undefined, exitCode: 1 })).toBe(
      '## azstage deploy: failed',
    );
    expect(heading({ exitCode: 1, error: { code: 'REFUSED', message: 'No.' } })).toMatch(/: refused$/);
    expect([3, 4, 5, 130].map((exitCode) => heading({ exitCode })?.split(': ')[1])).toEqual([
      'not approved',
      'locked',
      'not what was approved',
      'interrupted',
    ]);
  });

  it('has a row for each stage', () => {
    const counts = { added: 3, changed: 2, destroyed: 1 };
    const text = markdownReport(
      reportWith({
        stages: [
          stageWith({ counts, reason: 'its Terraform JSON changed' }),
          stageWith({ stage: 'stage-api', result: 'not-deployed', milliseconds: 0 }),
        ],
      }),
    );
    expect(text).toContain(
      [
        '',
        '| stage | result | added | changed | destroyed | time | reason |',
        '| :-- | :-- | --: | --: | --: | --: | :-- |',
        '| `stage-data` | applied | 3 | 2 | 1 | 1.5 s | its Terraform JSON changed |',
        '| `stage-api` | not deployed | - | - | - | - |  |',
        '',
      ].join('\n'),
    );
    expect(text).toMatch(/\nazstage 1\.2\.3, 2026-01-02 03:04:05 \+00:00, took 1 min 5 s\n$/);
  });

  it('has errors in full below the table, with where they are from and what to do', () => {
    const error = {
      summary: 'No quota',
      detail: 'Say ```\nmore```` in\n',
      address: 'azurerm_redis_cache.Cache',
      constructPath: 'stage-data/Cache',
      source: 'stacks/shop/data.ts:42:5',
    };
    const stage = stageWith({ result: 'failed', errors: [error], fix: 'Choose another size.', mayBeLocked: true });
    expect(markdownReport(reportWith({ exitCode: 1, stages: [stage] }))).toContain(
      [
        '|  |',
        '',
        'A lock may be left on `stage-data`.',
        '',
        '### Errors',
        '',
        '`stage-data`: **No quota**',
        '',
        'In resource `azurerm_redis_cache.Cache`, construct `stage-data/Cache`, source `stacks/shop/data.ts:42:5`',
        '',
        '`````text',
        'Say ```',
        'more```` in',
        '`````',
        '',
        'To do: Choose another size.',
        '',
        'azstage',
      ].join('\n'),
    );
  });

  it('says why a run was refused as a whole', () => {
    const error = { code: 'REFUSED', message: 'b needs a.\nc needs a.', fix: 'Deploy a first.' };
    const text = markdownReport(reportWith({ exitCode: 1, error }));
    expect(text).toContain('### Errors\n\n**b needs a.**\n\n```text\nc needs a.\n```\n\nTo do: Deploy a first.\n');
    expect(rows(text)).toEqual([]);
  });

  it('folds the changes of each stage away, with symbols and causes', () => {
    const changes = [
      changeWith({
        constructPath: 'stage-data/Cache',
        source: 'stacks/shop/data.ts:42:5',
        causes: [
          { stage: 'stage-foundation', output: 'network' },
          { stage: 'stage-foundation', output: 'zone' },
        ],
      }),
      changeWith({ action: 'update' }),
      changeWith({ action: 'replace' }),
      changeWith({ action: 'delete' }),
    ];
    expect(markdownReport(reportWith({ stages: [stageWith({ changes })] }))).toContain(
      [
        '<details>',
        '<summary><code>stage-data</code>: 4 changes</summary>',
        '',
        '- `+` create `azurerm_redis_cache.Cache` (`stage-data/Cache`, `stacks/shop/data.ts:42:5`) because of output `network` of `stage-foundation` and output `zone` of `stage-foundation`',
        '- `~` update `azurerm_redis_cache.Cache`',
        '- `-/+` replace `azurerm_redis_cache.Cache`',
        '- `-` delete `azurerm_redis_cache.Cache`',
        '',
        '</details>',
      ].join('\n'),
    );
  });

  it('tells what has drifted, and what would follow from it', () => {
    const reason = '2 changed outside, 1 not applied, 1 upstream output changed';
    const stages = [stageWith({ result: 'drifted', reason, drift: DRIFT }), stageWith({ result: 'no-changes' })];
    const text = markdownReport(reportWith({ command: 'drift', stages }));
    expect(lines(text)[0]).toBe('## azstage drift of `shop`, environment `dev`: 1 stage drifted');
    expect(text).toContain(
      [
        '### Drift',
        '',
        '<details>',
        `<summary><code>stage-data</code>: ${reason}</summary>`,
        '',
        '- changed outside: update `azurerm_redis_cache.Cache` (`stage-data/Cache`): `capacity`, `sku_name`; the next apply would update it',
        '  - replace `azurerm_key_vault_secret.Url`',
        '- changed outside: delete `azurerm_subnet.Data`',
        '- not applied: create `azurerm_search_service.Search`',
        '- upstream changed: output `network` of `stage-foundation`',
        '  - create `azurerm_subnet.Apps`',
        '',
        '</details>',
      ].join('\n'),
    );
    expect(lines(markdownReport(reportWith({ command: 'drift' })))[0]).toMatch(/: no drift$/);
  });

  it('shows warnings and what to look at', () => {
    const stages = [stageWith({ warnings: [{ summary: 'Argument is deprecated', detail: 'Use another.' }] })];
    const text = markdownReport(reportWith({ stages, checks: ['stage-data: The cache answers.'] }));
    expect(text).toContain('### Warnings\n\n`stage-data`: **Argument is deprecated**\n\n```text\nUse another.\n```\n');
    expect(text).toContain('### Look at\n\n- stage-data: The cache answers.\n');
  });

  it('lets nothing from outside become Markdown, HTML or a mention', () => {
    const nasty = '</details> | `a` **b** <img src=x> @octocat #12 [c](d) &amp; \n# e';
    const stages = [
      stageWith({
        stage: nasty,
        result: 'failed',
        reason: nasty,
        errors: [{ summary: nasty, address: nasty }],
        changes: [changeWith({ address: nasty })],
        fix: nasty,
      }),
    ];
    const text = unfenced(markdownReport(reportWith({ app: nasty, stages, checks: [nasty] })));
    expect(text).not.toMatch(/<img|@octocat|[^&]#12|\*b|\]\(|^# e|&amp;/m);
    expect(text.match(/<\/details>/g)).toHaveLength(1);
    expect(rows(text)).toEqual([`| <code>${nastyEntities}</code> | failed | - | - | - | 1.5 s | ${nastyProse} |`]);
  });

  it('cuts the longest lists of changes first', () => {
    const many = (length: number) => Array.from({ length }, (_, index) => changeWith({ address: `a.${index}` }));
    const stages = [
      stageWith({ stage: 'small', changes: many(20) }),
      stageWith({ stage: 'large', changes: many(20_000) }),
      stageWith({ stage: 'huge', changes: many(40_000) }),
    ];
    const text = markdownReport(reportWith({ stages }));
    const left = [...text.matchAll(/^- and (\d+) more$/gm)].map(([, number]) => Number(number));
    expect(left).toHaveLength(2);
    expect((left[1] ?? 0) - (left[0] ?? 0)).toBe(20_000);
    expect(text).toContain('<code>huge</code>: 40000 changes');
    expect(Buffer.byteLength(text)).toBeGreaterThan(COMMENT_LIMIT - 200);
  });

  it('cuts errors when that is not enough, and says how many are left', () => {
    const errors = Array.from({ length: 1000 }, (_, index) => ({
      summary: `Error ${index}`,
      detail: 'x'.repeat(5000),
    }));
    const stages = [stageWith({ result: 'failed', errors, changes: [changeWith()] })];
    const text = markdownReport(reportWith({ exitCode: 1, stages }));
    expect(text).toContain('Omitted because of the size limit. A JSON report has all of them.');
    expect(text).toContain('**Error 999**');
    expect(text).toMatch(/^x+…$/m);
    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
  });

  it('is within the limit and well formed whatever is in it, and keeps the row of each stage', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const long = fc.tuple(text, fc.constantFrom(1, 1, 100, 3000)).map(([part, times]) => part.repeat(times));
    const hostile = fc.oneof(
      text,
      long,
      fc.constantFrom('```', '<details>', '</details>', '| a |', '@me', '\u0000\uD800', '- 1. #', '~~~'),
    );
    const problem = fc.record(
      { summary: hostile, detail: hostile, address: hostile, constructPath: hostile, source: hostile },
      { requiredKeys: ['summary'] },
    );
    const change = fc.record({
      address: hostile,
      type: text,
      action: fc.constantFrom('create' as const, 'replace' as const, 'move' as const),
      causes: fc.array(fc.record({ stage: text, output: text }), { maxLength: 2 }),
    });
    const problems = fc.array(problem, { maxLength: 4 });
    const repeated = fc
      .tuple(fc.array(change, { maxLength: 4 }), fc.constantFrom(1, 1, 500))
      .map(([changes, times]) => Array.from({ length: times }, () => changes).flat());
    const stage: fc.Arbitrary<StageOutcome> = fc
      .record({
        reason: hostile,
        changes: repeated,
        errors: problems,
        warnings: problems,
        fix: hostile,
        result: fc.constantFrom('applied' as const, 'failed' as const),
      })
      .map(stageWith);
    const report = fc.record({ stages: fc.array(stage, { maxLength: 8 }), checks: fc.array(hostile), app: hostile });
    fc.assert(
      fc.property(report, (more) => {
        const named = more.stages.map((each, index) => ({ ...each, stage: `stage-${index}` }));
        const made = markdownReport(reportWith({ ...more, stages: named }));
        expect(made.length).toBeLessThanOrEqual(COMMENT_LIMIT);
        expect(Buffer.from(made).toString()).toBe(made);
        const outside = unfenced(made);
        expect(rows(outside).map((row) => row.split('|')[1]?.trim())).toEqual(named.map((each) => `\`${each.stage}\``));
        expect(rows(outside).every((row) => row.split('|').length === 9)).toBe(true);
        const count = (tag: string) => outside.split(tag).length - 1;
        expect(count('<details>')).toBe(count('</details>'));
        expect(count('<details>')).toBeLessThanOrEqual(named.length);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the rows of a thousand stages, if need be without their reasons', () => {
    const stages = Array.from({ length: 1000 }, (_, index) =>
      stageWith({ stage: `stage-${index}`, result: 'failed', reason: 'x'.repeat(500), errors: [{ summary: 'No' }] }),
    );
    const text = markdownReport(reportWith({ exitCode: 1, stages }));
    expect(rows(text)).toHaveLength(1000);
    expect(text).toContain('and 1000 more errors');
    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
  });
});

const nastyEntities = [
  '&#60;/details&#62; &#124; &#96;a&#96; &#42;&#42;b&#42;&#42; &#60;img src&#61;x&#62; &#64;octocat &#35;12 ',
  '&#91;c&#93;(d) &#38;amp; &#35; e',
].join('');

const nastyProse = [
  '&#60;/details&#62; &#124; &#96;a&#96; &#42;&#42;b&#42;&#42; &#60;img src=x&#62; &#64;\u200boctocat &#35;\u200b12 ',
  '&#91;c&#93;(d) &#38;amp; &#35; e',
].join('');
