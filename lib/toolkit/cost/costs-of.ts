import { type StageCost } from '../../cost/cost';
import { PriceBook } from '../../cost/price-book';
import { type Assembly } from '../assembly/assembly';
import { type CostDifference } from '../io/cost-result';
import { type Reporter } from '../io/io-host';
import { type Project } from '../assembly/project';
import { ToolkitError } from '../toolkit-error';
import { AppCosts, type PlannedCost } from './app-costs';
import { readUsage } from './read-usage';

/**
 * The costs of an app, for commands that tell them besides other things: a usage file that cannot be read is a warning there.
 *
 * @returns undefined when there is such a file
 */
export function costsOf(project: Project, assembly: Assembly, report: Reporter): AppCosts | undefined {
  try {
    return new AppCosts(assembly, PriceBook.packaged(), readUsage(project));
  } catch (error) {
    if (!(error instanceof ToolkitError)) {
      throw error;
    }
    report.say('warning', 'cost.skipped', `No costs are told: ${error.message}`, { reason: error.message });
    return undefined;
  }
}

/** The difference that a plan makes; undefined where nothing of the stage is priced. */
export function costDifference({ before, after }: PlannedCost, currency: string): CostDifference | undefined {
  return isPriced(before) || isPriced(after)
    ? { currency, before: before.monthly, after: after.monthly, notPriced: after.notPriced.length }
    : undefined;
}

/** Whether something of a stage is priced, and can cost something. */
export function isPriced({ monthly }: StageCost): boolean {
  return monthly.high > 0;
}
