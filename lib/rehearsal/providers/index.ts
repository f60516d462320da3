import { type ResourceProvider } from '../arm/resource-type';
import resourceProviders from '../../facts/resource-providers.json';
import { alertsManagement } from './alerts-management';
import { apiManagement } from './api-management';
import { app } from './app';
import { appConfiguration } from './app-configuration';
import { authorization } from './authorization';
import { cache } from './cache';
import { cdn } from './cdn';
import { cognitiveServices } from './cognitive-services';
import { consumption } from './consumption';
import { containerRegistry } from './container-registry';
import { containerService } from './container-service';
import { cosmosDb } from './cosmos-db';
import { dashboard } from './dashboard';
import { dataProtection } from './data-protection';
import { eventHub } from './event-hub';
import { insights } from './insights';
import { keyVault } from './key-vault';
import { kubernetesConfiguration } from './kubernetes-configuration';
import { managedIdentity } from './managed-identity';
import { monitor } from './monitor';
import { network } from './network';
import { operationalInsights } from './operational-insights';
import { postgresql } from './postgresql';
import { resources } from './resources';
import { search } from './search';
import { storage } from './storage';
import { web } from './web';

/** Resource providers of the loopback Azure. */
export function allProviders(): readonly ResourceProvider[] {
  const providers = [
    alertsManagement,
    apiManagement,
    app,
    appConfiguration,
    authorization,
    cache,
    cdn,
    cognitiveServices,
    consumption,
    containerRegistry,
    containerService,
    cosmosDb,
    dashboard,
    dataProtection,
    eventHub,
    insights,
    keyVault,
    kubernetesConfiguration,
    managedIdentity,
    monitor,
    network,
    operationalInsights,
    postgresql,
    search,
    storage,
    web,
  ];
  return [resources(Object.values(resourceProviders.namespaces), providers), ...providers];
}
