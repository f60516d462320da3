import { TerraformVariable } from 'cdktf';
import fs from 'node:fs';
import path from 'node:path';
import * as azstage from '../../../../lib';
import { testStage } from '../../../../lib/testing';
import { neighbourhood } from '../../../helpers/catalog';

const sku = azstage.ContainerRegistrySku.PREMIUM;

/** Every construct with a list of addresses, made with one. */
const lists: Readonly<Record<string, (stage: azstage.Stage, allowedIpRanges: string[]) => unknown>> = {
  'ai/open-ai-account': (stage, allowedIpRanges) => new azstage.OpenAiAccount(stage, 'X', { allowedIpRanges }),
  'ai/search-service': (stage, allowedIpRanges) => new azstage.SearchService(stage, 'X', { allowedIpRanges }),
  'compute/container-registry': (stage, allowedIpRanges) =>
    new azstage.ContainerRegistry(stage, 'X', { allowedIpRanges, sku }),
  'compute/ingress': (stage, allowedIpRanges) =>
    new azstage.ContainerApp(stage, 'X', {
      environment: neighbourhood(stage).environment,
      image: 'nginx:1.27',
      ingress: { targetPort: 80, allowedIpRanges },
    }),
  'compute/kubernetes-cluster-options': (stage, allowedIpRanges) =>
    new azstage.KubernetesCluster(stage, 'X', { subnet: neighbourhood(stage).subnet, allowedIpRanges }),
  'data/cosmos-account': (stage, allowedIpRanges) => new azstage.CosmosAccount(stage, 'X', { allowedIpRanges }),
  'data/postgresql-server': (stage, allowedIpRanges) =>
    new azstage.PostgresqlServer(stage, 'X', {
      sku: azstage.PostgresqlSku.parse('D2ds_v4'),
      publicNetworkAccess: true,
      allowedIpRanges,
    }),
  'data/redis-cache': (stage, allowedIpRanges) =>
    new azstage.RedisCache(stage, 'X', {
      sku: azstage.RedisCacheSku.parse('P1'),
      publicNetworkAccess: true,
      allowedIpRanges,
    }),
  'data/storage-account': (stage, allowedIpRanges) => new azstage.StorageAccount(stage, 'X', { allowedIpRanges }),
  'messaging/event-hub-namespace': (stage, allowedIpRanges) =>
    new azstage.EventHubNamespace(stage, 'X', { allowedIpRanges }),
  'security/key-vault': (stage, allowedIpRanges) => new azstage.KeyVault(stage, 'X', { allowedIpRanges }),
};

test('these are all constructs with such a list', () => {
  const root = path.resolve('lib/constructs');
  const files = fs
    .readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) =>
      /readonly allowedIpRanges\?|Props extends .*NetworkAccessOptions/.test(fs.readFileSync(file, 'utf8')),
    )
    .map((file) => path.relative(root, file).replace(/\.ts$/, ''));
  // The type that most of them extend is a file of its own.
  expect(files.sort()).toEqual([...Object.keys(lists), 'network/network-access'].sort());
});

describe.each(Object.entries(lists))('the list of %s', (name, make) => {
  test.each([' 20.10.0.4', '20.10.0.4 ', '20.10.0.0 /24'])('takes no blanks: %j', (range) => {
    expect(() => make(testStage(), [range])).toThrow(
      /llowedIpRanges\[0\]: ".*" is not an IPv4 range.*Did you mean "20/,
    );
  });

  test('takes an address once', () => {
    expect(() => make(testStage(), ['20.10.0.4', '20.11.0.0/24', '20.10.0.4'])).toThrow(
      /llowedIpRanges\[2\]: got "20\.10\.0\.4"\. Allowed: a range other than \S*allowedIpRanges\[0\]\. Leave one of the two out\./,
    );
  });

  test('takes no address that stands for everything in Azure', () => {
    const zero = () => make(testStage(), ['0.0.0.0']);
    if (name === 'compute/kubernetes-cluster-options' || name === 'compute/ingress') {
      expect(zero).not.toThrow();
    } else {
      expect(zero).toThrow(
        /allowedIpRanges\[0\]: got "0\.0\.0\.0"\. Allowed: addresses of your own\. 0\.0\.0\.0 stands for all of Azure/,
      );
    }
  });

  test('takes what Terraform computes', () => {
    const stage = testStage();
    const variable = new TerraformVariable(stage, 'office', { type: 'string' });
    expect(() => make(stage, [variable.stringValue, '20.11.0.0/24'])).not.toThrow();
  });
});

test('the ends of a range that Terraform computes are computed too, with or without a mask', () => {
  const stage = testStage();
  const office = new TerraformVariable(stage, 'office', { type: 'string' }).stringValue;
  lists['data/postgresql-server']?.(stage, [office]);
  const masked = 'join("/", slice(concat(split("/", var.office), ["32"]), 0, 2))';
  expect(stage).toHaveResource('azurerm_postgresql_flexible_server_firewall_rule', {
    name: 'allow-0',
    start_ip_address: `\${cidrhost(${masked}, 0)}`,
    end_ip_address: `\${cidrhost(${masked}, -1)}`,
  });
});

test.each([
  ['OpenAiAccount', (stage: azstage.Stage, props: object) => new azstage.OpenAiAccount(stage, 'X', props)],
  ['SearchService', (stage: azstage.Stage, props: object) => new azstage.SearchService(stage, 'X', props)],
  ['CosmosAccount', (stage: azstage.Stage, props: object) => new azstage.CosmosAccount(stage, 'X', props)],
  ['StorageAccount', (stage: azstage.Stage, props: object) => new azstage.StorageAccount(stage, 'X', props)],
  ['EventHubNamespace', (stage: azstage.Stage, props: object) => new azstage.EventHubNamespace(stage, 'X', props)],
  ['KeyVault', (stage: azstage.Stage, props: object) => new azstage.KeyVault(stage, 'X', props)],
])('%s refuses ranges on a public address that it does not answer', (_name, make) => {
  const props = { publicNetworkAccess: false, allowedIpRanges: ['20.10.0.0/24'] };
  expect(() => make(testStage(), props)).toThrow(
    'stage-test/X: allowedIpRanges: it does not answer on its public address, because publicNetworkAccess is false. Leave one of them out.',
  );
});
