import { AzstageCommands, PLANS, REPORTS, SWITCHED } from './azstage-commands';
import { type EnvironmentGraph, type GraphStage, layersOf } from './environment-graph';
import { jobIds } from './job-ids';
import { type EnvironmentDeployment, type Job, type Step } from './pipeline';
import { type CommonSettings } from './pipeline-options';
import { type Runners } from './runners';

/** Minutes after which a CI system ends a job: of those that look, and of those that change. */
const LOOKING = 60;
const CHANGING = 180;

/** Jobs of one environment. */
export class EnvironmentJobs {
  private readonly commands: AzstageCommands;

  constructor(
    private readonly graph: EnvironmentGraph,
    private readonly runners: Runners,
    settings: CommonSettings,
  ) {
    this.commands = new AzstageCommands(settings, graph.secrets);
  }

  public get environment(): string {
    return this.graph.environment;
  }

  /** Whether it has stages that come and go. */
  public get canSwitch(): boolean {
    return this.graph.stages.some(({ lifecycle }) => lifecycle !== undefined && SWITCHED.includes(lifecycle));
  }

  /** Whether `down` asks for its name. */
  public get isProtected(): boolean {
    return this.graph.profile === 'prod';
  }

  public get checks(): readonly Step[] {
    return [this.commands.synth(this.environment), this.commands.findings(this.environment)];
  }

  public get plan(): Job {
    const { environment } = this;
    return {
      ...this.looking('plan', `Plan ${environment}`),
      about: 'The plan with previews, the difference of the costs, and the drift of what is deployed.',
      steps: [
        this.commands.plan(environment),
        this.commands.driftBesidePlan(environment),
        { kind: 'save', artifact: `reports-${environment}`, paths: [REPORTS] },
      ],
    };
  }

  public get drift(): Job {
    return this.reporting('drift', `Drift of ${this.environment}`, this.commands.drift(this.environment));
  }

  public get down(): Job {
    const command = this.commands.down(this.environment, this.isProtected);
    return { ...this.reporting('down', `Destroy in ${this.environment}`, command), minutes: CHANGING };
  }

  public get up(): Job {
    const command = this.commands.up(this.environment);
    return { ...this.reporting('up', `Deploy in ${this.environment}`, command), minutes: CHANGING };
  }

  public get approval(): Job {
    const { environment } = this;
    return {
      id: `approve-${environment}`,
      kind: 'approval',
      title: `Approve ${environment}`,
      needs: [`bundle-${environment}`],
      environment,
      minutes: 5,
      steps: [],
    };
  }

  /** @param per whether each stage, or each layer, has a job */
  public deployment(per: 'stage' | 'layer'): EnvironmentDeployment {
    const { environment } = this;
    const bundle = this.looking('bundle', `Plan ${environment}`);
    return {
      environment,
      bundle: {
        ...bundle,
        steps: [
          this.commands.bundle(environment),
          { kind: 'save', artifact: `plans-${environment}`, paths: [PLANS] },
          { kind: 'save', artifact: `reports-${environment}`, paths: [REPORTS] },
        ],
      },
      approval: this.approval,
      deploy: per === 'layer' ? this.layers() : this.stages(),
    };
  }

  private stages(): readonly Job[] {
    const ids = jobIds(this.graph.stages.map(({ name }) => name));
    const idOf = (name: string) => ids.get(name) ?? name;
    return this.graph.stages.map((stage) => ({
      ...this.deploying(idOf(stage.name), stage.name, [stage]),
      needs: stage.needs.map(idOf),
    }));
  }

  private layers(): readonly Job[] {
    return layersOf(this.graph.stages).map((stages, index) => ({
      ...this.deploying(`layer-${index + 1}`, `Layer ${index + 1}`, stages),
      needs: index === 0 ? [] : [`layer-${index}`],
    }));
  }

  private deploying(id: string, title: string, stages: readonly GraphStage[]): Job {
    const { environment } = this;
    const [first] = stages;
    const runner =
      stages.length === 1 && first !== undefined ? this.runners.of(first) : this.runners.ofAll(stages, title);
    const names = stages.map(({ name }) => name);
    const reasons = stages.flatMap(({ network }) => (network === undefined ? [] : [network]));
    return {
      id,
      kind: 'deploy',
      title,
      about: reasons.length === 0 ? undefined : 'Has to reach the private network.',
      needs: [],
      environment,
      runner,
      minutes: CHANGING,
      steps: [
        { kind: 'load', artifact: `plans-${environment}`, paths: [PLANS] },
        this.commands.deploy(environment, names, id),
        { kind: 'save', artifact: `report-${environment}-${id}`, paths: [REPORTS] },
      ],
    };
  }

  private reporting(kind: 'drift' | 'down' | 'up', title: string, command: Step): Job {
    const save: Step = { kind: 'save', artifact: `${kind}-${this.environment}`, paths: [REPORTS] };
    return { ...this.looking(kind, title), steps: [command, save] };
  }

  private looking(kind: Job['kind'], title: string): Job {
    const { environment } = this;
    const runner = this.runners.ofPlan(this.graph);
    return { id: `${kind}-${environment}`, kind, title, needs: [], environment, runner, minutes: LOOKING, steps: [] };
  }
}
