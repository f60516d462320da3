import { type Estimator } from '../estimator';
import { aiSearch } from './ai-search';
import { clusterBackup, vaultedBackup } from './backup';
import { containerApp, containerAppEnvironment, containerAppJob } from './container-apps';
import { containerRegistry } from './container-registry';
import { cosmosAccount, cosmosThroughput } from './cosmos-db';
import { dnsForwardingRuleset, dnsResolverEndpoint, dnsZone } from './dns';
import { eventHub, eventHubsNamespace } from './event-hubs';
import { keyVault, keyVaultKey } from './key-vault';
import { kubernetesCluster, kubernetesNodePool } from './kubernetes';
import {
  applicationInsights,
  dataCollectionRule,
  diagnosticSetting,
  logAnalyticsTable,
  logAnalyticsWorkspace,
} from './log-analytics';
import { managedRedis, managedRedisGeoReplication } from './managed-redis';
import { actionGroup, grafana, logAlert, metricAlert } from './monitor';
import { natGateway, peering, privateEndpoint, publicIp, vpnGateway } from './network';
import { aiAccount, aiDeployment } from './openai';
import { postgresqlFlexibleServer } from './postgresql-flexible-server';
import { redisCache, redisEnterprise } from './redis-cache';
import { objectReplication, storageAccount } from './storage-account';
import { apiManagement, appConfiguration, frontDoor, staticWebApp } from './web';

/** All estimators. */
export const ESTIMATORS: readonly Estimator[] = [
  actionGroup,
  aiAccount,
  aiDeployment,
  aiSearch,
  apiManagement,
  appConfiguration,
  applicationInsights,
  clusterBackup,
  containerApp,
  containerAppEnvironment,
  containerAppJob,
  containerRegistry,
  cosmosAccount,
  cosmosThroughput,
  dataCollectionRule,
  diagnosticSetting,
  dnsForwardingRuleset,
  dnsResolverEndpoint,
  dnsZone,
  eventHub,
  eventHubsNamespace,
  frontDoor,
  grafana,
  keyVault,
  keyVaultKey,
  kubernetesCluster,
  kubernetesNodePool,
  logAlert,
  logAnalyticsTable,
  logAnalyticsWorkspace,
  managedRedis,
  managedRedisGeoReplication,
  metricAlert,
  natGateway,
  objectReplication,
  peering,
  postgresqlFlexibleServer,
  privateEndpoint,
  publicIp,
  redisCache,
  redisEnterprise,
  staticWebApp,
  storageAccount,
  vaultedBackup,
  vpnGateway,
];

const BY_TYPE: ReadonlyMap<string, Estimator> = new Map(
  ESTIMATORS.flatMap((estimator) => estimator.types.map((type) => [type, estimator] as const)),
);

/** The estimator of a type of azurerm. */
export function tryFindEstimator(type: string): Estimator | undefined {
  return BY_TYPE.get(type);
}
