import { quote, ValueError } from '../errors';

export enum Weekday {
  MONDAY = 'Monday',
  TUESDAY = 'Tuesday',
  WEDNESDAY = 'Wednesday',
  THURSDAY = 'Thursday',
  FRIDAY = 'Friday',
  SATURDAY = 'Saturday',
  SUNDAY = 'Sunday',
}

/** Occurrence of a weekday in a month. */
export enum WeekOfMonth {
  FIRST = 'First',
  SECOND = 'Second',
  THIRD = 'Third',
  FOURTH = 'Fourth',
  LAST = 'Last',
}

export interface MaintenanceWindowOptions {
  /** Start of the window, `HH:mm`. @default 02:00 */
  readonly startTime?: string;
  /** Offset from UTC, `+01:00`. AKS does not support daylight saving time. @default +00:00 */
  readonly utcOffset?: string;
  /** 4 to 24. @default 4 */
  readonly durationHours?: number;
}

export interface WeeklyWindowOptions extends MaintenanceWindowOptions {
  readonly day: Weekday;
  /** Every how many weeks, 1 to 4. @default 1 */
  readonly everyWeeks?: number;
}

export interface MonthlyWindowOptions extends MaintenanceWindowOptions {
  readonly week: WeekOfMonth;
  readonly day: Weekday;
  /** Every how many months, 1 to 6. @default 1 */
  readonly everyMonths?: number;
}

interface Recurrence {
  readonly frequency: string;
  readonly interval: number;
  readonly dayOfWeek?: string;
  readonly weekIndex?: string;
}

/**
 * Maintenance window in which AKS may upgrade a cluster or its nodes.
 *
 * Source of the limits: learn.microsoft.com/azure/aks/planned-maintenance, azurerm
 * internal/services/containers/kubernetes_cluster_resource.go.
 */
export class KubernetesMaintenanceWindow {
  /**
   * Every day.
   *
   * @throws ValueError when a time or the duration is none that AKS takes
   */
  public static daily(options: MaintenanceWindowOptions = {}): KubernetesMaintenanceWindow {
    return new KubernetesMaintenanceWindow({ frequency: 'Daily', interval: 1 }, options);
  }

  /**
   * On one day of the week.
   *
   * @throws ValueError when a time, the duration or the interval is none that AKS takes
   */
  public static weekly(options: WeeklyWindowOptions): KubernetesMaintenanceWindow {
    const interval = options.everyWeeks ?? 1;
    checkWhole('everyWeeks', interval, 1, 4);
    return new KubernetesMaintenanceWindow({ frequency: 'Weekly', interval, dayOfWeek: options.day }, options);
  }

  /**
   * On one day of the month, such as its first Sunday.
   *
   * @throws ValueError when a time, the duration or the interval is none that AKS takes
   */
  public static monthly(options: MonthlyWindowOptions): KubernetesMaintenanceWindow {
    const interval = options.everyMonths ?? 1;
    checkWhole('everyMonths', interval, 1, 6);
    return new KubernetesMaintenanceWindow(
      { frequency: 'RelativeMonthly', interval, dayOfWeek: options.day, weekIndex: options.week },
      options,
    );
  }

  public readonly frequency: string;
  public readonly interval: number;
  public readonly dayOfWeek?: string;
  public readonly weekIndex?: string;
  public readonly startTime: string;
  public readonly utcOffset: string;
  public readonly durationHours: number;

  private constructor(recurrence: Recurrence, options: MaintenanceWindowOptions) {
    this.frequency = recurrence.frequency;
    this.interval = recurrence.interval;
    this.dayOfWeek = recurrence.dayOfWeek;
    this.weekIndex = recurrence.weekIndex;
    this.startTime = options.startTime ?? '02:00';
    this.utcOffset = options.utcOffset ?? '+00:00';
    this.durationHours = options.durationHours ?? 4;
    checkWhole('durationHours', this.durationHours, 4, 24);
    checkText('startTime', this.startTime, /^([01]\d|2[0-3]):[0-5]\d$/, '00:00 to 23:59');
    checkText('utcOffset', this.utcOffset, /^[+-](0\d|1[0-4]):[0-5]\d$/, '-14:00 to +14:00, such as +01:00');
  }
}

function checkWhole(option: string, got: number, min: number, max: number): void {
  if (!Number.isInteger(got) || got < min || got > max) {
    throw new ValueError({ message: `${option} ${quote(got)}`, allowed: `a whole number from ${min} to ${max}` });
  }
}

function checkText(option: string, got: string, pattern: RegExp, allowed: string): void {
  if (!pattern.test(got)) {
    throw new ValueError({ message: `${option} ${quote(got)}`, allowed });
  }
}
