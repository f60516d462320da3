import { z } from 'zod';
import { StaticWebAppSku } from '../../lib/constructs/web/static-web-app';
import { StorageRedundancy } from '../../lib/constructs/data/storage-account';
import { parsedBy, ParameterSet } from '../../lib/stage/parameter-set';
import { ApiManagementSku } from '../../lib/values/api-management-sku';
import { Cidr } from '../../lib/values/cidr';
import { DomainName } from '../../lib/values/domain-name';
import { OpenAiModel } from '../../lib/values/open-ai-model';
import { AgentName } from './agents';
import { gatewayProblems } from './gateway-sku';
import { CacheSku } from './cache-sku';

const ranges = (what: string) => z.array(z.string()).default([]).describe(what);
const agents = (what: string) => z.array(z.enum(AgentName)).default([]).describe(what);
const model = (what: string) => parsedBy((text) => OpenAiModel.parse(text)).describe(what);
const capacity = (what: string, value: number) => z.int().min(1).default(value).describe(what);
const throughput = (what: string, value: number) =>
  z.int().min(1000).multipleOf(1000).default(value).describe(`Most RU/s of ${what}, in steps of 1000`);

/** Parameters of Holiday Peak Hub. */
export const holidayPeakHubParameters = new ParameterSet({
  shape: {
    vnetAddressSpace: parsedBy((text) => Cidr.parse(text))
      .prefault('10.0.0.0/16')
      .describe(
        'Address space of the network, /20 or larger. Cannot be changed later, while anything is in the network',
      ),
    operatorIpRanges: ranges('Public address ranges that reach registry, vault, storage and databases, for operators'),
    registryReplicas: z.array(z.string()).describe('Other regions that keep a copy of the images'),
    cosmosServerless: z
      .boolean()
      .describe('Whether Cosmos DB bills each request. Another choice later replaces it, and its data is lost'),
    operationalThroughput: throughput('the operational containers where Cosmos DB is not serverless', 6000),
    memoryThroughput: throughput('the memory of all agents where Cosmos DB is not serverless', 4000),
    redisSku: parsedBy((text) => CacheSku.parse(text)).describe(
      'Redis SKU: Managed Redis as B5 or Balanced_B5, or the retiring Premium tier as P1 or P2. Between the two Redis is replaced later, and its data is lost',
    ),
    redisHighAvailability: z
      .boolean()
      .describe('Whether Managed Redis has a replica. Another choice later replaces it, and its data is lost'),
    storageRedundancy: z
      .enum(StorageRedundancy)
      .describe(
        'How often and where blobs are copied. Between those with a Z and those without the account is replaced later, and its data is lost',
      ),
    nodeSize: z.string().min(1).describe('Size of the machines of all three pools'),
    clusterIpRanges: ranges(
      'Public address ranges that reach the API server. Empty: it answers in the network alone. Between the two the cluster is replaced',
    ),
    clusterAdminGroup: z.guid().optional().describe('Object id of the Entra group that administers the cluster'),
    sharedPodIdentity: z
      .boolean()
      .default(false)
      .describe('Whether the nodes themselves, and so every pod, may use all data, as in the reference design'),
    apiManagementSku: parsedBy((text) => ApiManagementSku.parse(text)).describe(
      'SKU of the API gateway: Consumption, or StandardV2_1 with its units, which reaches the network. Between the two it is replaced later, and the APIs in it are lost',
    ),
    publisherEmail: z.email().optional().describe('Who receives the notifications of the API gateway'),
    staticWebAppSku: z.enum(StaticWebAppSku).describe('SKU of the web front end'),
    staticWebAppLocation: z
      .string()
      .default('eastus2')
      .describe(
        'Region of the web front end: centralus, eastasia, eastus2, westeurope or westus2. Another one later replaces it, and its host name',
      ),
    customDomain: parsedBy((text) => DomainName.parse(text))
      .optional()
      .describe('Host name of the web front end, as shop.example.com'),
    searchAgents: agents(
      'Agents that get an AI Search service of their own. One that is taken out later loses it, with its indexes',
    ),
    openAiAgents: agents('Agents that get an Azure OpenAI account of their own. One that is taken out later loses it'),
    chatModel: model(
      'Chat model of those, as name or name@version. Another model later replaces the deployment that they use',
    ).prefault(OpenAiModel.longestLivedChat().name),
    embeddingModel: model(
      'Embedding model of those, as name or name@version. Another model later replaces the deployment that they use, and its vectors do not fit the old ones',
    ).prefault('text-embedding-3-large'),
    chatCapacity: capacity('Thousands of tokens a minute of each chat model', 10),
    embeddingCapacity: capacity('Thousands of tokens a minute of each embedding model', 10),
    monthlyBudget: z.number().min(1).describe('What the environment may cost in a month before somebody hears of it'),
    alertEmail: z.email().optional().describe('E-mail address that receives alerts and budget notices'),
    locks: z.boolean().describe('Whether what holds data or is shared is locked against deletion'),
  },
  defaults: ({ name, highlyAvailable, locksPermanentResources }) => ({
    registryReplicas: name === 'prod' ? ['westus2'] : [],
    cosmosServerless: name !== 'prod',
    redisSku: 'Balanced_B5',
    redisHighAvailability: highlyAvailable,
    storageRedundancy: name === 'prod' ? StorageRedundancy.GRS : StorageRedundancy.LRS,
    nodeSize: name === 'prod' ? 'Standard_D4s_v5' : 'Standard_B4ms',
    apiManagementSku: name === 'prod' ? 'StandardV2_1' : 'Consumption',
    staticWebAppSku: name === 'prod' ? StaticWebAppSku.STANDARD : StaticWebAppSku.FREE,
    monthlyBudget: name === 'prod' ? 3924 : 590,
    locks: locksPermanentResources,
  }),
  problems: ({ apiManagementSku }) => gatewayProblems(apiManagementSku),
});

/** The parameters in force. */
export type HolidayPeakHubParameters = ReturnType<typeof holidayPeakHubParameters.read>['values'];
