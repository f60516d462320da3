import { Style } from '../../../lib/cli/style';
import { formatVerify } from '../../../lib/cli/views/verify-view';
import { type CheckOutcome, type RunResult } from '../../../lib/toolkit/io/run-result';

const check = (number: number, more: Partial<CheckOutcome>): CheckOutcome => ({
  check: 'exists',
  address: `azurerm_subnet.Subnet${number}`,
  status: 'passed',
  detail: 'exists',
  milliseconds: 10,
  ...more,
});

function result(verified: readonly CheckOutcome[]): RunResult {
  const stages = [{ stage: 'stage-data-platform', result: 'failed' as const, verified, milliseconds: 1200 }];
  return { command: 'verify', exitCode: 1, stages, milliseconds: 1300, checks: [] };
}

test('a verification fits a terminal of 80 columns and 24 rows, with all failures before what is unreachable', () => {
  const detail = `Azure has no Microsoft.Network/virtualNetworks/vnet-shop/subnets/data in the resource group rg-shop: it was deleted outside of Terraform.`;
  const text = formatVerify(
    result([
      ...Array.from({ length: 60 }, (_, index) => check(index, {})),
      check(1, {
        check: 'redis',
        status: 'unreachable',
        detail: 'The DNS of this machine does not know it.',
        fix: 'Go.',
      }),
      check(2, { status: 'failed', detail, fix: 'Plan the stage with azstage plan --refresh.' }),
      check(2, { check: 'health', status: 'failed', detail }),
    ]),
    new Style(false, 80),
  );
  const lines = text.split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.length).toBeLessThan(24);
  expect(text).toContain('60 passed, 2 failed, 1 unreachable');
  expect(text).toMatch(/ {2}failed +exists, health of azurerm_subnet\.Subnet2\n[^]* {2}unreachable +redis of /);
});

test('of many checks that failed, the first are shown', () => {
  const many = Array.from({ length: 40 }, (_, index) => check(index, { status: 'failed', detail: `no ${index}` }));
  const text = formatVerify(result(many), new Style(false, 80));
  expect(text).toContain('  and 30 more: --report verify.md lists all');
  expect(text).not.toContain('Subnet10');
});

test('checks of one name and one verdict, as of the databases of a server, are named once', () => {
  const alike = ['postgresql', 'postgresql', 'exists'].map((name) =>
    check(1, { check: name, status: 'unreachable', detail: 'The DNS of this machine does not know it.' }),
  );
  expect(formatVerify(result(alike), new Style(false, 80))).toMatch(/unreachable +postgresql \(2 times\), exists of /);
});
