import { type ResourceProvider } from '../arm/resource-type';
import resourceProviders from '../../facts/resource-providers.json';
import { appConfiguration } from './app-configuration';
import { authorization } from './authorization';
import { cache } from './cache';
import { dataProtection } from './data-protection';
import { keyVault } from './key-vault';
import { managedIdentity } from './managed-identity';
import { postgresql } from './postgresql';
import { resources } from './resources';
import { storage } from './storage';

/** Resource providers of the loopback Azure. */
export function allProviders(): readonly ResourceProvider[] {
  const providers = [
    appConfiguration,
    authorization,
    cache,
    dataProtection,
    keyVault,
    managedIdentity,
    postgresql,
    storage,
  ];
  const namespaces = [...providers.map(({ namespace }) => namespace), ...Object.values(resourceProviders.namespaces)];
  return [resources([...new Map(namespaces.map((each) => [each.toLowerCase(), each])).values()]), ...providers];
}
