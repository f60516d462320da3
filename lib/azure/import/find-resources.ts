import { type ImportFinder } from '../../toolkit/run/import-finder';
import { azureAccess } from '../azure-access';
import { ResourceFinder } from './resource-finder';

/** Looks for resources of stages in Azure, as the identity that Terraform acts as. */
export const findResources: ImportFinder = async (run, sought) =>
  sought.length === 0 ? [] : new ResourceFinder(run, await azureAccess(run.session, run.assembly)).find(sought);
