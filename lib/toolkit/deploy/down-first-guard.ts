import { Preview } from '../preview/preview';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { type PlanJson } from '../terraform/plan-json';
import { refusalOf } from './down-first-text';
import { findDownFirst } from './standing';

/** Prevents that a plan is applied while other stages use what it replaces or deletes. */
export class DownFirstGuard {
  /** The last search: searches run one after another, as previews of one stage share a directory. */
  private searching: Promise<unknown> = Promise.resolve();

  constructor(private readonly run: StageRun) {}

  /**
   * Refuses a plan for which other stages have to go down first.
   *
   * @throws ToolkitError with the commands
   */
  public async refuse(unit: StageUnit, plan: PlanJson): Promise<void> {
    const search = this.searching.then(() => this.find(unit, plan));
    this.searching = search.catch(() => undefined);
    const found = await search;
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
