import { CronExpression } from '../../../lib/values/cron-expression';

test.each(['* * * * *', '*/15 * * * *', '0 6 * * MON-FRI', '0,30 8-18/2 1 JAN,jul 0', '5/10 0 31 12 6'])(
  '%s is fine',
  (text) => {
    expect(CronExpression.parse(text).toString()).toBe(text);
  },
);

test('spaces are tidied', () => {
  expect(CronExpression.parse('  0  6 * * * ').toString()).toBe('0 6 * * *');
});

test.each([
  [
    '0 0 6 * * *',
    'has 6 fields. Allowed: five fields in UTC: minute, hour, day of the month, month, day of the week. Leave out the seconds.',
  ],
  ['@daily', 'has 1 fields'],
  ['60 * * * *', '"60" is no minute in "60 * * * *". Allowed: *, 0 to 59'],
  ['0 24 * * *', '"24" is no hour'],
  ['0 0 0 * *', '"0" is no day of the month'],
  ['0 0 * 13 *', 'Allowed: *, 1 to 12, or JAN to DEC'],
  ['0 0 * * 7', '"7" is no day of the week'],
  ['0 0 * * FRI-MON', '"FRI-MON" is no day of the week'],
  ['*/0 * * * *', '"*/0" is no minute'],
  ['1,x * * * *', '"x" is no minute'],
  ['1, * * * *', '"" is no minute'],
])('%s is refused', (text, message) => {
  expect(() => CronExpression.parse(text)).toThrow(message);
});
