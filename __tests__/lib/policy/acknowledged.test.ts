import { withAcknowledgements } from '../../../lib/policy/acknowledged';
import { type Finding } from '../../../lib/policy/finding';

const finding = (constructPath: string, more: Partial<Finding> = {}): Finding => ({
  tool: 'azstage',
  ruleId: 'AZS001',
  level: 'warning',
  message: 'it is public',
  stage: constructPath.split('/')[0],
  constructPath,
  ...more,
});
const reasons = (findings: readonly Finding[]) => findings.map(({ acknowledged }) => acknowledged?.reason);

test('an acknowledgement holds at its construct and below it, for its rule', () => {
  const findings = [
    finding('stage/Account/Resource'),
    finding('stage/Account'),
    finding('stage/Accounts/Resource'),
    finding('stage/Account/Resource', { ruleId: 'AZS002' }),
    finding('stage/Account/Resource', { tool: 'checkov' }),
  ];
  const found = withAcknowledgements(findings, [{ rule: 'AZS001', reason: 'wanted', path: 'stage/Account' }]);
  expect(reasons(found)).toEqual(['wanted', 'wanted', undefined, undefined, undefined]);
});

test('the reason of the nearest construct is taken, and none of those that match is stale', () => {
  const found = withAcknowledgements(
    [finding('stage/Account/Resource')],
    [
      { rule: 'AZS001', reason: 'all of the app', path: '' },
      { rule: 'AZS001', reason: 'this account', path: 'stage/Account' },
      { rule: 'AZS001', reason: 'the stage', path: 'stage' },
    ],
  );
  expect(reasons(found)).toEqual(['this account']);
});

test('an acknowledgement that matches nothing is a note about its construct', () => {
  const found = withAcknowledgements([], [{ rule: 'AZS001', reason: 'beta is public', path: 'stage/Account' }]);
  expect(found).toEqual([
    {
      tool: 'azstage',
      ruleId: 'AZS000',
      level: 'note',
      message: 'The acknowledgement of AZS001 matches no finding here; its reason is "beta is public"',
      stage: 'stage',
      constructPath: 'stage/Account',
    },
  ]);
});
