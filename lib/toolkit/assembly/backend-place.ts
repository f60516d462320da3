import { type StageArtifact } from './stage-artifact';

type Arguments = Readonly<Record<string, unknown>>;

/** A backend, and where in it the state of a stage is. */
export interface BackendPlace {
  /** Type of the backend: `azurerm`; `cloud` for HCP Terraform. */
  readonly backend: string;
  /** Arguments that say where the state is; none that say how it is signed in to. */
  readonly place: Arguments;
}

/**
 * Arguments of each backend that say where a state is: https://developer.hashicorp.com/terraform/language/backend
 */
const PLACE_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  azurerm: ['resource_group_name', 'storage_account_name', 'container_name', 'key'],
  cloud: ['hostname', 'organization', 'workspaces'],
  consul: ['path'],
  cos: ['region', 'bucket', 'prefix', 'key'],
  gcs: ['bucket', 'prefix'],
  http: ['address', 'lock_address', 'unlock_address'],
  kubernetes: ['namespace', 'secret_suffix'],
  local: ['path', 'workspace_dir'],
  oss: ['region', 'bucket', 'prefix', 'key'],
  pg: ['schema_name'],
  remote: ['hostname', 'organization', 'workspaces'],
  s3: ['region', 'bucket', 'key'],
};

/** The backend of a stage with all its arguments. */
export function backendOf({ template }: StageArtifact): { readonly backend: string; readonly config: Arguments } {
  const { backend = { local: {} }, cloud } = template.terraform ?? {};
  const [[type, config] = ['local', {}]] = cloud === undefined ? Object.entries(backend) : [['cloud', cloud] as const];
  return { backend: type, config };
}

/** Names of the arguments of a backend that say where a state is. */
export function placeArguments(backend: string): readonly string[] {
  return PLACE_ARGUMENTS[backend] ?? [];
}

/** The place of the state of a stage. */
export function placeOf(stage: StageArtifact): BackendPlace {
  const { backend, config } = backendOf(stage);
  const names = placeArguments(backend);
  const place = names.filter((name) => config[name] !== undefined).map((name) => [name, publicly(config[name])]);
  return { backend, place: Object.fromEntries(place) as Arguments };
}

/** An address without what signs in to it. */
function publicly(value: unknown): unknown {
  return typeof value === 'string'
    ? value.replace(/^(https?:\/\/)[^/@]*@/i, '$1').replace(/^(https?:[^?]*)\?.*$/i, '$1')
    : value;
}
