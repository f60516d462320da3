import { type ResourceProvider } from '../arm/resource-type';
import resourceProviders from '../../facts/resource-providers.json';
import { apiManagement } from './api-management';
import { app } from './app';
import { authorization } from './authorization';
import { cognitiveServices } from './cognitive-services';
import { containerService } from './container-service';
import { kubernetesConfiguration } from './kubernetes-configuration';
import { managedIdentity } from './managed-identity';
import { resources } from './resources';

/** Resource providers of the loopback Azure. */
export function allProviders(): readonly ResourceProvider[] {
  const providers = [
    apiManagement,
    app,
    authorization,
    cognitiveServices,
    containerService,
    kubernetesConfiguration,
    managedIdentity,
  ];
  const namespaces = [...providers.map(({ namespace }) => namespace), ...Object.values(resourceProviders.namespaces)];
  return [resources([...new Map(namespaces.map((each) => [each.toLowerCase(), each])).values()]), ...providers];
}
