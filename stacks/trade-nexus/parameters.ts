import { z } from 'zod';
import { StorageRedundancy } from '../../lib/constructs/data/storage-account';
import { PostgresqlVersion } from '../../lib/constructs/data/postgresql-server-options';
import { quote } from '../../lib/errors';
import { parsedBy, ParameterSet } from '../../lib/stage/parameter-set';
import { Cidr } from '../../lib/values/cidr';
import { ContainerImage } from '../../lib/values/container-image';
import { FederatedSubject } from '../../lib/values/federated-subject';
import { PostgresqlSku } from '../../lib/values/postgresql-sku';
import { Region } from '../../lib/values/region';
import { ResourceName } from '../../lib/values/resource-name';

/** Location of the knowledge base. */
export enum KnowledgeBase {
  /** Outside Azure, where it is already; nothing is made for it. */
  SUPABASE = 'supabase',
  /** A PostgreSQL flexible server of its own, with pgvector. */
  POSTGRESQL = 'postgresql',
}

/** Authentication of the knowledge base's clients. */
export enum KnowledgeBaseAccess {
  /** With their Entra identity. */
  ENTRA = 'entra',
  /** With that, or as the administrator `kbadmin` with a password. */
  PASSWORD = 'password',
}

/** Alpaca environment that receives the orders. */
export enum AlpacaTrading {
  /** Paper money. */
  PAPER = 'paper',
  /** Real money. */
  LIVE = 'live',
}

/** Text that a value class must accept, and that stays text. */
const textFor = (check: (text: string) => unknown) =>
  parsedBy((text) => {
    check(text);
    return text;
  });

const image = (app: string) =>
  textFor((text) => ContainerImage.parse(text))
    .optional()
    .describe(`Image of ${app}, as ${app}:1.0.0 in the registry, or with a host`);

const globalName = (type: string, name: string, what: string) =>
  textFor((text) => ResourceName.check(type, text))
    .prefault(name)
    .describe(
      `Name of the ${what}, which only one in all of Azure can have. Another one later replaces it, and what is in it is lost`,
    );

const FROM_GROUP = /^[^/]+\/[a-z][a-z0-9-]*$/;
const NAMED_OBJECT_ID = /^[^=]+=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Parameters of Trade Nexus. */
export const tradeNexusParameters = new ParameterSet({
  shape: {
    agentPlatformImage: image('agent-platform'),
    traderDataImage: image('trader-data'),
    tradingCliImage: image('trading-cli'),
    backendImage: image('trade-nexus-backend'),
    tradingCli: z.boolean().default(true).describe('Whether there is a back end for the command line'),
    maxReplicas: z.int().min(1).max(300).default(10).describe('Most replicas of each app; the fewest are none'),
    alpacaTrading: z
      .enum(AlpacaTrading)
      .default(AlpacaTrading.PAPER)
      .describe('Whether Alpaca trades with paper money or with real money'),
    traderDataSecrets: z
      .array(z.string())
      .default(['alpaca-api-key', 'alpaca-api-secret'])
      .describe('Secrets that you put in the key vault for trader-data. Empty: it runs without'),
    agentPlatformSecrets: z
      .array(z.string())
      .default([])
      .describe('Secrets that you put in the key vault for agent-platform, as supabase-service-key'),
    registryName: globalName('azurerm_container_registry', 'tradenexusacr', 'registry'),
    registryPassword: z.boolean().default(false).describe('Whether the registry has an admin user with a password'),
    storageAccountName: globalName('azurerm_storage_account', 'tradenexusdata', 'storage account'),
    storageRedundancy: z
      .enum(StorageRedundancy)
      .default(StorageRedundancy.LRS)
      .describe(
        'How the market data is copied. Between those with a Z and those without the account is replaced later, and its data is lost',
      ),
    knowledgeBase: z
      .enum(KnowledgeBase)
      .default(KnowledgeBase.SUPABASE)
      .describe('Whether the knowledge base stays in Supabase or is a PostgreSQL server in Azure'),
    knowledgeBaseName: globalName('azurerm_postgresql_flexible_server', 'trading-knowledge-db', 'PostgreSQL server'),
    knowledgeBaseSku: parsedBy((text) => PostgresqlSku.parse(text))
      .prefault('Standard_D2s_v3')
      .describe('Size of the PostgreSQL server, as Standard_D2s_v3'),
    knowledgeBaseStorageGb: z.int().min(32).default(128).describe('Gigabytes that the PostgreSQL server begins with'),
    knowledgeBaseVersion: z
      .enum(PostgresqlVersion)
      .default(PostgresqlVersion.V15)
      .describe('Version of PostgreSQL. A lower one later replaces the server, and its data is lost'),
    knowledgeBaseLocation: parsedBy((text) => Region.of(text).name)
      .prefault('northeurope')
      .describe('Azure region of the PostgreSQL server. Another one later replaces it, and its data is lost'),
    knowledgeBaseAccess: z
      .enum(KnowledgeBaseAccess)
      .default(KnowledgeBaseAccess.ENTRA)
      .describe('Whether kbadmin may sign in with a password beside Entra identities'),
    knowledgeBaseAdminGroup: z
      .string()
      .regex(NAMED_OBJECT_ID, 'name=object id')
      .optional()
      .describe(
        'Entra group that administers the PostgreSQL server, as name=object id. Default: agent-platform itself',
      ),
    gitHubRepositories: z
      .array(textFor((text) => FederatedSubject.gitHubBranch(text, 'main')))
      .default([])
      .describe('Repositories whose workflows deploy as trade-nexus-github, as owner/name'),
    gitHubBranch: z.string().min(1).default('main').describe('Branch whose workflows deploy'),
    gitHubEnvironment: z
      .string()
      .min(1)
      .optional()
      .describe('GitHub environment that a workflow must name to deploy, instead of the branch'),
    tradingPlatform: z
      .boolean()
      .default(false)
      .describe('Whether the groups of the trading platform are there and shall be read'),
    lonaGateway: z
      .string()
      .regex(FROM_GROUP, 'group/app')
      .optional()
      .describe('Container app of the Lona gateway, as group/app. Default: its public name'),
    dnsZone: z.string().optional().describe('Public DNS zone that exists, as trading.mindsightventures.ai'),
    dnsZoneResourceGroup: z.string().min(1).default('rg-trading-shared').describe('Resource group of the DNS zone'),
    dataHosts: z
      .array(z.string())
      .default(['data.trading.mindsightventures.ai', 'data-dev.trading.mindsightventures.ai'])
      .describe('Host names of trader-data in the DNS zone'),
    alertEmail: z.email().optional().describe('E-mail address that receives alerts'),
    vnetAddressSpace: parsedBy((text) => Cidr.parse(text))
      .prefault('10.0.0.0/16')
      .describe(
        'Address space of the network, /20 or larger. Cannot be changed later, while anything is in the network',
      ),
    operatorIpRanges: z
      .array(z.string())
      .default([])
      .describe('Address ranges that reach market data and key vault from the Internet, for operators'),
    locks: z.boolean().describe('Whether what holds data or is shared is locked against deletion'),
  },
  defaults: (profile) => ({ locks: profile.locksPermanentResources }),
  problems: ({ dnsZone, dataHosts }) =>
    dataHosts
      .filter((host) => dnsZone !== undefined && !host.endsWith(`.${dnsZone}`))
      .map((host) => ({
        property: 'dataHosts',
        message: `got ${quote(host)}, which is not in the zone`,
        allowed: `names that end in .${dnsZone}`,
        fix: 'Say dataHosts and dnsZone together.',
      })),
});

/** The parameters in force. */
export type TradeNexusParameters = ReturnType<typeof tradeNexusParameters.read>['values'];
