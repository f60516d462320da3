import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ParameterDescription } from '../../lib/manifest/app-metadata';
import { type Stage } from '../../lib/stage/stage';
import { type RenderedResource } from '../../lib/testing';
import { EnvironmentProfile } from '../../lib/values/environment-profile';
import { findSystem } from '../../stacks';
import { agenticPlatformParameters } from '../../stacks/agentic-platform/parameters';
import { finagentixParameters } from '../../stacks/finagentix/parameters';
import { holidayPeakHubParameters } from '../../stacks/holiday-peak-hub/parameters';
import { sigmatiqParameters } from '../../stacks/sigmatiq/parameters';
import { tradeNexusParameters } from '../../stacks/trade-nexus/parameters';
import { repository } from '../helpers/markdown';
import { replacement } from '../helpers/replacement';

const ID = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers';
const GUID = '11111111-2222-3333-4444-555555555555';

/** Other values of all parameters. */
interface Variant {
  readonly system: string;
  readonly environment: string;
  /** What holds before and after. */
  readonly given?: Readonly<Record<string, string>>;
  /** Those that replace something, and so must say so. */
  readonly replacing: Readonly<Record<string, string>>;
  /** Those that do not, and must not say so. */
  readonly keeping: Readonly<Record<string, string>>;
}

const VARIANTS: readonly Variant[] = [
  {
    system: 'finagentix',
    environment: 'prod',
    replacing: {
      redisSku: 'E10',
      redisHighAvailability: 'false',
      chatModel: 'gpt-5-mini',
      embeddingModel: 'text-embedding-3-small',
      apiExposure: 'internal',
      registryId: `${ID}/Microsoft.ContainerRegistry/registries/other`,
      privateRegistry: 'false',
      vnetAddressSpace: '10.9.0.0/16',
    },
    keeping: {
      redisAccess: 'key',
      chatCapacity: '70',
      embeddingCapacity: '70',
      minReplicas: '3',
      maxReplicas: '30',
      agentImage: 'agent-api:1.0.0',
      ingestionImage: 'data-ingestion:1.0.0',
      ingestionMode: 'job',
      customDomain: 'api.example.com',
      alertEmail: 'ops@example.com',
      operatorIpRanges: '20.1.2.0/24',
      secrets: '',
      locks: 'false',
    },
  },
  {
    system: 'sigmatiq',
    environment: 'prod',
    given: { networkAccess: 'private' },
    replacing: {
      nameSuffix: '1023',
      redisSku: 'Premium_P1',
      redisHighAvailability: 'false',
      appConfigurationSku: 'developer',
      vpnSku: 'VpnGw2AZ',
      vpnActiveActive: 'false',
      vnetAddressSpace: '10.9.0.0/16',
    },
    keeping: {
      postgresSku: 'D4ds_v4',
      postgresStorageGb: '64',
      postgresHighAvailability: 'true',
      postgresPassword: 'true',
      databaseAdminGroup: GUID,
      databaseAdminGroupName: 'dba',
      allowAzureServices: 'false',
      vpnClientAddressPool: '172.31.240.0/24',
      authImage: 'sigmatiq-auth-api:1.0.0',
      nativeImage: 'sigmatiq-native-api:1.0.0',
      pilotImage: 'sigmatiq-pilot-api:1.0.0',
      cardImage: 'sigmatiq-card-api:1.0.0',
      simImage: 'sigmatiq-sim-api:1.0.0',
      secrets: 'Polygon-API-Key',
      minReplicas: '1',
      maxReplicas: '5',
      operatorIpRanges: '20.1.2.0/24',
      alertEmail: 'ops@example.com',
      locks: 'false',
    },
  },
  { system: 'sigmatiq', environment: 'beta', replacing: { networkAccess: 'private' }, keeping: { shared: 'use' } },
  {
    system: 'trade-nexus',
    environment: 'dev',
    given: { knowledgeBase: 'postgresql' },
    replacing: {
      registryName: 'otheracr',
      storageAccountName: 'otherdata',
      storageRedundancy: 'ZRS',
      knowledgeBaseName: 'other-knowledge-db',
      knowledgeBaseVersion: '14',
      knowledgeBaseLocation: 'westeurope',
      vnetAddressSpace: '10.9.0.0/16',
    },
    keeping: {
      agentPlatformImage: 'agent-platform:1.0.0',
      traderDataImage: 'trader-data:1.0.0',
      tradingCliImage: 'trading-cli:1.0.0',
      backendImage: 'trade-nexus-backend:1.0.0',
      tradingCli: 'false',
      maxReplicas: '20',
      alpacaTrading: 'live',
      traderDataSecrets: '',
      agentPlatformSecrets: 'supabase-service-key',
      registryPassword: 'true',
      knowledgeBaseSku: 'Standard_D4s_v3',
      knowledgeBaseStorageGb: '256',
      knowledgeBaseAccess: 'password',
      knowledgeBaseAdminGroup: `dba=${GUID}`,
      gitHubRepositories: 'example/shop',
      gitHubBranch: 'release',
      gitHubEnvironment: 'production',
      tradingPlatform: 'true',
      lonaGateway: 'rg-lona/lona-gateway',
      dnsZone: 'trading.mindsightventures.ai',
      dnsZoneResourceGroup: 'rg-dns',
      dataHosts: 'data.trading.mindsightventures.ai',
      alertEmail: 'ops@example.com',
      operatorIpRanges: '20.1.2.0/24',
      locks: 'true',
    },
  },
  { system: 'trade-nexus', environment: 'dev', replacing: {}, keeping: { knowledgeBase: 'postgresql' } },
  {
    system: 'holiday-peak-hub',
    environment: 'dev',
    given: { searchAgents: 'ecommerce-catalog-search', openAiAgents: 'ecommerce-catalog-search' },
    replacing: {
      vnetAddressSpace: '10.9.0.0/16',
      cosmosServerless: 'false',
      redisSku: 'P1',
      redisHighAvailability: 'true',
      storageRedundancy: 'ZRS',
      clusterIpRanges: '20.1.2.0/24',
      apiManagementSku: 'StandardV2_1',
      staticWebAppLocation: 'westus2',
      searchAgents: '',
      openAiAgents: '',
      chatModel: 'gpt-5-mini',
      embeddingModel: 'text-embedding-3-small',
    },
    keeping: {
      operatorIpRanges: '20.1.2.0/24',
      registryReplicas: 'westus2',
      operationalThroughput: '8000',
      memoryThroughput: '8000',
      nodeSize: 'Standard_D8s_v5',
      clusterAdminGroup: GUID,
      sharedPodIdentity: 'true',
      publisherEmail: 'api@example.com',
      staticWebAppSku: 'Standard',
      customDomain: 'shop.example.com',
      chatCapacity: '20',
      embeddingCapacity: '20',
      monthlyBudget: '700',
      alertEmail: 'ops@example.com',
      locks: 'true',
    },
  },
  {
    system: 'agentic-platform',
    environment: 'dev',
    given: {
      phase: 'tenants',
      domain: 'platform.example.com',
      postgresReplica: 'paired-region',
      clusterBackup: 'true',
    },
    replacing: {
      vnetAddressSpaces: '10.9.0.0/16, 10.20.0.0/16, 10.30.0.0/16',
      domain: 'other.example.com',
      clusterIpRanges: '20.1.2.0/24',
      postgresReplica: 'same-region',
      cacheSku: 'Balanced_B10',
      queueSku: 'Balanced_B5',
      tenantRedisSku: 'Balanced_B3',
      redisHighAvailability: 'true',
      storageRedundancy: 'ZRS',
      clusterBackup: 'false',
    },
    keeping: {
      phase: 'region',
      operatorIpRanges: '20.1.2.0/24',
      publicGrafana: 'true',
      clusterAdminGroup: GUID,
      grafanaAdminGroup: GUID,
      vaultAdminGroup: GUID,
      databaseAdminGroup: `dba=${GUID}`,
      nodeSize: 'Standard_D4s_v5',
      systemNodes: '3',
      apiNodes: '3',
      workerNodes: '2',
      maxNodes: '10',
      spotWorkerNodes: '5',
      meshRevisions: 'asm-1-29',
      postgresSku: 'D4ds_v5',
      postgresStorageGb: '64',
      postgresHighAvailability: 'true',
      tenantPostgresSku: 'D4ds_v5',
      apiReplicas: '3',
      workerReplicas: '2',
      maxReplicas: '10',
      imageTag: '1.1.0',
      gitRepository: 'https://github.com/example/clusters',
      gitBranch: 'release',
      gitPath: 'platform',
      secrets: 'jwt-secret',
      monthlyBudget: '700',
      alertEmail: 'ops@example.com',
      locks: 'true',
    },
  },
  {
    system: 'agentic-platform',
    environment: 'dev',
    given: { phase: 'global', regions: 'eastus' },
    replacing: { sharedCacheSku: 'Balanced_B5' },
    keeping: {},
  },
];

/** Parameters that only the one who first signs in or deploys gives, in a form that is no use here. */
const NOT_TRIED: Readonly<Record<string, readonly string[]>> = {
  sigmatiq: ['vpnRootCertificate'],
  // The first is the location, which replaces all of every system.
  'agentic-platform': ['regions'],
};

/** What tells that a parameter replaces something, or is not to be changed. */
const WARNING = /replace|cannot be changed later|is deleted|loses it/i;

/** What holds data, or is what other stages or people stand on, by stage and address. */
interface Foundations {
  readonly stages: readonly string[];
  readonly resources: ReadonlyMap<string, { readonly type: string; readonly resource: RenderedResource }>;
}

function foundations({ system, environment, given }: Variant, other: Readonly<Record<string, string>>): Foundations {
  const projectDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-replaced-'));
  fs.cpSync(path.join(repository, 'environments'), path.join(projectDirectory, 'environments'), { recursive: true });
  if (given?.['phase'] === 'tenants') {
    fs.cpSync(path.join(repository, '__tests__/fixtures/platform-tenants'), path.join(projectDirectory, 'tenants'), {
      recursive: true,
    });
  }
  const stages = findSystem(system).createApp({
    environment,
    overrides: { today: '2026-11-21', parameters: { ...given, ...other } },
    projectDirectory,
    outdir: path.join(projectDirectory, 'out'),
  }).node.children as Stage[];
  stages.forEach((stage) => stage.prepareStack());
  const found = new Map<string, { type: string; resource: RenderedResource }>();
  for (const stage of stages) {
    const { resource = {}, output = {} } = stage.toTerraform() as {
      resource?: Record<string, Record<string, RenderedResource>>;
      output?: Record<string, unknown>;
    };
    const handedOn = JSON.stringify(Object.entries(output).filter(([name]) => name.startsWith('cross-stack-output')));
    for (const [type, byId] of Object.entries(resource)) {
      for (const [id, each] of Object.entries(byId)) {
        const address = `${type}.${id}`;
        const holdsData = stage.metadata.dataResources.includes(address);
        if (holdsData || handedOn.includes(`{${address}.`) || STOOD_ON.includes(type)) {
          found.set(`${stage.node.id}/${address}`, { type, resource: each });
        }
      }
    }
  }
  return { stages: stages.map(({ node }) => node.id), resources: found };
}

/** What others stand on by its name or address, which no output tells. */
const STOOD_ON = [
  'azurerm_subnet',
  'azurerm_cognitive_deployment',
  'azurerm_dns_zone',
  'azurerm_virtual_network_gateway',
  'azurerm_static_web_app',
];

/** What would be replaced or deleted by other values. A stage that the app no longer has is left as it is. */
function losses(before: Foundations, after: Foundations): string[] {
  return [...before.resources].flatMap(([address, { type, resource }]) => {
    const changed = after.resources.get(address);
    const isGone = changed === undefined && after.stages.some((name) => address.startsWith(`${name}/`));
    const why = isGone ? 'gone' : changed && replacement(type, resource, changed.resource);
    return why === undefined ? [] : [`${address}: ${why}`];
  });
}

const PARAMETERS: Readonly<Record<string, readonly ParameterDescription[]>> = {
  'agentic-platform': agenticPlatformParameters.read(EnvironmentProfile.DEV, []).descriptions,
  finagentix: finagentixParameters.read(EnvironmentProfile.DEV, []).descriptions,
  'holiday-peak-hub': holidayPeakHubParameters.read(EnvironmentProfile.DEV, []).descriptions,
  sigmatiq: sigmatiqParameters.read(EnvironmentProfile.DEV, []).descriptions,
  'trade-nexus': tradeNexusParameters.read(EnvironmentProfile.DEV, []).descriptions,
};

test.each(Object.entries(PARAMETERS))('every parameter of %s is tried with another value', (system, parameters) => {
  const tried = VARIANTS.filter((each) => each.system === system).flatMap((each) => [
    ...Object.keys(each.replacing),
    ...Object.keys(each.keeping),
  ]);
  const expected = parameters.map(({ name }) => name).filter((name) => !NOT_TRIED[system]?.includes(name));
  expect([...new Set(tried)].sort()).toEqual(expected.sort());
});

function descriptionOf({ system }: Variant, name: string): string {
  return PARAMETERS[system]?.find((each) => each.name === name)?.description ?? '';
}

describe.each(VARIANTS)('$system in $environment', (variant) => {
  const { replacing, keeping } = variant;
  let before: Foundations;

  beforeAll(() => {
    before = foundations(variant, {});
  });

  if (Object.keys(replacing).length > 0) {
    test.each(Object.entries(replacing))('%s=%s replaces something, and says so', (name, value) => {
      expect(losses(before, foundations(variant, { [name]: value }))).not.toEqual([]);
      expect(descriptionOf(variant, name)).toMatch(WARNING);
    });
  }

  test('the other parameters replace nothing, and do not say so', () => {
    expect(losses(before, foundations(variant, keeping))).toEqual([]);
    const names = Object.keys(keeping);
    expect(names.filter((name) => WARNING.test(descriptionOf(variant, name)))).toEqual([]);
  });
});
