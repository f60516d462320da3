import { type ResourceProvider } from '../arm/resource-type';
import resourceProviders from '../../facts/resource-providers.json';
import { alertsManagement } from './alerts-management';
import { authorization } from './authorization';
import { consumption } from './consumption';
import { dashboard } from './dashboard';
import { insights } from './insights';
import { managedIdentity } from './managed-identity';
import { monitor } from './monitor';
import { operationalInsights } from './operational-insights';
import { resources } from './resources';
import { search } from './search';

/** Resource providers of the loopback Azure. */
export function allProviders(): readonly ResourceProvider[] {
  const providers = [
    alertsManagement,
    authorization,
    consumption,
    dashboard,
    insights,
    managedIdentity,
    monitor,
    operationalInsights,
    search,
  ];
  const namespaces = [...providers.map(({ namespace }) => namespace), ...Object.values(resourceProviders.namespaces)];
  return [resources([...new Map(namespaces.map((each) => [each.toLowerCase(), each])).values()]), ...providers];
}
