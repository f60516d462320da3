import { type UsageFile } from '../../lib/cost/usage-file';
import { type Range } from '../../lib/cost/range';
import * as agenticPlatform from '../../stacks/agentic-platform';
import * as finagentix from '../../stacks/finagentix';
import * as holidayPeakHub from '../../stacks/holiday-peak-hub';
import * as sigmatiq from '../../stacks/sigmatiq';
import * as tradeNexus from '../../stacks/trade-nexus';
import { type System } from '../../stacks';

/** A row of a cost table of a document. */
export interface DocumentRow {
  readonly label: string;
  /** Dollars a month; undefined where the document has none. */
  readonly figure?: Range;
  /** Stages of ours that it is about. @default all */
  readonly stages?: readonly string[];
  /** Types that it is about, without `azurerm_`; none where the system does not deploy it. @default all of the stages */
  readonly types?: readonly string[];
  /** Reason for which ours is apart from it. */
  readonly why?: string;
}

/** A cost table of a document, beside the costs of ours. */
export interface DocumentTable {
  /** Heading of the document. */
  readonly title: string;
  readonly environment: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly usage?: UsageFile;
  readonly rows: readonly DocumentRow[];
  /** Total of the document, which need not be the sum of its rows. @default it has none */
  readonly total?: DocumentRow;
}

/** Cost tables of the document of a system. */
export interface DocumentCosts {
  readonly name: string;
  readonly system: System;
  readonly files?: readonly string[];
  readonly tables: readonly DocumentTable[];
}

const dollars = (low: number, high = low): Range => ({ low, high });

const KUBERNETES = ['kubernetes_cluster', 'kubernetes_cluster_node_pool'];
const LOGS = ['log_analytics_workspace', 'log_analytics_workspace_table', 'application_insights'];
const MONITORING = [
  ...LOGS,
  'dashboard_grafana',
  'monitor_data_collection_rule',
  'monitor_metric_alert',
  'monitor_scheduled_query_rules_alert_v2',
];
const COSMOS = ['cosmosdb_account', 'cosmosdb_sql_database', 'cosmosdb_sql_container'];
const NETWORK = ['private_endpoint', 'private_dns_zone'];
const STORAGE = ['storage_account', 'storage_object_replication'];
const REDIS = ['managed_redis', 'managed_redis_geo_replication'];

/** A table of the agentic platform's document, whose rows are kinds of services. */
function platformTable(
  title: string,
  environment: string,
  figures: Readonly<Record<'cluster' | 'postgresql' | 'redis' | 'total', Range>> &
    Readonly<Partial<Record<'storage' | 'balancers' | 'monitoring' | 'transfer', Range>>>,
  why: Readonly<Partial<Record<keyof typeof figures, string>>>,
  parameters: Readonly<Record<string, string>> = {},
): DocumentTable {
  const row = (label: string, key: keyof typeof figures, types: readonly string[]): readonly DocumentRow[] =>
    figures[key] === undefined ? [] : [{ label, figure: figures[key], types, why: why[key] }];
  return {
    title,
    environment,
    parameters,
    rows: [
      ...row('Kubernetes clusters', 'cluster', KUBERNETES),
      ...row('PostgreSQL', 'postgresql', ['postgresql_flexible_server']),
      ...row('Redis', 'redis', REDIS),
      ...row('Object storage, CDN', 'storage', STORAGE),
      ...row('Load balancers', 'balancers', ['cdn_frontdoor_profile']),
      ...row('Monitoring', 'monitoring', MONITORING),
      ...row('Data transfer', 'transfer', ['virtual_network_peering', 'nat_gateway']),
    ],
    total: { label: 'Total', figure: figures.total, why: why.total },
  };
}

/** The cost tables of the documents that the systems of `stacks/` are made from. */
export const DOCUMENT_COSTS: readonly DocumentCosts[] = [
  {
    name: 'finagentix',
    system: finagentix,
    tables: [
      {
        title: 'Cost Breakdown by Stage',
        environment: 'dev',
        rows: [
          { label: 'Stage 0: VNet, NSG, logging', figure: dollars(10, 30), stages: ['stage-foundation'] },
          {
            label: 'Stage 1: Redis E5/E10, storage',
            figure: dollars(225, 450),
            stages: ['stage-data-platform'],
            why: 'dev has Managed Redis Balanced_B5 on one node, at 114',
          },
          { label: 'Stage 2: Azure OpenAI', figure: dollars(50, 200), stages: ['stage-ai-services'] },
          { label: 'Stage 3: ACR, container app', figure: dollars(5, 15), stages: ['stage-data-ingestion'] },
          { label: 'Stage 4: container app', figure: dollars(20, 50), stages: ['stage-agent-runtime'] },
          {
            label: 'Minimum (stages 0 and 1)',
            figure: dollars(235, 480),
            stages: ['stage-foundation', 'stage-data-platform'],
          },
        ],
        total: { label: 'Total', figure: dollars(320, 750) },
      },
      {
        title: 'Scenario 5: Production Deployment',
        environment: 'prod',
        rows: [],
        total: { label: 'All stages, with Redis E10', figure: dollars(545, 750) },
      },
    ],
  },
  {
    name: 'holiday-peak-hub',
    system: holidayPeakHub,
    tables: [
      {
        title: 'Dev Environment',
        environment: 'dev',
        rows: [
          {
            label: 'AKS, 4 nodes (B4ms)',
            figure: dollars(250),
            types: KUBERNETES,
            why: '4 nodes are 485 alone; with disks, and pools that grow to 35 nodes',
          },
          {
            label: 'Cosmos DB, serverless',
            figure: dollars(50, 100),
            types: COSMOS,
            why: '1 to 50 million request units are assumed, at 0.25 each',
          },
          { label: 'Redis Premium P1', figure: dollars(150), types: REDIS },
          { label: 'Event Hubs Standard', figure: dollars(20), types: ['eventhub_namespace'] },
          { label: 'Storage, LRS', figure: dollars(5), types: STORAGE },
          {
            label: 'Key Vault Premium',
            figure: dollars(5),
            types: ['key_vault'],
            why: 'no key of an HSM: only operations are paid for',
          },
          { label: 'API Management, Consumption', figure: dollars(10), types: ['api_management'] },
          {
            label: 'ACR Premium',
            figure: dollars(20),
            types: ['container_registry'],
            why: 'the Premium tier is 50 in each region',
          },
          {
            label: 'VNet, NSG',
            figure: dollars(10),
            types: NETWORK,
            why: 'a network is free; its six private endpoints, 7 each, and DNS zones are not',
          },
          { label: 'App Insights', figure: dollars(20), types: LOGS },
          { label: 'Static Web App, Free', figure: dollars(0), types: ['static_web_app'] },
        ],
        total: { label: 'Total', figure: dollars(540, 590), why: 'the nodes, above all' },
      },
      {
        title: 'Production Environment',
        environment: 'prod',
        rows: [
          { label: 'AKS, 11 nodes (D4s_v5)', figure: dollars(1800), types: KUBERNETES },
          {
            label: 'Cosmos DB, 10K RU/s',
            figure: dollars(600),
            types: COSMOS,
            why: 'autoscale, idle at a tenth; at its maximum all month, it is 876',
          },
          { label: 'Redis Premium P1 + replication', figure: dollars(300), types: REDIS },
          {
            label: 'Event Hubs Standard',
            figure: dollars(100),
            types: ['eventhub_namespace'],
            why: '1 to 10 throughput units of 22; a quarter of the way up is assumed',
          },
          {
            label: 'Storage, GRS',
            figure: dollars(20),
            types: STORAGE,
            why: '10 to 100 GB are assumed',
          },
          {
            label: 'Key Vault Premium',
            figure: dollars(5),
            types: ['key_vault'],
            why: 'no key of an HSM: only operations are paid for',
          },
          { label: 'API Management, StandardV2', figure: dollars(900), types: ['api_management'] },
          {
            label: 'ACR Premium + geo-replication',
            figure: dollars(40),
            types: ['container_registry'],
            why: 'the Premium tier is 50 in each of two regions',
          },
          { label: 'VNet, NSG', figure: dollars(50), types: NETWORK },
          {
            label: 'App Insights',
            figure: dollars(100),
            types: LOGS,
            why: '1.5 to 30 GB of logs and telemetry are assumed',
          },
          { label: 'Static Web App, Standard', figure: dollars(9), types: ['static_web_app'] },
        ],
        total: { label: 'Total', figure: dollars(3924) },
      },
    ],
  },
  {
    name: 'sigmatiq',
    system: sigmatiq,
    files: ['beta'],
    tables: [
      {
        title: 'Beta Environment',
        environment: 'beta',
        rows: [
          { label: 'PostgreSQL Standard_B1ms', figure: dollars(15), types: ['postgresql_flexible_server'] },
          {
            label: 'Redis Basic C0',
            figure: dollars(16),
            types: REDIS,
            why: 'Managed Redis Balanced_B0 without replica',
          },
          { label: 'Container Apps (5)', figure: dollars(0), types: ['container_app'] },
          { label: 'Key Vault (2)', figure: dollars(0, 1), types: ['key_vault'] },
          { label: 'Container Registry', figure: dollars(5), types: ['container_registry'] },
        ],
        total: { label: 'Total', figure: dollars(37), why: 'logs, and the private endpoints of the configuration' },
      },
      {
        title: 'Production Environment',
        environment: 'prod',
        rows: [
          {
            label: 'PostgreSQL Standard_D2ds_v4',
            figure: dollars(120),
            types: ['postgresql_flexible_server'],
            why: '148 is the price of West US, the only one known; and 4 for 32 GB',
          },
          { label: 'Redis Premium P1', figure: dollars(250), types: REDIS },
          { label: 'VPN Gateway VpnGw1', figure: dollars(140), types: ['virtual_network_gateway'] },
          {
            label: 'DNS Resolver',
            figure: dollars(25),
            types: ['private_dns_resolver_inbound_endpoint'],
            why: 'an inbound endpoint is 180',
          },
          { label: 'Container Apps', figure: dollars(0), types: ['container_app'] },
          {
            label: 'Key Vault + Misc',
            figure: dollars(10),
            types: ['key_vault', 'app_configuration'],
            why: 'App Configuration Standard is 36',
          },
        ],
        total: {
          label: 'Total',
          figure: dollars(500),
          why: 'the resolver, private endpoints, logs and App Configuration',
        },
      },
    ],
  },
  {
    name: 'trade-nexus',
    system: tradeNexus,
    tables: [
      {
        title: 'Cost Estimates (Azure)',
        environment: 'dev',
        parameters: { knowledgeBase: 'postgresql' },
        usage: { types: { azurerm_storage_account: { gbStored: 1000 } } },
        rows: [
          { label: 'AKS (Dev)', figure: dollars(150), types: [], why: 'of the trading platform, not deployed here' },
          { label: 'AKS (Prod)', figure: dollars(300), types: [], why: 'of the trading platform, not deployed here' },
          {
            label: 'Azure PostgreSQL',
            figure: dollars(100),
            types: ['postgresql_flexible_server'],
            why: 'D2s_v3 is 142, and 128 GB are 16',
          },
          { label: 'Blob storage, 1 TB', figure: dollars(20), types: STORAGE },
          {
            label: 'Redis, Basic tier',
            figure: dollars(50),
            types: [],
            why: 'of the trading platform, not deployed here',
          },
        ],
        total: { label: 'Total', figure: dollars(520, 620) },
      },
      {
        title: 'Cost Model',
        environment: 'dev',
        rows: [
          {
            label: 'Environment + Log Analytics, idle',
            figure: dollars(0),
            types: ['container_app_environment', 'log_analytics_workspace'],
            why: '1 to 20 GB of logs are assumed; none are nothing',
          },
          { label: 'Container apps without replicas', figure: dollars(0), types: ['container_app'] },
        ],
      },
    ],
  },
  {
    name: 'agentic-platform',
    system: agenticPlatform,
    tables: [
      platformTable(
        'Development Environment',
        'dev',
        {
          cluster: dollars(100, 200),
          postgresql: dollars(50, 100),
          redis: dollars(30, 50),
          total: dollars(200, 350),
        },
        {
          cluster: 'three pools of B4ms, of which each grows to 20 nodes',
          postgresql: 'D2ds_v5 is 130, and 32 GB are 4',
          redis: 'a cache and a queue of their own',
          total: 'private endpoints, logs, Grafana and a Premium registry',
        },
      ),
      platformTable(
        'Staging Environment',
        'staging',
        {
          cluster: dollars(300, 500),
          postgresql: dollars(150, 250),
          redis: dollars(50, 100),
          total: dollars(500, 850),
        },
        {
          cluster: 'six nodes of B4ms at 121, three pools that grow, control plane 73',
          redis: 'a cache and a queue of their own, each on two nodes',
          total: 'private endpoints, logs, Grafana, backups and a Premium registry',
        },
      ),
      platformTable(
        'Production Environment (Small Scale)',
        'prod',
        {
          cluster: dollars(500, 800),
          postgresql: dollars(300, 500),
          redis: dollars(150, 250),
          storage: dollars(50, 100),
          balancers: dollars(50, 100),
          monitoring: dollars(100, 200),
          total: dollars(1200, 2000),
        },
        {
          cluster: 'eight nodes of D4s_v5 at 140, three pools that grow, control plane 73',
          redis: 'a cache and a queue of their own, each on two nodes',
          storage: '10 to 100 GB are assumed',
          balancers: 'the balancer of the cluster is counted there',
          total: 'the nodes, Redis, private endpoints and a Premium registry',
        },
        { phase: 'tenants', postgresReplica: 'none' },
      ),
      platformTable(
        'Production Environment (Multi-Region)',
        'prod',
        {
          cluster: dollars(1500, 2400),
          postgresql: dollars(1000, 1500),
          redis: dollars(450, 750),
          storage: dollars(200, 400),
          balancers: dollars(150, 300),
          monitoring: dollars(300, 500),
          transfer: dollars(200, 500),
          total: dollars(3800, 6350),
        },
        {
          cluster: 'eight nodes of D4s_v5 in each region, three pools that grow, control planes',
          postgresql: 'standbys and replicas of D4ds_v5 in three regions',
          redis: 'a cache, a queue and a shared cache in each region, each on two nodes',
          storage: '10 to 100 GB in each region are assumed',
          total: 'clusters, standbys and Redis',
        },
        { phase: 'global', domain: 'platform.example.com' },
      ),
    ],
  },
];
