import { type Range } from '../../cost/range';

/** English numbers with two decimals, whatever the locale of the machine is. */
const NUMBER = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Code of a currency in ISO 4217. Nothing else is shown as one. */
const CURRENCY = /^[A-Z]{3}$/;

/** An amount of money: `$1,234.50`, `1,234.50 EUR`. */
export function formatMoney(amount: number, currency: string): string {
  const digits = NUMBER.format(Math.abs(amount));
  const sign = amount < 0 ? '-' : '';
  const code = CURRENCY.test(currency) ? ` ${currency}` : '';
  return currency === 'USD' ? `${sign}$${digits}` : `${sign}${digits}${code}`;
}

/** Bounds of an amount: `$12.00 to $30.00`, or `$12.00` where they are equal. */
export function formatMoneyRange({ low, high }: Range, currency: string): string {
  return low === high ? formatMoney(low, currency) : `${formatMoney(low, currency)} to ${formatMoney(high, currency)}`;
}

/** A difference with its sign: `+$12.00 to +$30.00`. */
export function formatMoneyChange(before: Range, after: Range, currency: string): string {
  const [low, high] = [after.low - before.low, after.high - before.high];
  const signed = (amount: number): string => `${amount >= 0.005 ? '+' : ''}${formatMoney(cent(amount), currency)}`;
  const [least, most] = low < high ? [low, high] : [high, low];
  return cent(least) === cent(most) ? signed(least) : `${signed(least)} to ${signed(most)}`;
}

function cent(amount: number): number {
  return Math.round(amount * 100) / 100 + 0;
}
