import '@microsoft/jest-sarif';
import { type Log } from 'sarif';
import { Style } from '../../../lib/cli/style';
import { formatRun } from '../../../lib/cli/views/run-view';
import { type Finding } from '../../../lib/policy/finding';
import { type CheckResult } from '../../../lib/toolkit/io/check-result';
import { type RunResult } from '../../../lib/toolkit/io/run-result';
import { findingsMarkdown } from '../../../lib/toolkit/report/findings-markdown';
import { sarifOf } from '../../../lib/toolkit/report/sarif-report';
import { describeWithTerraform } from '../../helpers/terraform';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());
jest.setTimeout(60_000);

const closed = { public_network_access_enabled: false, https_traffic_only_enabled: true };

/** Accounts of which one is public, and an acknowledgement of that of another stage. */
const shop = {
  stages: {
    'stage-data': { resources: { 'azurerm_redis_cache.Cache': { ...closed, non_ssl_port_enabled: true } } },
    'stage-web': {
      needs: ['stage-data'],
      resources: { 'azurerm_redis_cache.Open': { public_network_access_enabled: true } },
    },
  },
  acknowledgements: [
    { rule: 'AZS001', reason: 'The web cache is public on purpose.', path: 'stage-web/Open' },
    { rule: 'AZS009', reason: 'Was once needed.', path: 'stage-web' },
  ],
};

const project = () => TestProject.withStages(shop);

const resultOf = (messages: readonly { readonly code: string; readonly data: unknown }[]) =>
  messages.find(({ code }) => code === 'check.result')?.data as CheckResult;

describe('azstage check', () => {
  it('prints findings by rule with their places, and fails', async () => {
    const { exitCode, stdout, stderr } = await project().azstage('check');
    expect({ exitCode, stderr }).toEqual({ exitCode: 7, stderr: '' });
    expect(stdout).toContain(
      [
        'shop, environment dev, in eastus2',
        '',
        'error  AZS201  Services refuse TLS below 1.2',
        '  stage-data/Cache  cdktf.out/stacks/stage-data/cdk.tf.json',
        '  stage-web/Open  cdktf.out/stacks/stage-web/cdk.tf.json',
        '    minimum_tls_version is absent; required: "1.2"',
        '',
        'error  AZS202  Services take encrypted connections alone',
        '  stage-data/Cache  cdktf.out/stacks/stage-data/cdk.tf.json',
        '    non_ssl_port_enabled is true; required: anything but true',
        '',
        'warning ',
      ].join('\n'),
    );
    expect(stdout).toMatch(
      /\n\ncheck: 3 errors, 4 warnings, 3 notes, 1 acknowledged \(--all shows them\) in 2 stages\nazstage check --explain AZS201 says why, and what to do\.\n$/,
    );
  });

  it('shows what is acknowledged, with the reasons', async () => {
    const { stdout } = await project().azstage('check', '--all');
    expect(stdout).toContain(
      [
        'acknowledged  AZS001  Services do not answer on the Internet',
        '  stage-web/Open  cdktf.out/stacks/stage-web/cdk.tf.json',
        '    public_network_access_enabled is true; required: false',
        '    Reason: The web cache is public on purpose.',
      ].join('\n'),
    );
  });

  it('checks the stages that are named, with all others around them', async () => {
    const { messages } = await project().azstage('check', 'stage-web', '--json');
    const { stages, findings, counts } = resultOf(messages);
    expect(stages).toEqual(['stage-web']);
    expect([...new Set(findings.map(({ stage }) => stage))]).toEqual(['stage-web']);
    expect(findings.find(({ ruleId }) => ruleId === 'AZS000')?.message).toContain('AZS009');
    expect(counts.acknowledged).toBe(1);
  });

  it.each([
    ['error', 0],
    ['note', 7],
  ])('with --severity %s ends with %i', async (severity, exitCode) => {
    const stages = { 'stage-web': { resources: { 'azurerm_container_registry.R': { sku: 'Basic' } } } };
    const result = await TestProject.withStages({ stages }).azstage('check', '--severity', severity);
    expect(result.exitCode).toBe(exitCode);
  });

  it('says that nothing is open', async () => {
    const { exitCode, stdout } = await TestProject.withStages({
      stages: { 'stage-web': { resources: { 'terraform_data.X': {} } } },
    }).azstage('check');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('check: no open findings in 1 stage');
  });

  it('explains a rule, by its id or that of Checkov, without an app', async () => {
    const empty = TestProject.empty();
    const { stdout } = await empty.azstage('check', '--explain', 'azs001');
    expect(stdout).toContain("Accept            acknowledge(construct, 'AZS001', 'reason')");
    expect(stdout).toContain('\n                  App Configuration should disable public network access\n');
    expect((await empty.azstage('check', '--explain', 'CKV_AZURE_59')).stdout).toBe(stdout);
    const unknown = await empty.azstage('check', '--explain', 'AZS0010');
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      64,
      expect.stringContaining(
        'There is no policy rule "AZS0010".\nDid you mean "AZS001"? azstage check --list prints all',
      ),
    ]);
  });

  it('lists all rules', async () => {
    const { stdout, exitCode } = await TestProject.empty().azstage('check', '--list');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('AZS001  warning  Services do not answer on the Internet (SE:06, CKV_AZURE_');
  });

  it('refuses options that have no effect together', async () => {
    const { exitCode, stderr } = await project().azstage('check', '--list', '--sarif', 'check.sarif');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--list');
  });
});

describe('SARIF', () => {
  const cache = { tool: 'azstage', ruleId: 'AZS001', level: 'warning', message: 'is public', stage: 'a' } as const;

  it('is valid, and has rules, construct paths and the reasons of what is acknowledged', async () => {
    const checked = project();
    await checked.azstage('check', '--sarif', 'reports/check.sarif');
    const log = JSON.parse(checked.read('reports/check.sarif')) as Log;
    (expect(log) as unknown as { toBeValidSarifLog(): void }).toBeValidSarifLog();
    const [run] = log.runs;
    const results = run?.results ?? [];
    const accepted = results.find(({ suppressions }) => suppressions !== undefined);
    expect(accepted).toMatchObject({
      ruleId: 'AZS001',
      level: 'warning',
      message: { text: 'public_network_access_enabled is true; required: false.' },
      suppressions: [{ kind: 'inSource', justification: 'The web cache is public on purpose.' }],
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'cdktf.out/stacks/stage-web/cdk.tf.json', uriBaseId: '%SRCROOT%' },
          },
          logicalLocations: [{ fullyQualifiedName: 'stage-web/Open', kind: 'resource' }],
        },
      ],
    });
    expect(run?.tool.driver.rules?.[accepted?.ruleIndex ?? -1]).toMatchObject({ id: 'AZS001' });
    const fingerprints = results.map(({ partialFingerprints }) => partialFingerprints?.['azstage/v1']);
    expect(new Set(fingerprints).size).toBe(results.length);
  });

  it('has paths from the root of the repository, as code scanning reads them', () => {
    const finding = { ...cache, file: 'stacks/shop data.ts', line: 3 };
    const log = JSON.parse(sarifOf([finding], { version: '1.0.0', rules: [], prefix: 'infra' })) as Log;
    expect(log.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'infra/stacks/shop%20data.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 3 },
    });
  });

  it('is refused before the app runs where it cannot be written', async () => {
    const checked = project();
    checked.write('file', '');
    const { exitCode, stderr } = await checked.azstage('check', '--sarif', 'file/check.sarif');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The report');
  });
});

describe('the end of a plan', () => {
  const open = {
    tool: 'azstage',
    ruleId: 'AZS001',
    level: 'warning',
    message: 'it is | public',
    constructPath: 'a/B',
  } as const;
  const result = (findings: readonly Finding[]): RunResult => ({
    command: 'plan',
    exitCode: 0,
    stages: [],
    milliseconds: 1,
    checks: [],
    findings,
  });
  const acknowledged = { ...open, acknowledged: { reason: 'It is meant to be.', constructPath: 'a' } };

  it('says how many findings are open, and which command shows them', () => {
    const style = new Style(false);
    expect(formatRun(result([open, acknowledged]), style)).toContain(
      '\npolicy: 1 warning, 1 acknowledged: azstage check',
    );
    expect(formatRun(result([acknowledged, { ...open, level: 'note' }]), style)).not.toContain('policy');
    expect(formatRun({ ...result([open]), environment: 'prod' }, style)).toContain(
      '\npolicy: 1 warning: azstage check --environment prod',
    );
  });

  it('lists them in Markdown, up to a limit', () => {
    expect(findingsMarkdown([open, open, acknowledged], 1)).toEqual([
      '### Policy: 2 warnings, 1 acknowledged\n\n- warning `AZS001` at `a/B`: it is &#124; public\n- and 1 more finding',
    ]);
    expect(findingsMarkdown([acknowledged], 1)).toEqual([]);
  });
});

describeWithTerraform('azstage plan', () => {
  const data = {
    stages: {
      'stage-a': { resources: { 'terraform_data.A': {} } },
      'stage-b': { resources: { 'terraform_data.B': {} } },
    },
    acknowledgements: [{ rule: 'AZS001', reason: 'Was once needed.', path: 'stage-a' }],
  };

  it('has the findings of all stages in its result and its reports, and none where only some are planned', async () => {
    const planned = TestProject.withStages(data);
    const { messages } = await planned.azstage('plan', '--json', '--report', 'plan.json', 'plan.sarif');
    const result = messages.find(({ code }) => code === 'run.result')?.data as RunResult;
    expect(result.findings?.map(({ ruleId }) => ruleId)).toEqual(['AZS000']);
    expect(JSON.parse(planned.read('plan.json'))).toMatchObject({ findings: result.findings });
    const log = JSON.parse(planned.read('plan.sarif')) as Log;
    (expect(log) as unknown as { toBeValidSarifLog(): void }).toBeValidSarifLog();
    const some = await planned.azstage('plan', 'stage-b', '--json');
    expect(some.messages.find(({ code }) => code === 'run.result')?.data).not.toHaveProperty('findings');
  });
});
