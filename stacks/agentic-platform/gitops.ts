import { type Construct } from 'constructs';
import { FluxConfiguration, FluxScope } from '../../lib/constructs/compute/flux-configuration';
import { type IFluxExtension } from '../../lib/constructs/compute/flux-extension';
import { GitAuthentication } from '../../lib/constructs/compute/git-authentication';
import { type IUserAssignedIdentity } from '../../lib/constructs/identity/user-assigned-identity';
import { type Region } from '../../lib/values/region';
import { GitReference } from '../../lib/values/git-reference';
import { type ManifestLayer, type Manifests } from '../../lib/workloads';
import { type AgenticPlatformParameters } from './parameters';

/** A folder of the repository with manifests that Flux applies, and the values for what synth left open in them. */
export interface GitOpsProps {
  readonly flux: IFluxExtension;
  readonly region: Region;
  /** Folder below that of the region. @default that of the region itself */
  readonly folder?: string;
  /** Name of the configuration, unique in the cluster. @default the construct's id in kebab case */
  readonly name?: string;
  readonly manifests: Manifests;
  /** Values by variable. */
  readonly values: Readonly<Record<string, string>>;
  /** Identities that its pods sign in as, whose grants are there first. */
  readonly identities: readonly IUserAssignedIdentity[];
}

/** Makes Flux follow the folder of a cluster or a tenant: synchronizes by itself, undoes other changes, and prunes. */
export function addGitOps(
  scope: Construct,
  id: string,
  { flux, region, folder, name, manifests, values, identities }: GitOpsProps,
  parameters: AgenticPlatformParameters,
): FluxConfiguration | undefined {
  const { gitRepository: url, gitBranch, gitPath } = parameters;
  if (url === undefined) {
    return undefined;
  }
  const root = ['.', gitPath, region.name, ...(folder === undefined ? [] : [folder])].join('/');
  const whole: ManifestLayer = { path: '.', dependsOn: [] };
  const layers = manifests.layers.length === 0 ? [whole] : manifests.layers;
  const substitute = Object.fromEntries(manifests.substitutions.map((name) => [name, values[name] ?? '']));
  return new FluxConfiguration(scope, id, {
    flux,
    identities,
    name,
    // Namespaces and policies are of the cluster.
    scope: FluxScope.CLUSTER,
    gitRepository: {
      url,
      reference: GitReference.branch(gitBranch),
      authentication: url.startsWith('https://') ? undefined : GitAuthentication.ssh(),
    },
    kustomizations: layers.map(({ path, dependsOn }) => ({
      name: path === '.' ? 'all' : path,
      path: path === '.' ? root : `${root}/${path}`,
      dependsOn,
      ...(manifests.substitutions.length > 0 && { substitute }),
    })),
  });
}
