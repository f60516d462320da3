import { policyFindingsOf } from '../../lib/testing/policy';
import { findSystem, systemNames } from '../../stacks';
import { SystemApps } from '../helpers/system-apps';
import path from 'node:path';

/** Environments of each system, and settings with which it looks different. */
const ENVIRONMENTS: Readonly<Record<string, readonly Parameters<SystemApps['with']>[0][]>> = {
  'agentic-platform': [
    { environment: 'dev' },
    { environment: 'staging' },
    { environment: 'prod' },
    { environment: 'dev', azurermVersion: '~> 5.0' },
  ],
  finagentix: [
    { environment: 'dev' },
    { environment: 'staging' },
    { environment: 'prod' },
    { environment: 'prod', azurermVersion: '~> 5.0' },
  ],
  'holiday-peak-hub': [
    { environment: 'dev' },
    { environment: 'staging' },
    { environment: 'prod' },
    { environment: 'prod', azurermVersion: '~> 5.0' },
  ],
  sigmatiq: [{ environment: 'beta' }, { environment: 'prod' }, { environment: 'beta', azurermVersion: '~> 5.0' }],
  'trade-nexus': [
    {},
    { profile: 'prod' },
    { parameters: { knowledgeBase: 'postgresql' } },
    { azurermVersion: '~> 5.0' },
  ],
};

test('all systems are checked', () => {
  expect(Object.keys(ENVIRONMENTS)).toEqual(systemNames());
});

describe.each(systemNames())('%s', (name) => {
  const tenants = name === 'agentic-platform' ? path.join(__dirname, 'agentic-platform/tenants') : undefined;
  const apps = new SystemApps(findSystem(name), '2026-11-01', ['beta'], tenants);

  test.each(ENVIRONMENTS[name] ?? [])(
    'has no finding in %j that nobody has acknowledged, and no reason too many',
    (settings) => {
      const open = policyFindingsOf(apps.with(settings)).filter(({ acknowledged }) => acknowledged === undefined);
      expect(open.map(({ ruleId, constructPath, message }) => `${ruleId} ${constructPath}: ${message}`)).toEqual([]);
    },
  );
});
