import { type Assembly } from '../toolkit/assembly/assembly';
import { withoutTransitive } from '../toolkit/graph/transitive-reduction';

/** A stage of an environment, as jobs are made from it. */
export interface GraphStage {
  readonly name: string;
  /** Names of the stages that it needs, without those that others of them need too. */
  readonly needs: readonly string[];
  /** `permanent`, `on-demand` or `ephemeral`. @default not known: the app is not of azstage */
  readonly lifecycle?: string;
  /** Reason why Terraform has to run inside the private network. @default it may run anywhere */
  readonly network?: string;
}

/** The stages of one environment. */
export interface EnvironmentGraph {
  readonly environment: string;
  /** `dev`, `staging` or `prod`. @default not known: the app is not of azstage */
  readonly profile?: string;
  /** Stages, upstream first. */
  readonly stages: readonly GraphStage[];
  /** Whether its states are in the directory of the project. */
  readonly hasLocalState: boolean;
  /** Names of the secret parameters that have no value of their own. */
  readonly secrets: readonly string[];
}

/** The graph of a synthesized app. */
export function graphOf(environment: string, { inDeploymentOrder, metadata }: Assembly): EnvironmentGraph {
  const known = new Set(inDeploymentOrder.map(({ name }) => name));
  const nodes = inDeploymentOrder.map(({ name, dependencies, metadata: about }) => ({
    name,
    dependencies: dependencies.filter((other) => known.has(other)),
    about,
  }));
  return {
    environment,
    profile: metadata?.profile,
    hasLocalState: metadata?.backend === 'local',
    stages: withoutTransitive(nodes).map(({ name, dependencies, about }) => ({
      name,
      needs: [...dependencies].sort(),
      lifecycle: about?.lifecycle,
      network: about?.networkRequirements[0]?.reason,
    })),
    secrets: (metadata?.parameters ?? []).flatMap(({ name, isSecret }) => (isSecret === true ? [name] : [])).sort(),
  };
}

/** Stages of each layer: those of a layer need stages of earlier ones alone. */
export function layersOf(stages: readonly GraphStage[]): readonly (readonly GraphStage[])[] {
  const depths = new Map<string, number>();
  const layers: GraphStage[][] = [];
  for (const stage of stages) {
    const depth = Math.max(-1, ...stage.needs.map((other) => depths.get(other) ?? -1)) + 1;
    depths.set(stage.name, depth);
    (layers[depth] ??= []).push(stage);
  }
  return layers;
}
