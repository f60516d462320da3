import { didYouMean, quote } from '../errors';
import { type LogKind } from '../toolkit/io/log-line';
import { ToolkitError } from '../toolkit/toolkit-error';
import { type StageUnit } from '../toolkit/unit/stage-unit';

/** Container app, job or cluster of a stage, as its state has it. */
export interface LogSource {
  readonly stage: string;
  readonly kind: LogKind;
  /** Id in Azure. */
  readonly id: string;
  /** Name in Azure. */
  readonly name: string;
  /** Path of its construct: `stage-agent-runtime/Agents`. @default the code does not have it any more */
  readonly path?: string;
  /** Id of the environment of an app or a job. */
  readonly environmentId?: string;
}

/** Kinds by their types in Terraform. */
const KINDS: Readonly<Record<string, LogKind>> = {
  azurerm_container_app: 'app',
  azurerm_container_app_job: 'job',
  azurerm_kubernetes_cluster: 'cluster',
};

const TYPES: Readonly<Record<LogKind, string>> = {
  app: 'Microsoft\\.App/containerApps',
  job: 'Microsoft\\.App/jobs',
  cluster: 'Microsoft\\.ContainerService/managedClusters',
};

/** Terraform types that write logs which can be shown. */
export const LOGGED_TYPES = Object.keys(KINDS);

/** Apps, jobs and clusters in the state of a stage; none of one that is not deployed. */
export async function sourcesOf(unit: StageUnit): Promise<readonly LogSource[]> {
  const state = await unit.state();
  const found = Object.entries(KINDS).flatMap(([type, kind]) =>
    (state?.resourcesOf(type) ?? []).flatMap(({ address, attributes }) => {
      const { id, container_app_environment_id: environmentId } = attributes;
      const source = { stage: unit.name, kind, ...named(id, kind), path: pathOf(unit, address) };
      return source.id === undefined || source.name === undefined
        ? []
        : [{ ...source, environmentId: typeof environmentId === 'string' ? environmentId : undefined } as LogSource];
    }),
  );
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Id and name, where the id is one of that kind. */
function named(id: unknown, kind: LogKind): { readonly id?: string; readonly name?: string } {
  const pattern = new RegExp(
    `^/subscriptions/[\\w-]+/resourceGroups/[\\w().-]+/providers/${TYPES[kind]}/([\\w.-]+)$`,
    'i',
  );
  const [whole, name] = pattern.exec(typeof id === 'string' ? id : '') ?? [];
  return { id: whole, name };
}

/** Path of the construct, without the id of the resource in it. */
function pathOf({ stage }: StageUnit, address: string): string | undefined {
  return stage.originOf(address).constructPath?.replace(/\/Resource$/, '');
}

/**
 * The sources that a name means: a name in Azure, or a path of a construct, with or without its stage and whatever is before its id. Without a name, all.
 *
 * @throws ToolkitError with the names that there are
 */
export function chosenSources(sources: readonly LogSource[], name: string | undefined): readonly LogSource[] {
  if (name === undefined) {
    return sources;
  }
  const chosen = sources.filter((source) => namesOf(source).includes(name));
  if (chosen.length > 0) {
    return chosen;
  }
  const stages = [...new Set(sources.map(({ stage }) => stage))].join(', ');
  const hint = didYouMean(name, [...new Set(sources.flatMap(namesOf))]);
  throw new ToolkitError(
    'USAGE',
    `There is no container app, job or cluster ${quote(name)} in ${stages}. ${hint ?? ''}`.trim(),
    `There are: ${sources.map(described).join(', ')}.`,
  );
}

/** A source for people: its name, and its construct where that is another one. */
function described({ name, path, stage }: LogSource): string {
  const id = path?.startsWith(`${stage}/`) === true ? path.slice(stage.length + 1) : path;
  return id === undefined || id === name ? name : `${name} (${id})`;
}

function namesOf({ name, path }: LogSource): readonly string[] {
  const segments = path?.split('/') ?? [];
  return [name, ...segments.map((_, index) => segments.slice(index).join('/'))];
}
