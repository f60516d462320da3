import { type StageArtifact } from './stage-artifact';

type Arguments = Readonly<Record<string, unknown>>;

/** Backend of a stage and the location of its state in it. */
export interface BackendPlace {
  /** Type of the backend: `azurerm`; `cloud` for HCP Terraform. */
  readonly backend: string;
  /** Arguments that locate the state, without credentials. */
  readonly place: Arguments;
}

/**
 * Arguments of each backend that locate a state: https://developer.hashicorp.com/terraform/language/backend
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

/** Backend of a stage with all its arguments. */
export function backendOf({ template }: StageArtifact): { readonly backend: string; readonly config: Arguments } {
  const { backend = { local: {} }, cloud } = template.terraform ?? {};
  const [[type, config] = ['local', {}]] = cloud === undefined ? Object.entries(backend) : [['cloud', cloud] as const];
  return { backend: type, config };
}

/** Names of the arguments of a backend that locate a state. */
export function placeArguments(backend: string): readonly string[] {
  return PLACE_ARGUMENTS[backend] ?? [];
}

/** Location of the state of a stage. */
export function placeOf(stage: StageArtifact): BackendPlace {
  const { backend, config } = backendOf(stage);
  const names = placeArguments(backend);
  const place = names.filter((name) => config[name] !== undefined).map((name) => [name, publicly(config[name])]);
  return { backend, place: Object.fromEntries(place) as Arguments };
}

/** Address without credentials. */
function publicly(value: unknown): unknown {
  return typeof value === 'string'
    ? value.replace(/^(https?:\/\/)[^/@]*@/i, '$1').replace(/^(https?:[^?]*)\?.*$/i, '$1')
    : value;
}
