import fs from 'node:fs';
import path from 'node:path';
import { PriceBook } from '../../../lib/cost/price-book';
import { sum, times } from '../../../lib/cost/range';
import { type Values } from '../../../lib/synthesized/values';
import { type EstimateProps, estimateOf } from '../../helpers/estimates';
import { prettierTable, read, repository } from '../../helpers/markdown';

/** A monthly cost that infracost prints in one of its goldens, and the resource that it is of. */
interface Figure extends Pick<EstimateProps, 'others'> {
  readonly golden: string;
  readonly address: string;
  /** Lines of the golden whose costs are added up. */
  readonly lines: readonly number[];
  readonly monthly: number;
  readonly type: string;
  readonly region: string;
  readonly values: Values;
  readonly usage?: Readonly<Record<string, number>>;
  /** Beginnings of the names of the components of ours that are compared. @default all */
  readonly components?: readonly string[];
  /** Reason for which ours differs by more than 5%. */
  readonly why?: string;
}

interface Figures {
  readonly source: string;
  readonly directory: string;
  readonly figures: readonly Figure[];
}

/** Difference from which a reason is needed. */
const TOLERANCE = 0.05;

const PAGE = 'docs/cost-accuracy.md';
const START = '<!-- figures -->';
const END = '<!-- end of figures -->';

const { figures } = JSON.parse(read('__tests__/fixtures/infracost-figures.json')) as Figures;
const BOOK = PriceBook.packaged();

/** Our monthly cost of the resource; undefined where a part of it has no price. */
function oursOf({ type, values, region, usage, others, components: wanted }: Figure): number | undefined {
  const { components, notPriced = [] } = estimateOf(type, values, { region, usage, others });
  const compared = components.filter(({ name }) => wanted?.some((start) => name.startsWith(start)) ?? true);
  const costs = compared.map(({ quantity, price, factor = 1 }) => {
    const found = BOOK.tryFind(price, region);
    return found === undefined ? undefined : times(quantity, found.amount * factor);
  });
  const known = costs.filter((cost) => cost !== undefined);
  if (known.length < costs.length || costs.length === 0 || notPriced.length > 0) {
    return undefined;
  }
  const { low, high } = sum(known);
  expect(low).toBeCloseTo(high, 6);
  return low;
}

function differenceOf(figure: Figure): number | undefined {
  const ours = oursOf(figure);
  return ours === undefined ? undefined : (ours - figure.monthly) / figure.monthly;
}

function isApart(figure: Figure): boolean {
  const difference = differenceOf(figure);
  return difference === undefined || Math.abs(difference) > TOLERANCE;
}

function money(amount: number): string {
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

describe('monthly costs beside the figures of infracost', () => {
  it.each(figures.map((figure) => [figure.golden, figure.address, figure] as const))(
    '%s: %s is within 5%, or there is a reason',
    (_golden, _address, figure) => {
      const { address, monthly, why } = figure;
      const found = { address, monthly, ours: oursOf(figure), why };
      expect(isApart(figure) ? found : 'near').toEqual(why === undefined ? 'near' : found);
    },
  );

  it('are counted on the page, with all reasons', () => {
    const apart = figures.filter(isApart).map((figure) => {
      const [ours, difference] = [oursOf(figure), differenceOf(figure)];
      const change = difference === undefined ? '' : `${difference > 0 ? '+' : ''}${Math.round(difference * 100)}%`;
      const name = `\`${figure.address.replace(/^azurerm_/, '')}\``;
      return [name, money(figure.monthly), ours === undefined ? '-' : money(ours), change, figure.why ?? ''];
    });
    const near = figures.length - apart.length;
    const types = new Set(figures.map(({ type }) => type)).size;
    const table = prettierTable([['resource', 'infracost', 'azstage', 'difference', 'why'], ...apart]);
    const summary = `${figures.length} figures of ${types} types; ${near} are within 5%. The others:`;
    const text = read(PAGE);
    const [before = '', rest = ''] = text.split(START);
    const expected = `${before}${START}\n\n${summary}\n\n${table}\n\n${END}${rest.split(END)[1] ?? ''}`;
    if (process.env['UPDATE_GOLDENS'] !== undefined) {
      fs.writeFileSync(path.join(repository, PAGE), expected);
      return;
    }
    expect(text).toBe(expected);
  });
});
