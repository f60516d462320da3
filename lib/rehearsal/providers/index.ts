import { type ResourceProvider } from '../arm/resource-type';
import resourceProviders from '../../facts/resource-providers.json';
import { alertsManagement } from './alerts-management';
import { authorization } from './authorization';
import { insights } from './insights';
import { managedIdentity } from './managed-identity';
import { network } from './network';
import { operationalInsights } from './operational-insights';
import { consumption } from './consumption';
import { containerRegistry } from './container-registry';
import { cosmosDb } from './cosmos-db';
import { dashboard } from './dashboard';
import { eventHub } from './event-hub';
import { monitor } from './monitor';
import { resources } from './resources';

/** Resource providers of the loopback Azure. */
export function allProviders(): readonly ResourceProvider[] {
  const providers = [
    alertsManagement,
    authorization,
    consumption,
    containerRegistry,
    cosmosDb,
    dashboard,
    eventHub,
    insights,
    managedIdentity,
    monitor,
    network,
    operationalInsights,
  ];
  const namespaces = [...providers.map(({ namespace }) => namespace), ...Object.values(resourceProviders.namespaces)];
  return [resources([...new Map(namespaces.map((each) => [each.toLowerCase(), each])).values()]), ...providers];
}
