import { type ShownOutput } from '../io/shown-output';
import { type StageChange } from '../io/run-result';
import { argumentChanges, type ArgumentChange } from '../terraform/argument-changes';
import { type PlanJson, type ResourceChange } from '../terraform/plan-json';
import { type TerraformEvent } from '../terraform/terraform-events';
import { dataLosses } from '../unit/data-loss';
import { secretsOf, secretTextsIn, withoutSecrets } from '../unit/known-secrets';
import { type StageUnit } from '../unit/stage-unit';

/** Time of work on a stage, in milliseconds since the start of the run. */
export interface Span {
  readonly stage: string;
  /** Kind of the work: a plan, or the command itself. */
  readonly doing: 'plan' | 'run';
  readonly from: number;
  readonly to: number;
}

/** Planned change of a resource with its arguments. */
export interface DetailedChange extends StageChange {
  readonly arguments: readonly ArgumentChange[];
  /** Whether data is lost by it. */
  readonly losesData: boolean;
  /** Progress of the apply. @default it was not reached, or nothing was applied */
  readonly progress?: 'done' | 'failed';
}

/** Stage of the app as a page shows it. */
export interface StageDetails {
  readonly title?: string;
  readonly lifecycle?: string;
  readonly dependencies: readonly string[];
}

/** Most arguments that are kept of the changes of a run: a page with more would open slowly. */
const MOST_ARGUMENTS = 20_000;

/** Longest value that is shown, in UTF-16 units. */
const LONGEST = 400;

/**
 * Details of a run that a page shows beside its result: the graph of the stages, the arguments of their changes, and when they were worked on. Kept in
 * memory alone, and only where a page was asked for.
 */
export class RunDetails {
  public readonly stages = new Map<string, StageDetails>();
  public readonly spans: Span[] = [];
  private readonly planned = new Map<string, Map<string, DetailedChange>>();
  private readonly secrets = new Set<string>();
  private argumentCount = 0;

  /**
   * @param elapsed milliseconds since the start of the run
   * @param hasValues whether the values of arguments are kept
   */
  constructor(
    private readonly elapsed: () => number,
    private readonly hasValues: boolean,
  ) {}

  /** Keeps the graph of the stages. */
  public describe(units: readonly StageUnit[]): void {
    for (const { name, dependencies, stage } of units) {
      this.stages.set(name, { dependencies, title: stage.metadata?.title, lifecycle: stage.metadata?.lifecycle });
    }
  }

  /** Keeps the secrets in the outputs of stages, so that they are hidden. */
  public async keepSecrets(units: readonly StageUnit[]): Promise<void> {
    (await secretsOf(units)).forEach((text) => this.secrets.add(text));
  }

  /** The outputs without values that have a secret in them. */
  public outputsWithoutSecrets(outputs: readonly ShownOutput[]): readonly ShownOutput[] {
    return withoutSecrets(outputs, this.secrets).map(({ value, ...output }) =>
      output.sensitive || value === undefined ? output : { ...output, value },
    );
  }

  /** Starts a span; the function that is returned ends it. */
  public begin(stage: string, doing: Span['doing']): () => void {
    const from = this.elapsed();
    return () => void this.spans.push({ stage, doing, from, to: this.elapsed() });
  }

  /**
   * Keeps the changes of a plan, in place of those of an earlier plan of the stage.
   *
   * @param all stages of the app: secrets in the outputs of those that it reads are hidden
   * @param secrets values of its sensitive variables
   */
  public async keep(
    unit: StageUnit,
    plan: PlanJson,
    { all, secrets }: { readonly all: readonly StageUnit[]; readonly secrets: readonly string[] },
  ): Promise<void> {
    this.planned.get(unit.name)?.forEach((change) => (this.argumentCount -= change.arguments.length));
    const read = all.filter(({ name }) => name === unit.name || unit.dependencies.includes(name));
    await this.keepSecrets(read);
    [...secretTextsIn(unit, plan.outputs), ...secrets].forEach((text) => this.secrets.add(text));
    const losses = new Set(dataLosses(plan.changes, unit.dataResources).map(({ address }) => address));
    const changes = plan.changes.map((change): DetailedChange => {
      const { address, type } = change;
      const origin = unit.stage.originOf(address);
      const action = change.action as StageChange['action'];
      return { address, type, action, ...origin, arguments: this.argumentsOf(change), losesData: losses.has(address) };
    });
    this.planned.set(unit.name, new Map(changes.map((change) => [change.address, change])));
  }

  /** Follows an apply. */
  public follow(stage: string, event: TerraformEvent): void {
    const change = 'address' in event ? this.planned.get(stage)?.get(event.address) : undefined;
    if (change === undefined || (event.type !== 'finished' && event.type !== 'errored')) {
      return;
    }
    const isHalf = event.type === 'finished' && change.action === 'replace' && event.action === 'delete';
    if (!isHalf) {
      const progress = event.type === 'finished' ? 'done' : 'failed';
      this.planned.get(stage)?.set(change.address, { ...change, progress });
    }
  }

  /** Planned changes of a stage, without values that have a secret in them. */
  public changesOf(stage: string): readonly DetailedChange[] {
    return [...(this.planned.get(stage)?.values() ?? [])].map((change) => ({
      ...change,
      arguments: change.arguments.map((argument) => this.withoutSecrets(argument)),
    }));
  }

  private argumentsOf(change: ResourceChange): readonly ArgumentChange[] {
    const own = this.hasValues && this.argumentCount < MOST_ARGUMENTS ? argumentChanges(change) : [];
    this.argumentCount += own.length;
    return own;
  }

  /** The argument without its values where a secret is in them: Terraform forgets that what it reads from a state is sensitive. */
  private withoutSecrets(argument: ArgumentChange): ArgumentChange {
    const { before = '', after = '', ...rest } = argument;
    const { name, forcesReplacement } = rest;
    const isSecret = [...this.secrets].some((secret) => {
      // As JSON has it.
      const text = JSON.stringify(secret).slice(1, -1);
      return text !== '' && (before.includes(text) || after.includes(text));
    });
    if (isSecret) {
      return { name, isSensitive: true, ...(forcesReplacement === true ? { forcesReplacement } : {}) };
    }
    return {
      ...rest,
      ...(before === '' ? {} : { before: clipped(before) }),
      ...(after === '' ? {} : { after: clipped(after) }),
    };
  }
}

function clipped(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
