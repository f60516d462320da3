import { ToolkitError } from '../toolkit/toolkit-error';
import { type EnvironmentGraph, type GraphStage } from './environment-graph';
import { labelsOf, type PipelineOptions } from './pipeline-options';

/** Name for all stages in `--runner`. */
const ALL = '*';

/** Labels of the runners of stages. */
export class Runners {
  private readonly byStage = new Map<string, readonly string[]>();
  private readonly inNetwork?: readonly string[];
  private readonly everywhere?: readonly string[];
  private readonly ofPlans?: readonly string[];

  /**
   * @throws ToolkitError for a runner of a stage that does not exist, or is given twice
   */
  constructor({ runners = [], planRunner }: PipelineOptions, graphs: readonly EnvironmentGraph[]) {
    const names = new Set(graphs.flatMap(({ stages }) => stages.map(({ name }) => name)));
    for (const text of runners) {
      const [, stage, labels = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(text) ?? [];
      const value = labelsOf('--runner', labels);
      const before = stage === undefined ? this.inNetwork : stage === ALL ? this.everywhere : this.byStage.get(stage);
      if (before !== undefined) {
        throw new ToolkitError('USAGE', `--runner: ${stage ?? 'the network'} has two runners.`, 'Give one of them.');
      }
      if (stage === undefined) {
        this.inNetwork = value;
      } else if (stage === ALL) {
        this.everywhere = value;
      } else if (names.has(stage)) {
        this.byStage.set(stage, value);
      } else {
        throw new ToolkitError(
          'USAGE',
          `--runner: there is no stage ${JSON.stringify(stage)}.`,
          `Stages: ${[...names].join(', ')}.`,
        );
      }
    }
    this.ofPlans = planRunner === undefined ? undefined : labelsOf('--plan-runner', planRunner);
  }

  /** Runner of a stage: its own, that of the network where it needs one, or that of all stages. */
  public of({ name, network }: GraphStage): readonly string[] | undefined {
    return this.byStage.get(name) ?? (network === undefined ? undefined : this.inNetwork) ?? this.everywhere;
  }

  /**
   * Runner of a job that works on several stages.
   *
   * @param what the job, for the message
   * @throws ToolkitError where they have several runners
   */
  public ofAll(stages: readonly GraphStage[], what: string): readonly string[] | undefined {
    const runners = new Map(
      stages.flatMap((stage) => [this.of(stage) ?? []]).map((labels) => [labels.join(','), labels]),
    );
    runners.delete('');
    const [first, ...others] = [...runners.values()];
    if (others.length > 0) {
      throw new ToolkitError(
        'USAGE',
        `${what} has stages with several runners: ${[...runners.keys()].join(' and ')}.`,
        'Choose the one that reaches all of them with --plan-runner, and leave out --per layer.',
      );
    }
    return first;
  }

  /** Runner of a job that plans, checks or destroys any stage of an environment. */
  public ofPlan({ environment, stages }: EnvironmentGraph): readonly string[] | undefined {
    return this.ofPlans ?? this.everywhere ?? this.ofAll(stages, `The plan of ${environment}`);
  }
}

/** Names of the stages that have to run inside the network, and for which no runner is given. */
export function stagesWithoutRunner(runners: Runners, graphs: readonly EnvironmentGraph[]): readonly string[] {
  const stages = graphs.flatMap((graph) => graph.stages);
  const open = stages.filter((stage) => stage.network !== undefined && runners.of(stage) === undefined);
  return [...new Set(open.map(({ name }) => name))];
}
