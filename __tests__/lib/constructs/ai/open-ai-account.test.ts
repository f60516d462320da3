import { TerraformOutput } from 'cdktf';
import { existingActionGroup, existingDnsZones, existingKey, existingSubnet } from '../../../helpers/neighbours';
import { OpenAiAccount, OpenAiAccountKind } from '../../../../lib/constructs/ai/open-ai-account';
import { OpenAiContentFilter } from '../../../../lib/constructs/ai/open-ai-content-filter';
import { AzureContext } from '../../../../lib/constructs/azure-context';
import { UserAssignedIdentity } from '../../../../lib/constructs/identity/user-assigned-identity';
import { LockLevel } from '../../../../lib/constructs/security/management-lock';
import { RenderedStage, testApp, testStage } from '../../../../lib/testing';
import { OpenAiModel } from '../../../../lib/values/open-ai-model';

const CHAT = OpenAiModel.of('gpt-5.1');
const EMBEDDING = OpenAiModel.of('text-embedding-3-small');

describe('by default', () => {
  test('the account is closed: no keys, no public address, no calls to other hosts', () => {
    const stage = testStage();
    new OpenAiAccount(stage, 'Models');
    expect(stage).toHaveResource('azurerm_cognitive_account', {
      kind: 'OpenAI',
      sku_name: 'S0',
      local_auth_enabled: false,
      public_network_access_enabled: false,
      network_acls: { default_action: 'Deny', bypass: 'None' },
      outbound_network_access_restricted: true,
      identity: { type: 'SystemAssigned' },
    });
    // azurerm refuses it for this kind, whatever its value is meant to be.
    expect(RenderedStage.of(stage).resource('azurerm_cognitive_account')).not.toHaveProperty(
      'dynamic_throttling_enabled',
    );
  });

  test('the host name is the name, which is unique in all of Azure', () => {
    const stage = testStage();
    new OpenAiAccount(stage, 'Models');
    const account = RenderedStage.of(stage).resource('azurerm_cognitive_account');
    expect(account['name']).toMatch(/^oai-demo-dev-models-[a-z0-9]{5}$/);
    expect(account['custom_subdomain_name']).toBe(account['name']);
  });

  test('security is the same in every environment', () => {
    const [dev, prod] = ['dev', 'prod'].map((environment) => {
      const stage = testStage({ app: testApp({ environment }) });
      new OpenAiAccount(stage, 'Models', { name: 'oai-same' });
      const { tags, resource_group_name, ...account } = RenderedStage.of(stage).resource('azurerm_cognitive_account');
      return account;
    });
    expect(dev).toEqual(prod);
  });
});

describe('options', () => {
  test('allowed ranges and subnets open the public address to them alone', () => {
    const stage = testStage();
    new OpenAiAccount(stage, 'Models', {
      allowedIpRanges: ['20.10.0.0/24', '20.11.0.4'],
      allowedSubnets: [existingSubnet(stage, 'Apps')],
    });
    expect(stage).toHaveResource('azurerm_cognitive_account', {
      public_network_access_enabled: true,
      network_acls: {
        default_action: 'Deny',
        ip_rules: ['20.10.0.0/24', '20.11.0.4'],
        virtual_network_rules: [{ subnet_id: expect.stringMatching(/azurerm_subnet\..*Apps.*\.id}$/) }],
      },
    });
  });

  test('security can be loosened by name, one thing at a time', () => {
    const stage = testStage();
    new OpenAiAccount(stage, 'Models', {
      localAuth: true,
      publicNetworkAccess: true,
      trustedServices: true,
      restrictOutbound: false,
      lock: LockLevel.READ_ONLY,
    });
    expect(stage).toHaveResource('azurerm_cognitive_account', {
      local_auth_enabled: true,
      public_network_access_enabled: true,
      network_acls: { default_action: 'Deny', bypass: 'AzureServices' },
      outbound_network_access_restricted: false,
    });
    expect(stage).toHaveResource('azurerm_management_lock', { lock_level: 'ReadOnly' });
  });

  test('the hosts that the account may call can be named', () => {
    const stage = testStage();
    new OpenAiAccount(stage, 'Models', { allowedFqdns: ['demo.search.windows.net'] });
    expect(stage).toHaveResource('azurerm_cognitive_account', {
      outbound_network_access_restricted: true,
      fqdns: ['demo.search.windows.net'],
    });
  });

  test('a key of your own is granted first, and named with its version, which the service does not follow', () => {
    const stage = testStage();
    const identity = new UserAssignedIdentity(stage, 'Encryption');
    new OpenAiAccount(stage, 'Models', { customerManagedKey: { key: existingKey(stage), identity } });
    const account = RenderedStage.of(stage).resource('azurerm_cognitive_account');
    expect(account).toMatchObject({
      customer_managed_key: {
        key_vault_key_id: expect.stringMatching(/keys\/encryption\/0123456789abcdef0123456789abcdef$/),
        identity_client_id: identityAttribute('client_id'),
      },
      identity: { type: 'SystemAssigned, UserAssigned', identity_ids: [identityAttribute('id')] },
    });
    expect(account['depends_on']).toEqual([expect.stringMatching(/^azurerm_role_assignment\./)]);
  });

  test('an account for AI services has its abbreviation and all of its DNS zones', () => {
    const stage = testStage();
    new OpenAiAccount(stage, 'Models', {
      kind: OpenAiAccountKind.AI_SERVICES,
      privateEndpoints: { subnet: existingSubnet(stage), dnsZones: existingDnsZones(stage) },
    });
    const rendered = RenderedStage.of(stage);
    expect(rendered.resource('azurerm_cognitive_account')).toMatchObject({
      kind: 'AIServices',
      name: expect.stringMatching(/^ais-demo-dev/),
    });
    expect(rendered.resource('azurerm_private_endpoint')).toMatchObject({
      private_dns_zone_group: {
        private_dns_zone_ids: [
          expect.stringMatching(/privatelink\.cognitiveservices\.azure\.com$/),
          expect.stringMatching(/privatelink\.openai\.azure\.com$/),
          expect.stringMatching(/privatelink\.services\.ai\.azure\.com$/),
        ],
      },
    });
  });
});

describe('deployments', () => {
  test('are made one after the other, and the private endpoint after all, even after those added later', () => {
    const stage = testStage();
    const account = new OpenAiAccount(stage, 'Models', {
      deployments: { Chat: { model: CHAT } },
      privateEndpoints: { subnet: existingSubnet(stage) },
    });
    account.addDeployment('Embedding', { model: EMBEDDING });
    const rendered = RenderedStage.of(stage);
    const [chat, embedding] = rendered.resources('azurerm_cognitive_deployment');
    expect(chat).not.toHaveProperty('depends_on');
    expect(embedding?.['depends_on']).toEqual([expect.stringContaining('Chat')]);
    expect(rendered.resource('azurerm_private_endpoint')['depends_on']).toEqual([
      expect.stringContaining('Chat'),
      expect.stringContaining('Embedding'),
    ]);
  });

  test('two of one name are refused, whatever the case', () => {
    const account = new OpenAiAccount(testStage(), 'Models', { deployments: { Chat: { model: CHAT } } });
    expect(() => account.addDeployment('Other', { model: CHAT, name: 'GPT-5.1' })).toThrow(
      'stage-test/Models: deployments.Other.name: got "GPT-5.1". Allowed: a name that no other deployment of the account has. Give one of them a name.',
    );
  });

  test('a content filter of the account is used by reference', () => {
    const stage = testStage();
    const account = new OpenAiAccount(stage, 'Models');
    account.addDeployment('Chat', { model: CHAT, contentFilter: account.addContentFilter('Strict') });
    expect(RenderedStage.of(stage).resource('azurerm_cognitive_deployment')['rai_policy_name']).toMatch(
      /^\$\{azurerm_cognitive_account_rai_policy\..*name}$/,
    );
    expect(OpenAiContentFilter.DEFAULT_V2.policyName).toBe('Microsoft.DefaultV2');
  });
});

describe('grants and connections', () => {
  test('using and managing are two roles', () => {
    const stage = testStage();
    const account = new OpenAiAccount(stage, 'Models');
    const identity = new UserAssignedIdentity(stage, 'App');
    account.grantUse(identity);
    account.grantManage(identity);
    for (const role of ['5e0bd9bd-7b93-4f28-af87-19fc36ad61bd', 'a001fd3d-188f-4b5d-821b-7da978bf7442']) {
      expect(stage).toHaveResource('azurerm_role_assignment', { role_definition_id: expect.stringContaining(role) });
    }
  });

  test('a connection names the endpoint, and the first deployment of each kind', () => {
    const stage = testStage();
    const account = new OpenAiAccount(stage, 'Models', {
      deployments: {
        Embedding: { model: EMBEDDING },
        Chat: { model: CHAT },
        Small: { model: OpenAiModel.of('gpt-5-mini') },
      },
    });
    const { environment, ports } = account.connectionFor(new UserAssignedIdentity(stage, 'App'));
    new TerraformOutput(stage, 'environment', { value: environment });
    expect(RenderedStage.of(stage).outputs['environment']).toHaveProperty('value', {
      AZURE_OPENAI_ENDPOINT: expect.stringMatching(/\.endpoint}$/),
      AZURE_OPENAI_CHAT_DEPLOYMENT: expect.stringMatching(/Chat.*\.name}$/),
      AZURE_OPENAI_EMBEDDING_DEPLOYMENT: expect.stringMatching(/Embedding.*\.name}$/),
    });
    expect(ports).toEqual([443]);
  });

  test('an account without deployments says so little, under another prefix if asked', () => {
    const stage = testStage();
    const connection = new OpenAiAccount(stage, 'Models').connectionFor(new UserAssignedIdentity(stage, 'App'), {
      prefix: 'BACKUP_OPENAI',
    });
    expect(Object.keys(connection.environment)).toEqual(['BACKUP_OPENAI_ENDPOINT']);
  });

  test('a deployment that an app should have been told of is warned of', () => {
    const stage = testStage();
    const account = new OpenAiAccount(stage, 'Models', { deployments: { Chat: { model: CHAT } } });
    account.connectionFor(new UserAssignedIdentity(stage, 'App'));
    account.addDeployment('Small', { model: OpenAiModel.of('gpt-5.4') });
    expect(stage).not.toWarn('was added after an app was connected');
    account.addDeployment('Embedding', { model: EMBEDDING });
    expect(stage).toWarn('stage-test/Models/Embedding: was added after an app was connected');
  });
});

describe('monitoring', () => {
  test('failing calls raise an alert', () => {
    const stage = testStage();
    AzureContext.of(stage).setDefaults({ actionGroup: existingActionGroup(stage) });
    new OpenAiAccount(stage, 'Models');
    expect(stage).toHaveResource('azurerm_monitor_metric_alert', {
      criteria: [
        expect.objectContaining({ metric_name: 'AzureOpenAIAvailabilityRate', operator: 'LessThan', threshold: 99.9 }),
      ],
    });
  });
});

test('an account that exists is read, not made, and its deployments are named by the user', () => {
  const stage = testStage();
  const account = OpenAiAccount.fromName(stage, 'Existing', 'oai-existing', 'rg-existing', { chatDeployment: 'chat' });
  const { environment } = account.connectionFor(new UserAssignedIdentity(stage, 'App'));
  expect(environment).toMatchObject({ AZURE_OPENAI_CHAT_DEPLOYMENT: 'chat' });
  expect(environment).not.toHaveProperty('AZURE_OPENAI_EMBEDDING_DEPLOYMENT');
  expect(stage).toHaveResourceCount('azurerm_cognitive_account', 0);
  expect(RenderedStage.of(stage).dataSources('azurerm_cognitive_account')).toEqual([
    { name: 'oai-existing', resource_group_name: 'rg-existing' },
  ]);
});

test('every problem is reported at once, with the path and what is allowed', () => {
  expect(
    () =>
      new OpenAiAccount(testStage(), 'Models', {
        name: 'Open_AI',
        restrictOutbound: false,
        allowedFqdns: ['example.com'],
        allowedIpRanges: ['20.0.0.0/31', '10.1.0.0/16'],
      }),
  ).toThrow(
    [
      'stage-test/Models: customSubdomainName: got "open_ai". Allowed: 2 to 64 lower-case letters, digits and hyphens. It is the name unless you give one.',
      'stage-test/Models: allowedFqdns: the account may call any host, because restrictOutbound is false. Leave one of them out.',
      'stage-test/Models: allowedIpRanges[0]: got "20.0.0.0/31". Allowed: a single address without mask, or a range of /30 or larger.',
      'stage-test/Models: allowedIpRanges[1]: got "10.1.0.0/16". Allowed: public addresses. Private addresses come through a private endpoint.',
    ].join('\n'),
  );
});

function identityAttribute(name: string) {
  return expect.stringMatching(new RegExp(`azurerm_user_assigned_identity\\..*\\.${name}}$`));
}
