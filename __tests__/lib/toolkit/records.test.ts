import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { dataLosses } from '../../../lib/toolkit/unit/data-loss';
import { Journal } from '../../../lib/toolkit/run/journal';
import { compareVersions } from '../../../lib/toolkit/terraform/terraform-version';
import { TerraformState } from '../../../lib/toolkit/terraform/terraform-state';
import { type ChangeAction } from '../../../lib/toolkit/terraform/terraform-events';
import { TestProject } from '../../helpers/test-project';

afterAll(() => TestProject.removeAll());

describe('the journal', () => {
  const now = new Date('2026-01-02T03:04:05Z');

  function recorded(): string {
    const { directory } = TestProject.empty();
    const journal = Journal.start(directory, {
      command: 'deploy',
      settings: { environment: 'dev', parameters: ['sku'] },
      now,
    });
    journal.stage({ stage: 'a', result: 'applied', counts: { added: 1, changed: 0, destroyed: 0 }, milliseconds: 5 });
    journal.stage({ stage: 'b', result: 'failed', reason: 'no such luck', milliseconds: 7 });
    journal.finish(1, now);
    return directory;
  }

  it('tells who ran what, with which settings, and how it ended', () => {
    expect(Journal.readAll(recorded())).toEqual([
      {
        id: expect.stringMatching(/^2026-01-02T03-04-05-[0-9a-f]{6}$/) as string,
        command: 'deploy',
        user: expect.any(String) as string,
        host: expect.any(String) as string,
        started: '2026-01-02T03:04:05.000Z',
        settings: { environment: 'dev', parameters: ['sku'] },
        stages: [
          { stage: 'a', result: 'applied', counts: { added: 1, changed: 0, destroyed: 0 }, milliseconds: 5 },
          { stage: 'b', result: 'failed', reason: 'no such luck', milliseconds: 7 },
        ],
        exitCode: 1,
        finished: '2026-01-02T03:04:05.000Z',
      },
    ]);
  });

  it('can be read after a crash at any byte', () => {
    const directory = recorded();
    const file = path.join(directory, 'runs', fs.readdirSync(path.join(directory, 'runs'))[0] ?? '');
    const whole = fs.readFileSync(file);
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), (length) => {
        fs.writeFileSync(file, whole.subarray(0, length));
        const [run] = Journal.readAll(directory);
        expect(run?.stages.length ?? 0).toBeLessThanOrEqual(2);
        expect(run?.exitCode === undefined || length >= whole.length - 1).toBe(true);
      }),
    );
  });

  it('can be read by nobody else', () => {
    const directory = recorded();
    const file = path.join(directory, 'runs', fs.readdirSync(path.join(directory, 'runs'))[0] ?? '');
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('dataLosses', () => {
  const change = (type: string, action: ChangeAction, index = '') => ({ address: `${type}.X${index}`, type, action });

  it.each([
    ['a replaced resource that holds data', change('terraform_data', 'replace'), true],
    ['one of several of them', change('terraform_data', 'delete', '["a"]'), true],
    ['a storage account of an app that says nothing', change('azurerm_storage_account', 'delete'), true],
    ['an update', change('azurerm_storage_account', 'update'), false],
    ['a network', change('azurerm_virtual_network', 'replace'), false],
  ])('says of %s what it loses', (_, planned, isLost) => {
    expect(dataLosses([planned], ['terraform_data.X'])).toEqual(isLost ? [planned] : []);
  });
});

describe('TerraformState', () => {
  const id = (subscription: string) => ({ attributes: { id: `/subscriptions/${subscription}/resourceGroups/rg` } });
  const one = '11111111-1111-1111-1111-111111111111';
  const state = TerraformState.parse(
    JSON.stringify({
      version: 4,
      serial: 3,
      lineage: 'l',
      terraform_version: '1.11.4',
      outputs: {},
      resources: [
        {
          mode: 'managed',
          type: 'azurerm_subnet',
          name: 'S',
          instances: [
            { index_key: 'a', ...id(one) },
            { index_key: 0, ...id(one) },
          ],
        },
        {
          mode: 'managed',
          module: 'module.m',
          type: 'azurerm_role_assignment',
          name: 'R',
          instances: [id(one.replaceAll('1', '2'))],
        },
        { mode: 'data', type: 'azurerm_client_config', name: 'C', instances: [{}] },
      ],
    }),
    'here',
  );

  it('tells the addresses of what Terraform made', () => {
    expect(state?.addresses).toEqual([
      'azurerm_subnet.S["a"]',
      'azurerm_subnet.S[0]',
      'module.m.azurerm_role_assignment.R',
    ]);
  });

  it('tells the subscription that most of it is in', () => {
    expect(state?.subscriptionId).toBe(one);
  });

  it('is none where there is nothing', () => {
    expect(TerraformState.parse('', 'here')).toBeUndefined();
  });

  it.each(['{', '{"version":5,"serial":1,"lineage":"l"}', '{}'])('refuses %s', (text) => {
    expect(() => TerraformState.parse(text, 'here')).toThrow(/The state in here/);
  });
});

describe('compareVersions', () => {
  it.each([
    ['1.11.4', '1.9.0', 1],
    ['1.5.0', '1.5.0', 0],
    ['1.5.0-beta1', '1.5.0', 0],
    ['0.15.5', '1.5.0', -1],
  ])('orders %s and %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
  });
});
