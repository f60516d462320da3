import { type Checks } from '../checks';

/** Day of a weekly backup. */
export enum BackupDay {
  SUNDAY = 'Sunday',
  MONDAY = 'Monday',
  TUESDAY = 'Tuesday',
  WEDNESDAY = 'Wednesday',
  THURSDAY = 'Thursday',
  FRIDAY = 'Friday',
  SATURDAY = 'Saturday',
}

/** Retention of the first backup of a month or a year, for as long as `duration`, or none. */
export function retentionRules(monthly?: string, yearly?: string) {
  return [
    retentionRule('Yearly', 10, 'FirstOfYear', 'VaultStore', yearly),
    retentionRule('Monthly', 15, 'FirstOfMonth', 'VaultStore', monthly),
  ].flat();
}

/** The beginning of a schedule in the past, always the same, at an hour in UTC: Azure counts days and weeks from it. The 4th of January 2026 was a Sunday. */
export function scheduleStart(hour: number, day = BackupDay.SUNDAY): string {
  const date = String(4 + Object.values(BackupDay).indexOf(day)).padStart(2, '0');
  return `2026-01-${date}T${String(hour).padStart(2, '0')}:00:00+00:00`;
}

const DAYS: Readonly<Record<string, number>> = { D: 1, W: 7, M: 31, Y: 366 };

/** Days of an ISO 8601 duration of days, weeks, months or years, at most; NaN of anything else. */
export function daysOf(duration = ''): number {
  const [, count, unit = ''] = /^P([1-9]\d*)([DWMY])$/.exec(duration) ?? [];
  return Number(count) * (DAYS[unit] ?? NaN);
}

/** Notes a retention that is no ISO 8601 duration in days, weeks, months or years, or out of bounds. */
export function checkRetention(
  checks: Checks,
  property: string,
  duration: string | undefined,
  bounds: RetentionBounds,
): void {
  const days = daysOf(duration);
  checks.that(
    property,
    duration,
    days >= bounds.minDays && days <= bounds.maxDays,
    `an ISO 8601 duration of days, weeks, months or years, from ${bounds.from} to ${bounds.to}`,
  );
}

/** Least and longest retention, in days and as they are written. */
export interface RetentionBounds {
  readonly minDays: number;
  readonly maxDays: number;
  readonly from: string;
  readonly to: string;
}

/** Bounds of backups in a vault: ten years. Source: learn.microsoft.com/azure/backup/backup-azure-database-postgresql-flex-overview, .../blob-backup-overview. */
export const VAULT_RETENTION: RetentionBounds = { minDays: 7, maxDays: 3660, from: 'P7D', to: 'P10Y' };

/**
 * Bounds of backups that stay beside their source: 360 days. Sources: learn.microsoft.com/azure/backup/blob-backup-configure-manage,
 * .../azure-kubernetes-service-cluster-backup-using-cli.
 */
export const OPERATIONAL_RETENTION: RetentionBounds = { minDays: 1, maxDays: 360, from: 'P1D', to: 'P360D' };

/** Retention of the backups that meet a criterion, in a store, for as long as `duration`, or none. */
export function retentionRule(
  name: string,
  priority: number,
  absoluteCriteria: string,
  dataStoreType: string,
  duration?: string,
) {
  return duration === undefined
    ? []
    : [{ name, priority, criteria: { absoluteCriteria }, lifeCycle: [{ dataStoreType, duration }] }];
}
