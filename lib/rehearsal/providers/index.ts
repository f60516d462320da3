import { type ResourceProvider } from '../arm/resource-type';
import resourceProviders from '../../facts/resource-providers.json';
import { authorization } from './authorization';
import { cdn } from './cdn';
import { managedIdentity } from './managed-identity';
import { network } from './network';
import { resources } from './resources';
import { web } from './web';

/** Resource providers of the loopback Azure. */
export function allProviders(): readonly ResourceProvider[] {
  const providers = [authorization, cdn, managedIdentity, network, web];
  const namespaces = [...providers.map(({ namespace }) => namespace), ...Object.values(resourceProviders.namespaces)];
  return [resources([...new Map(namespaces.map((each) => [each.toLowerCase(), each])).values()]), ...providers];
}
