import { type ResourceProvider } from '../arm/resource-type';
import resourceProviders from '../../facts/resource-providers.json';
import { authorization } from './authorization';
import { managedIdentity } from './managed-identity';
import { resources } from './resources';

/** Resource providers of the loopback Azure. */
export function allProviders(): readonly ResourceProvider[] {
  const providers = [authorization, managedIdentity];
  const namespaces = [...providers.map(({ namespace }) => namespace), ...Object.values(resourceProviders.namespaces)];
  return [resources([...new Map(namespaces.map((each) => [each.toLowerCase(), each])).values()]), ...providers];
}
