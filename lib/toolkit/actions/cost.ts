import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type DatedLivePrices, type WantedPrice } from '../../cost/live-price';
import { PriceBook } from '../../cost/price-book';
import { sum } from '../../cost/range';
import { type UsageFile } from '../../cost/usage-file';
import { Assembly } from '../assembly/assembly';
import { type StageArtifact } from '../assembly/stage-artifact';
import { AppCosts } from '../cost/app-costs';
import { readUsage } from '../cost/read-usage';
import { ExitCode } from '../exit-code';
import { inTurn } from '../host/give-way';
import { type AppCost, type BudgetStatus, type CostOfStage, type CostResult } from '../io/cost-result';
import { formatMoney, formatMoneyRange } from '../io/money';
import { type Session } from '../run/session';
import { ToolkitError } from '../toolkit-error';
import { type StageSelection } from '../unit/stage-filter';
import { selectStages } from '../unit/stage-selection';

/** Options of `cost`. */
export interface CostOptions extends StageSelection {
  /** Usage file, relative to the directory that the user is in. @default usage.json beside cdktf.json, if it is there */
  readonly usage?: string;
  /** Two environments, both of which are synthesized and compared. @default the one of the settings */
  readonly compare?: readonly string[];
  /** Whether the exit code is {@link ExitCode.OVER_BUDGET} where a stage is over its budget. @default false */
  readonly failOverBudget?: boolean;
  /** Prices. @default the price book of this package */
  readonly book?: PriceBook;
  /** Asks Azure for prices, which are taken in place of those of the book. @default those of the book are taken */
  readonly live?: (book: PriceBook, wanted: readonly WantedPrice[]) => Promise<DatedLivePrices>;
}

/**
 * The monthly costs of stages before anything is deployed, from the synthesized JSON.
 *
 * @throws ToolkitError when the usage file cannot be read, the app fails, or a selection matches nothing
 */
export async function cost(
  session: Session,
  options: CostOptions = {},
): Promise<{ readonly result: CostResult; readonly exitCode: ExitCode }> {
  const usage = readUsage(session.project, options.usage);
  const found =
    options.compare === undefined ? await costsOf(session, usage, options) : await compared(session, usage, options);
  const all = [found, ...(found.comparedWith === undefined ? [] : [found.comparedWith])];
  const over = all.flatMap(({ stages }) => stages).filter(({ budgetStatus }) => budgetStatus === 'over');
  all.forEach((app) => warnOfBudgets(session, app));
  const fails = options.failOverBudget === true && over.length > 0;
  return { result: found, exitCode: fails ? ExitCode.OVER_BUDGET : ExitCode.DONE };
}

async function costsOf(session: Session, usage: UsageFile, options: CostOptions): Promise<CostResult> {
  const assembly = await session.synthesizeAlone('cost');
  return costOfApp(session, assembly, usage, options);
}

async function compared(session: Session, usage: UsageFile, options: CostOptions): Promise<CostResult> {
  const [first, second, ...more] = options.compare ?? [];
  if (first === undefined || second === undefined || more.length > 0 || first === second) {
    throw new ToolkitError(
      'USAGE',
      `--compare takes two environments, not ${(options.compare ?? []).join(' ') || 'none'}.`,
      'Name stages before it: azstage cost stage-data --compare dev prod.',
    );
  }
  return session.locked('cost', async () => {
    const one = await costsIn(session, first, usage, options);
    return { ...one, comparedWith: await costsIn(session, second, usage, options) };
  });
}

/** The costs in another environment, which is synthesized into a directory of its own. */
async function costsIn(
  session: Session,
  environment: string,
  usage: UsageFile,
  options: CostOptions,
): Promise<AppCost> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-cost-'));
  try {
    const project = session.project.inEnvironment(environment, directory);
    await session.runApp(project);
    return await costOfApp(session, Assembly.read(project.outputDirectory), usage, options);
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

async function costOfApp(
  session: Session,
  assembly: Assembly,
  usage: UsageFile,
  options: CostOptions,
): Promise<AppCost> {
  const costs = new AppCosts(assembly, options.book ?? PriceBook.packaged(), usage);
  warnOfAddresses(session, assembly, usage, costs);
  const selected = selectStages(assembly, options);
  const fromBook = await inTurn(selected, (stage) => Promise.resolve(besideBudget(stage, costs)));
  const live = await options.live?.(costs.book, pricesIn(fromBook));
  if (live === undefined) {
    return { ...session.describe(assembly), currency: costs.book.currency, ...summed(fromBook) };
  }
  warnOfAge(session, live);
  const { book, prices, date, outdated } = live;
  const again = costs.with(book);
  const stages = await inTurn(selected, (stage) => Promise.resolve(besideBudget(stage, again)));
  const report = { prices, ...(date === undefined ? {} : { date }), ...(outdated === undefined ? {} : { outdated }) };
  return { ...session.describe(assembly), currency: book.currency, ...summed(stages), live: report };
}

function summed(stages: readonly CostOfStage[]): Pick<AppCost, 'monthly' | 'stages'> {
  const { low, high } = sum(stages.map(({ monthly }) => monthly));
  return { monthly: { low: Number(low.toFixed(2)), high: Number(high.toFixed(2)) }, stages };
}

/** The prices that costs are made of, each in the region of its resource. */
function pricesIn(stages: readonly CostOfStage[]): readonly WantedPrice[] {
  return stages.flatMap(({ resources }) =>
    resources.flatMap(({ region, components }) => components.map(({ price }) => ({ key: price.key, region }))),
  );
}

function warnOfAge(session: Session, { date, outdated }: DatedLivePrices): void {
  if (outdated !== undefined) {
    const text = `Some prices are those of ${date}, as Azure could not be asked: ${outdated}`;
    session.report.say('warning', 'cost.outdated', text, { date, reason: outdated });
  }
}

function besideBudget({ name, metadata }: StageArtifact, costs: AppCosts): CostOfStage {
  const { currency } = costs.book;
  const found = costs.of(name);
  const { title, lifecycle, monthlyBudget: budget } = metadata ?? {};
  const { low, high } = found.monthly;
  const status = (to: number): BudgetStatus => (low > to ? 'over' : high > to ? 'may-exceed' : 'within');
  return {
    ...found,
    ...(title === undefined ? {} : { title }),
    ...(lifecycle === undefined ? {} : { lifecycle }),
    ...(budget === undefined ? {} : { budget }),
    ...(budget === undefined || currency !== 'USD' ? {} : { budgetStatus: status(budget.to) }),
  };
}

/** Warns of quantities in the usage file that no resource of this app has. */
function warnOfAddresses(session: Session, assembly: Assembly, usage: UsageFile, costs: AppCosts): void {
  const unknown = Object.entries(usage.stages ?? {}).flatMap(([stage, { resources = {} }]) =>
    assembly.tryFind(stage) === undefined
      ? []
      : Object.keys(resources)
          .filter((address) => !costs.has(stage, address))
          .map((address) => `${stage}: ${address}`),
  );
  if (unknown.length > 0) {
    const text = `The usage file has quantities of resources that are not in this app: ${unknown.join(', ')}`;
    session.report.say('warning', 'cost.unknown-address', text, { unknown });
  }
}

function warnOfBudgets(session: Session, { stages, environment, currency }: AppCost): void {
  for (const { name, monthly, budget, budgetStatus } of stages) {
    if (budget !== undefined && budgetStatus === 'over') {
      const where = environment === undefined ? '' : ` in ${environment}`;
      const [found, allowed] = [formatMoneyRange(monthly, currency), formatMoney(budget.to, 'USD')];
      const text = `${name} is over its budget${where}: ${found} a month, of ${allowed}`;
      session.report.say('warning', 'cost.over-budget', text, { stage: name, environment, monthly, budget });
    }
  }
}
