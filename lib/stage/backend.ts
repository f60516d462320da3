import {
  AzurermBackend,
  CloudBackend,
  DataTerraformRemoteState,
  DataTerraformRemoteStateAzurerm,
  DataTerraformRemoteStateLocal,
  LocalBackend,
  NamedCloudWorkspace,
  NamedRemoteWorkspace,
  type TerraformRemoteState,
  type TerraformStack,
} from 'cdktf';
import { type Construct } from 'constructs';
import path from 'node:path';
import { z } from 'zod';

/**
 * Backend of the Terraform state: a local directory, a container of Azure Blob Storage, or HCP Terraform.
 *
 * The schema of the `backend` setting.
 */
export const backendSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('local'),
    directory: z
      .string()
      .min(1)
      .optional()
      .describe('Directory of the state files, relative to the project. Default: .azstage/state'),
  }),
  z.strictObject({
    type: z.literal('azurerm'),
    storageAccountName: z.string().min(3).max(24).describe('Storage account that holds the states'),
    containerName: z.string().min(3).max(63).describe('Blob container in it'),
    resourceGroupName: z
      .string()
      .optional()
      .describe('Resource group of the account; only needed to look the account up'),
    subscriptionId: z.string().optional().describe('Subscription of the account, if it is another one'),
    tenantId: z.string().optional().describe('Tenant of the account, if it is another one'),
    useOidc: z.boolean().optional().describe('Sign in by OpenID Connect, as GitHub Actions does'),
    environment: z
      .enum(['public', 'usgovernment', 'china'])
      .optional()
      .describe('Azure cloud of the account. Default: public'),
    metadataHost: z.string().min(1).optional().describe('Metadata host of a custom cloud, such as Azure Stack'),
  }),
  z.strictObject({
    type: z.literal('cloud'),
    organization: z.string().min(1).describe('HCP Terraform organization'),
    hostname: z.string().optional().describe('Host of Terraform Enterprise'),
    project: z.string().optional().describe('HCP Terraform project of the workspaces'),
  }),
]);

/**
 * Backend of the Terraform state.
 *
 * @useDeclaredType
 */
export type BackendSettings = z.infer<typeof backendSchema>;

/** Identity of a stage's state: distinguishes it from that of any other. */
export interface StateAddress {
  /** Name of the app: two systems may have stages of one name. */
  readonly app: string;
  /** `shared`, or the project. */
  readonly scope: string;
  readonly environment: string;
  readonly stage: string;
}

/** The key of a state: `<app>/<scope>/<environment>/<stage>.tfstate`. */
export function stateKey(address: StateAddress): string {
  return `${address.app}/${address.scope}/${address.environment}/${address.stage}.tfstate`;
}

/** Directories of a stack, for paths that must not depend on the machine. */
export interface StackLocation {
  /** Directory of the project. */
  readonly projectDirectory: string;
  /** Directory in which Terraform runs for the stack. */
  readonly workingDirectory: string;
}

/** Adds the backend to a stack. */
export function addBackend(
  stack: TerraformStack,
  settings: BackendSettings,
  address: StateAddress,
  location: StackLocation,
): void {
  switch (settings.type) {
    case 'local':
      new LocalBackend(stack, { path: localStatePath(settings.directory, address, location) });
      return;
    case 'azurerm': {
      const { type, ...account } = settings;
      new AzurermBackend(stack, { ...account, key: stateKey(address), useAzureadAuth: true });
      return;
    }
    case 'cloud':
      new CloudBackend(stack, {
        organization: settings.organization,
        hostname: settings.hostname,
        workspaces: new NamedCloudWorkspace(workspaceName(address), settings.project),
      });
  }
}

/** Reads the state of a stage that is not in this app, from the same backend. */
export function readState(
  scope: Construct,
  settings: BackendSettings,
  address: StateAddress,
  location: StackLocation,
): TerraformRemoteState {
  switch (settings.type) {
    case 'local':
      return new DataTerraformRemoteStateLocal(scope, 'State', {
        path: localStatePath(settings.directory, address, location),
      });
    case 'azurerm': {
      const { type, ...account } = settings;
      return new DataTerraformRemoteStateAzurerm(scope, 'State', {
        ...account,
        key: stateKey(address),
        useAzureadAuth: true,
      });
    }
    case 'cloud':
      return new DataTerraformRemoteState(scope, 'State', {
        organization: settings.organization,
        hostname: settings.hostname,
        workspaces: new NamedRemoteWorkspace(workspaceName(address)),
      });
  }
}

/** Relative, so that the synthesized JSON is the same wherever the project is. */
function localStatePath(directory = '.azstage/state', address: StateAddress, location: StackLocation): string {
  const states = path.resolve(location.projectDirectory, directory);
  return path.posix.join(
    ...path.relative(path.resolve(location.workingDirectory), states).split(path.sep),
    stateKey(address),
  );
}

function workspaceName(address: StateAddress): string {
  return [address.app, address.scope, address.environment, address.stage].join('-');
}
