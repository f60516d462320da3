import { App, TerraformStack } from 'cdktf';
import { StorageAccount } from '../../../lib/constructs/data/storage-account';
import { acknowledge } from '../../../lib/stage/acknowledge';
import { acknowledgementsIn } from '../../../lib/stage/acknowledgements';
import { testApp, testStage } from '../../../lib/testing';

const made = (environment = 'dev') => {
  const app = testApp({ environment });
  const stage = testStage({ app });
  return { app, stage, account: new StorageAccount(stage, 'Account', { redundancy: 'LRS' as never }) };
};

test('acknowledgements are in the metadata of the app, with the path of their construct', () => {
  const { app, stage, account } = made();
  acknowledge(account, 'AZS404', '  Copies are made elsewhere. ');
  acknowledge(stage, 'AZS405', 'One region.');
  acknowledge(app, 'AZS203', 'No keys of our own.');
  expect(acknowledgementsIn(app)).toEqual([
    { rule: 'AZS203', reason: 'No keys of our own.', path: '' },
    { rule: 'AZS405', reason: 'One region.', path: 'stage-test' },
    { rule: 'AZS404', reason: 'Copies are made elsewhere.', path: 'stage-test/Account' },
  ]);
});

test('one for some profiles does nothing in others', () => {
  const [dev, prod] = [made('dev'), made('prod')];
  [dev, prod].forEach(({ account }) => acknowledge(account, 'AZS404', 'No zones.', { profiles: ['dev', 'staging'] }));
  expect([dev, prod].map(({ app }) => acknowledgementsIn(app).length)).toEqual([1, 0]);
});

test.each([
  [
    'AZS4040',
    'x',
    'stage-test/Account: acknowledge: there is no policy rule "AZS4040". Allowed: an id that azstage check --list prints, such as AZS001. Did you mean "AZS404"?',
  ],
  [
    'CKV_AZURE_59',
    'x',
    'stage-test/Account: acknowledge: there is no policy rule "CKV_AZURE_59". Allowed: an id that azstage check --list prints, such as AZS001. CKV_AZURE_59 of Checkov is AZS001.',
  ],
  [
    'AZS001',
    ' ',
    'stage-test/Account: acknowledge: AZS001 has no reason. Say why what the rule finds is wanted here, as whoever reviews the code will ask.',
  ],
])('refuses %s with the reason "%s"', (rule, reason, message) => {
  expect(() => acknowledge(made().account, rule, reason)).toThrow(message);
});

test('refuses the same rule twice at a construct', () => {
  const { account } = made();
  acknowledge(account, 'AZS404', 'Once.');
  expect(() => acknowledge(account, 'AZS404', 'Twice.')).toThrow(
    'stage-test/Account: acknowledge: AZS404 is acknowledged twice. Keep one call.',
  );
});

test('refuses a construct that is in no StagedApp, which would forget it', () => {
  expect(() => acknowledge(new TerraformStack(new App(), 'plain'), 'AZS001', 'x')).toThrow(
    'plain: is not in a StagedApp',
  );
});

describe('toHaveNoPolicyFindings', () => {
  test('names what is found, from a severity on', () => {
    const { stage } = made();
    expect(stage).not.toHaveNoPolicyFindings();
    expect(() => expect(stage).toHaveNoPolicyFindings()).toThrow(
      'warning AZS002 at stage-test/Account/Resource: no private endpoint leads to it',
    );
    expect(stage).toHaveNoPolicyFindings('error');
  });

  test('passes with a reason', () => {
    const { app, stage, account } = made();
    ['AZS002', 'AZS505'].forEach((rule) => acknowledge(account, rule, 'Tests use it from anywhere.'));
    expect(stage).toHaveNoPolicyFindings();
    expect(app).toHaveNoPolicyFindings();
    expect(() => expect(stage).not.toHaveNoPolicyFindings()).toThrow('expected policy findings');
  });
});
