import { type Assembly } from '../../toolkit/assembly/assembly';
import { type BootstrapDeployer } from '../../toolkit/io/bootstrap-result';
import { shellWord } from '../../toolkit/host/shell-word';
import { blobServicePart } from './blob-service';
import { deletionLockPart } from './deletion-lock';
import { deployerGrants, stateGrant } from './deployer-grants';
import { DeployerIdentity } from './deployer-identity';
import { type GitHubAccess, type GitHubOptions, type GitHubSubjects, gitHubSubjects } from './git-hub-subjects';
import { type Part, type PartContext } from './part';
import { resourceGroupPart } from './resource-group';
import { resourceProviderPart } from './resource-provider';
import { rolePart } from './role-grant';
import { containerPart } from './state-container';
import { storageAccountPart } from './storage-account';

/** What is wanted of the parts. */
export interface WantedParts {
  readonly addresses: readonly string[];
  /** Principal that reads and writes states. */
  readonly principal: { readonly objectId: string; readonly name: string; readonly type?: 'User' | 'ServicePrincipal' };
  readonly lock?: boolean;
  readonly github?: GitHubOptions & { readonly access: GitHubAccess };
  readonly tenantId: string;
}

/** Parts in the order in which they are made. */
export interface FoundParts {
  readonly parts: readonly Part[];
  readonly notes: readonly string[];
  /** Deployer as far as it is known. */
  readonly deployer: () => BootstrapDeployer | undefined;
}

/**
 * Compares what is in Azure with what states need there. Nothing is changed.
 *
 * @throws ToolkitError when Azure refuses a request, or what is there cannot serve
 */
export async function findParts(context: PartContext, assembly: Assembly, wanted: WantedParts): Promise<FoundParts> {
  const { place } = context;
  const { principal, github } = wanted;
  const repository = github && (await gitHubSubjects(github, place.environment, github.access));
  const storageProvider = await resourceProviderPart(context, 'Microsoft.Storage');
  const group = await resourceGroupPart(context);
  const account = await storageAccountPart(context, wanted.addresses);
  const grantee = { name: principal.name, type: principal.type, principalId: () => principal.objectId };
  const parts: Part[] = [
    storageProvider,
    group,
    account,
    await blobServicePart(context),
    await containerPart(context),
    await rolePart(context, grantee, stateGrant(place)),
  ];
  const identity = repository && (await DeployerIdentity.find(context));
  if (repository !== undefined && identity !== undefined) {
    parts.push(...(await deployerParts(context, assembly, identity, repository)));
  }
  if (wanted.lock === true) {
    parts.push(await deletionLockPart(context));
  }
  return {
    parts,
    notes: notesOn(account.isClosed, identity !== undefined),
    deployer: () => repository && identity && deployerOf(context, wanted, repository, identity.clientId),
  };
}

async function deployerParts(
  context: PartContext,
  assembly: Assembly,
  identity: DeployerIdentity,
  { subjects }: GitHubSubjects,
): Promise<readonly Part[]> {
  const parts = [
    await resourceProviderPart(context, 'Microsoft.ManagedIdentity'),
    identity.part,
    ...(await identity.credentials(subjects)),
  ];
  for (const grant of deployerGrants(assembly, context.place)) {
    parts.push(await rolePart(context, identity, grant));
  }
  return parts;
}

function notesOn(isClosed: boolean, hasDeployer: boolean): readonly string[] {
  const closed =
    'No public address reaches the storage account: work in a network with a private endpoint for it (subresource blob, zone privatelink.blob.core.windows.net), or add --allow-ip.';
  const runners =
    'Runners that GitHub hosts have no fixed addresses: deploy from larger runners with static addresses, or from runners of your own in the network.';
  return [...(isClosed ? [closed] : []), ...(hasDeployer ? [runners] : [])];
}

/** Commands make the environment of GitHub, unless it exists, and set its variables, which are none of them secret. */
function deployerOf(
  { place }: PartContext,
  { tenantId }: WantedParts,
  { repository, subjects, unverified }: GitHubSubjects,
  clientId: string | undefined,
): BootstrapDeployer {
  const variables = clientId && {
    ARM_CLIENT_ID: clientId,
    ARM_TENANT_ID: tenantId,
    ARM_SUBSCRIPTION_ID: place.subscriptionId,
  };
  const to = `--repo ${shellWord(repository)} --env ${shellWord(place.environment)}`;
  const commands = Object.entries(variables ?? {}).map(
    ([name, value]) => `gh variable set ${name} --body ${value} ${to}`,
  );
  const environment = `gh api --method PUT ${shellWord(`repos/${repository}/environments/${place.environment}`)}`;
  return {
    repository,
    subjects: subjects.map(({ subject }) => subject),
    ...(unverified === undefined ? {} : { unverified }),
    ...(variables === undefined || variables === '' ? {} : { variables }),
    commands: commands.length === 0 ? [] : [environment, ...commands],
  };
}
