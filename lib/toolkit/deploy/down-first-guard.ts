import { Preview } from '../preview/preview';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { type PlanJson } from '../terraform/plan-json';
import { refusalOf } from './down-first-text';
import { findDownFirst } from './standing';

/** Keeps plans from being applied before what stands on that which they replace or delete has gone down. */
export class DownFirstGuard {
  /** Previews of one stage share a directory. */
  private looking: Promise<unknown> = Promise.resolve();

  constructor(private readonly run: StageRun) {}

  /**
   * Refuses such a plan.
   *
   * @throws ToolkitError with the commands
   */
  public async refuse(unit: StageUnit, plan: PlanJson): Promise<void> {
    const looking = this.looking.then(() => this.find(unit, plan));
    this.looking = looking.catch(() => undefined);
    const found = await looking;
    if (found !== undefined) {
      throw refusalOf(this.run, found);
    }
  }

  private find(unit: StageUnit, plan: PlanJson) {
    const preview = new Preview(this.run, { withText: false });
    preview.assume(unit, plan);
    return findDownFirst(this.run, unit, plan, preview);
  }
}
