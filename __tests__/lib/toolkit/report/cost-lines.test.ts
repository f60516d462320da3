import { type CostDifference } from '../../../../lib/toolkit/io/cost-result';
import { costLines } from '../../../../lib/toolkit/report/cost-lines';

const cost = (before: number, after: number, notPriced = 0): CostDifference => ({
  currency: 'USD',
  before: { low: before, high: before },
  after: { low: after, high: after },
  notPriced,
});

test('a stage whose cost changes has a line, and all of them have one together', () => {
  expect(
    costLines([
      { stage: 'a', result: 'planned', cost: cost(0, 10) },
      { stage: 'b', result: 'planned', cost: cost(5, 2, 1) },
      { stage: 'c', result: 'planned', cost: cost(5, 5) },
      { stage: 'd', result: 'planned' },
    ]),
  ).toEqual([
    'a: +$10.00 a month, then $10.00',
    'b: -$3.00 a month, then $2.00, 1 not priced',
    'together +$7.00 a month',
  ]);
});

test('one stage has no sum', () => {
  expect(costLines([{ stage: 'a', result: 'planned', cost: cost(0, 10) }])).toHaveLength(1);
});

test('a stage that was destroyed saves what it cost', () => {
  expect(costLines([{ stage: 'a', result: 'destroyed', cost: cost(10, 0) }])).toEqual([
    'Saved per month while a is down: $10.00',
  ]);
});
