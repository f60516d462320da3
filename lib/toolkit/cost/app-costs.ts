import { AppResources } from '../../cost/app-resources';
import { type StageCost } from '../../cost/cost';
import { type CostedResource, type Surroundings } from '../../cost/estimator';
import { ANY_REGION, type PriceBook } from '../../cost/price-book';
import { costOfStage } from '../../cost/stage-cost';
import { type UsageFile } from '../../cost/usage-file';
import { text, type Values } from '../../synthesized/values';
import { type Assembly } from '../assembly/assembly';
import { synthesized } from '../references/synthesized';
import { type PlanJson, type ResourceChange } from '../terraform/plan-json';

/** Cost of a stage before and after a plan is applied. */
export interface PlannedCost {
  readonly before: StageCost;
  readonly after: StageCost;
}

/** Monthly costs of the stages of a synthesized app. */
export class AppCosts {
  private readonly resources: AppResources;
  private readonly location: string;

  constructor(
    private readonly assembly: Assembly,
    public readonly book: PriceBook,
    private readonly usage: UsageFile,
  ) {
    this.location = assembly.metadata?.location ?? ANY_REGION;
    this.resources = new AppResources((name) => {
      const stage = assembly.tryFind(name);
      return stage === undefined ? undefined : synthesized(stage, this.location);
    });
  }

  /** The same costs with other prices. */
  public with(book: PriceBook): AppCosts {
    return new AppCosts(this.assembly, book, this.usage);
  }

  /** Cost of a stage that is deployed as it was synthesized. */
  public of(stage: string): StageCost {
    const { known, uncounted } = this.resources.of(stage);
    return this.cost(stage, known, (type, value) => this.resources.tryFind(stage, type, value), uncounted);
  }

  /** Whether a stage has a resource of this address, with or without an index. */
  public has(stage: string, address: string): boolean {
    return this.resources.tryFindByAddress(stage, address) !== undefined;
  }

  /** Costs of a stage before and after a plan is applied. */
  public ofPlan(stage: string, plan: PlanJson): PlannedCost {
    const managed = plan.resources.filter(({ isData }) => !isData);
    return {
      before: this.costOf(stage, managed, ({ before }) => before, false),
      after: this.costOf(stage, managed, ({ after }) => after, true),
    };
  }

  /**
   * The cost of one side of a plan.
   *
   * @param isPlanned whether what is unknown until apply is taken from the synthesized JSON, where references are followed
   */
  private costOf(
    stage: string,
    changes: readonly ResourceChange[],
    side: (change: ResourceChange) => unknown,
    isPlanned: boolean,
  ): StageCost {
    const resources = changes.flatMap((change): CostedResource[] => {
      const own = side(change);
      if (!isValues(own)) {
        return [];
      }
      const written = this.resources.tryFindByAddress(stage, change.address);
      const known = Object.entries(own).filter(([, value]) => value !== null);
      const values = { ...(isPlanned ? written?.values : {}), ...Object.fromEntries(known) };
      const region = text(values, 'location')?.toLowerCase().replaceAll(' ', '') ?? written?.region ?? this.location;
      return [{ address: change.address, type: change.type, values, region }];
    });
    return this.cost(stage, resources, (type, value) => {
      const name = typeof value === 'string' ? value.split('/').at(-1) : undefined;
      const own = resources.find((one) => one.type === type && one.values['name'] === name);
      return own ?? this.resources.tryFind(stage, type, value);
    });
  }

  private cost(
    stage: string,
    resources: readonly CostedResource[],
    tryFind: Surroundings['tryFind'],
    uncounted: readonly { readonly address: string; readonly type: string }[] = [],
  ): StageCost {
    const { book, usage } = this;
    return costOfStage(resources, { stage, book, usage, tryFind, uncounted });
  }
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
