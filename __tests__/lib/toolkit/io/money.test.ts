import { formatMoney, formatMoneyChange, formatMoneyRange } from '../../../../lib/toolkit/io/money';

const range = (low: number, high = low) => ({ low, high });

test.each([
  [1234.5, 'USD', '$1,234.50'],
  [-0.5, 'USD', '-$0.50'],
  [1_234_567, 'EUR', '1,234,567.00 EUR'],
  [1, 'no currency', '1.00'],
])('%d in %s is %s', (amount, currency, text) => {
  expect(formatMoney(amount, currency)).toBe(text);
});

test('bounds that are equal are one amount', () => {
  expect([formatMoneyRange(range(1), 'USD'), formatMoneyRange(range(1, 2), 'USD')]).toEqual([
    '$1.00',
    '$1.00 to $2.00',
  ]);
});

test.each([
  [range(1), range(3), '+$2.00'],
  [range(3), range(1), '-$2.00'],
  [range(1), range(1), '$0.00'],
  [range(0, 10), range(5, 12), '+$2.00 to +$5.00'],
  [range(0, 10), range(5, 5), '-$5.00 to +$5.00'],
])('from %j to %j it is %s', (before, after, text) => {
  expect(formatMoneyChange(before, after, 'USD')).toBe(text);
});
