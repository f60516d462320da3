import { OpenAiAccount } from '../../../../lib/constructs/ai/open-ai-account';
import {
  ContentFilterMode,
  ContentSeverity,
  OpenAiContentFilter,
} from '../../../../lib/constructs/ai/open-ai-content-filter';
import {
  type OpenAiDeploymentOptions,
  OpenAiDeploymentSku,
  OpenAiUpgradePolicy,
} from '../../../../lib/constructs/ai/open-ai-deployment';
import { type Stage } from '../../../../lib/stage/stage';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { OpenAiModel, OpenAiModelKind } from '../../../../lib/values/open-ai-model';

function deploy(options: Partial<OpenAiDeploymentOptions> = {}, stage: Stage = testStage()): Stage {
  new OpenAiAccount(stage, 'Models').addDeployment('Chat', { model: OpenAiModel.of('gpt-5.1'), ...options });
  return stage;
}

describe('by default', () => {
  test('the version is pinned behind the current filter, with a small share of the quota', () => {
    const stage = deploy();
    expect(stage).toHaveResource('azurerm_cognitive_deployment', {
      name: 'gpt-5.1',
      model: { format: 'OpenAI', name: 'gpt-5.1', version: '2025-11-13' },
      sku: { name: 'GlobalStandard', capacity: 10 },
      rai_policy_name: 'Microsoft.DefaultV2',
      version_upgrade_option: 'OnceCurrentVersionExpired',
    });
    expect(stage).not.toWarn('gpt-5.1');
  });

  test('production keeps its version until somebody changes it', () => {
    const stage = deploy({}, testStage({ app: testApp({ environment: 'prod' }) }));
    expect(stage).toHaveResource('azurerm_cognitive_deployment', { version_upgrade_option: 'NoAutoUpgrade' });
  });
});

test('everything can be chosen', () => {
  const stage = deploy({
    name: 'chat',
    sku: OpenAiDeploymentSku.DATA_ZONE_STANDARD,
    capacity: 50,
    contentFilter: OpenAiContentFilter.fromName('strict'),
    upgradePolicy: OpenAiUpgradePolicy.ONCE_NEW_DEFAULT_VERSION_AVAILABLE,
  });
  expect(stage).toHaveResource('azurerm_cognitive_deployment', {
    name: 'chat',
    sku: { name: 'DataZoneStandard', capacity: 50 },
    rai_policy_name: 'strict',
    version_upgrade_option: 'OnceNewDefaultVersionAvailable',
  });
});

describe('retirement', () => {
  test('a retired model is refused, with the day and what to use', () => {
    expect(() => deploy({ model: OpenAiModel.of('gpt-4o') })).toThrow(
      'stage-test/Models/Chat: model: gpt-4o@2024-11-20 was retired on 2026-10-01, and calls of it fail. Use gpt-5.1@2025-11-13. Set allowRetired to keep the deployment as it is.',
    );
  });

  test('a stage whose model has just retired can still be applied, with a warning', () => {
    const stage = deploy({ model: OpenAiModel.of('gpt-4o'), allowRetired: true });
    expect(stage).toHaveResource('azurerm_cognitive_deployment', { name: 'gpt-4o' });
    expect(stage).toWarn('gpt-4o@2024-11-20 was retired on 2026-10-01: calls fail. Use gpt-5.1@2025-11-13.');
  });

  test('the day is that of the stage, not of the machine', () => {
    const stage = testStage({ app: testApp({ today: '2026-09-30' }) });
    expect(deploy({ model: OpenAiModel.of('gpt-4o') }, stage)).toWarn(
      'gpt-4o@2024-11-20 is deprecated: who has no deployment of it gets none, and it retires on 2026-10-01. Use gpt-5.1@2025-11-13.',
    );
  });

  test('a model is warned of 90 days before it retires, and not earlier', () => {
    const on = (today: string) => deploy({ model: OpenAiModel.of('gpt-5.2') }, testStage({ app: testApp({ today }) }));
    expect(on('2026-09-12')).not.toWarn('gpt-5.2');
    expect(on('2026-09-13')).toWarn('gpt-5.2@2025-12-11 retires in 90 days, on 2026-12-12: calls fail from then on.');
  });

  test('the last model standing is warned of without a replacement', () => {
    const stage = testStage({ app: testApp({ today: '2027-05-01' }) });
    expect(deploy({}, stage)).toWarn(
      /gpt-5\.1@2025-11-13 retires in 14 days, on 2027-05-15: calls fail from then on\.$/,
    );
  });

  test('a model that the facts do not know is taken as it is', () => {
    const model = OpenAiModel.custom({ name: 'gpt-6', version: '2027-01-15', kind: OpenAiModelKind.CHAT });
    const stage = deploy({ model });
    expect(stage).toHaveResource('azurerm_cognitive_deployment', { model: { name: 'gpt-6', version: '2027-01-15' } });
    expect(stage).not.toWarn('gpt-6');
  });
});

test('every problem is reported at once', () => {
  expect(() => deploy({ name: '-chat', capacity: 0 })).toThrow(
    /Chat: capacity: got 0\. Allowed: a whole number from 1 to 1000000\.\n.*Chat: name: name "-chat" is not one that azurerm_cognitive_deployment takes/,
  );
  expect(() => deploy({ sku: OpenAiDeploymentSku.GLOBAL_PROVISIONED })).toThrow(
    'capacity: a deployment of GlobalProvisionedManaged needs one, because its unit is not thousands of tokens a minute.',
  );
});

describe('a content filter of your own', () => {
  function filters(stage: Stage) {
    const policy = RenderedStage.of(stage).resource('azurerm_cognitive_account_rai_policy');
    return (policy['content_filter'] as Record<string, unknown>[]).map(
      (each) => `${each['source']} ${each['name']} ${each['severity_threshold']} ${each['block_enabled']}`,
    );
  }

  test('blocks what the current one of Microsoft blocks', () => {
    const stage = testStage();
    new OpenAiAccount(stage, 'Models').addContentFilter('StrictFilter');
    expect(stage).toHaveResource('azurerm_cognitive_account_rai_policy', {
      name: 'strict-filter',
      base_policy_name: 'Microsoft.DefaultV2',
      mode: 'Default',
    });
    expect(filters(stage)).toEqual([
      'Prompt Hate Medium true',
      'Prompt Sexual Medium true',
      'Prompt Violence Medium true',
      'Prompt Selfharm Medium true',
      'Prompt Jailbreak Medium true',
      'Completion Hate Medium true',
      'Completion Sexual Medium true',
      'Completion Violence Medium true',
      'Completion Selfharm Medium true',
      'Completion Protected Material Text Medium true',
      'Completion Protected Material Code Medium true',
    ]);
  });

  test('can be stricter or milder by category and direction', () => {
    const stage = testStage();
    new OpenAiAccount(stage, 'Models').addContentFilter('Strict', {
      name: 'medical',
      prompt: { violence: ContentSeverity.HIGH },
      completion: { hate: ContentSeverity.LOW },
      blockIndirectAttacks: true,
      mode: ContentFilterMode.ASYNCHRONOUS,
    });
    expect(stage).toHaveResource('azurerm_cognitive_account_rai_policy', {
      name: 'medical',
      mode: 'Asynchronous_filter',
    });
    expect(filters(stage)).toEqual(
      expect.arrayContaining([
        'Prompt Violence High true',
        'Prompt Indirect Attack Medium true',
        'Completion Hate Low true',
        'Completion Violence Medium true',
      ]),
    );
  });

  test('cannot have a name of Microsoft', () => {
    expect(() => new OpenAiAccount(testStage(), 'Models').addContentFilter('F', { name: 'Microsoft.Mine' })).toThrow(
      'Allowed: a name that does not begin with Microsoft.',
    );
  });
});
