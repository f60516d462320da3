import { type ResourceProvider } from '../arm/resource-type';
import { containerAppTypes } from './app-container-apps';
import { environmentPartTypes } from './app-environment-parts';
import { environments } from './app-environments';
import { replicaTypes } from './app-log-streams';
import { jobTypes } from './app-jobs';

/** Container Apps: https://learn.microsoft.com/rest/api/resource-manager/containerapps/ */
export const app: ResourceProvider = {
  namespace: 'Microsoft.App',
  types: [environments, ...environmentPartTypes, ...containerAppTypes, ...jobTypes, ...replicaTypes],
};
