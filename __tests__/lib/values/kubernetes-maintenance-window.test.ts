import { KubernetesMaintenanceWindow, Weekday, WeekOfMonth } from '../../../lib/values/kubernetes-maintenance-window';

test('a window begins at two in the morning UTC and lasts four hours', () => {
  expect(KubernetesMaintenanceWindow.daily()).toMatchObject({
    frequency: 'Daily',
    interval: 1,
    startTime: '02:00',
    utcOffset: '+00:00',
    durationHours: 4,
  });
});

test('a window recurs every few weeks, or on one weekday of the month', () => {
  expect(KubernetesMaintenanceWindow.weekly({ day: Weekday.MONDAY, everyWeeks: 2 })).toMatchObject({
    frequency: 'Weekly',
    interval: 2,
    dayOfWeek: 'Monday',
  });
  expect(KubernetesMaintenanceWindow.monthly({ week: WeekOfMonth.FIRST, day: Weekday.SUNDAY })).toMatchObject({
    frequency: 'RelativeMonthly',
    interval: 1,
    weekIndex: 'First',
    dayOfWeek: 'Sunday',
  });
});

test.each([
  [{ durationHours: 3 }, 'durationHours 3. Allowed: a whole number from 4 to 24.'],
  [{ startTime: '2:00' }, 'startTime "2:00". Allowed: 00:00 to 23:59.'],
  [{ utcOffset: 'CET' }, 'utcOffset "CET". Allowed: -14:00 to +14:00'],
  [{ everyWeeks: 5 }, 'everyWeeks 5. Allowed: a whole number from 1 to 4.'],
])('%j is refused', (options, message) => {
  expect(() => KubernetesMaintenanceWindow.weekly({ day: Weekday.MONDAY, ...options })).toThrow(message);
});

test('a window recurs at least every six months', () => {
  expect(() =>
    KubernetesMaintenanceWindow.monthly({ week: WeekOfMonth.LAST, day: Weekday.FRIDAY, everyMonths: 7 }),
  ).toThrow('everyMonths 7. Allowed: a whole number from 1 to 6.');
});
