import { quote, ValueError } from '../errors';

interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names that stand for numbers, from `min` on. */
  readonly names?: readonly string[];
}

const FIELDS: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  { name: 'day of the week', min: 0, max: 6, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
];

/**
 * A schedule in UTC: five fields for minute, hour, day of the month, month and day of the week.
 *
 * Each is `*`, a number, a range `a-b`, a list `a,b`, or a step such as every fifteenth. Months and days of the week have names too.
 */
export class CronExpression {
  /**
   * Parses five fields.
   *
   * @throws ValueError when there are more or fewer, or one of them is out of its bounds
   */
  public static parse(text: string): CronExpression {
    const parts = text.trim().split(/\s+/);
    if (parts.length !== FIELDS.length) {
      throw new ValueError({
        message: `${quote(text)} has ${parts.length} fields`,
        allowed: `five fields in UTC: ${FIELDS.map(({ name }) => name).join(', ')}`,
        fix: parts.length === 6 ? 'Leave out the seconds.' : undefined,
      });
    }
    FIELDS.forEach((field, index) => checkField(text, field, parts[index] ?? ''));
    return new CronExpression(parts.join(' '));
  }

  private constructor(private readonly text: string) {}

  public toString(): string {
    return this.text;
  }
}

function checkField(text: string, field: CronField, part: string): void {
  const refused = part.split(',').find((item) => !isAllowed(field, item));
  if (refused !== undefined) {
    const names = field.names === undefined ? '' : `, or ${field.names[0]} to ${field.names.at(-1)}`;
    throw new ValueError({
      message: `${quote(refused)} is no ${field.name} in ${quote(text)}`,
      allowed: `*, ${field.min} to ${field.max}${names}, a range a-b, a list a,b, or a step */n`,
    });
  }
}

function isAllowed(field: CronField, item: string): boolean {
  const match = /^(?:\*|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>\d+))?$/.exec(item);
  if (match === null) {
    return false;
  }
  const { from, to, step } = match.groups ?? {};
  const first = from === undefined ? field.min : numberOf(field, from);
  const last = to === undefined ? first : numberOf(field, to);
  const stepFits = step === undefined || (Number(step) >= 1 && Number(step) <= field.max);
  return first >= field.min && first <= last && last <= field.max && stepFits;
}

/** NaN for what is neither a number nor a name. */
function numberOf(field: CronField, text: string): number {
  const index = field.names?.indexOf(text.toUpperCase()) ?? -1;
  return index >= 0 ? field.min + index : /^\d+$/.test(text) ? Number(text) : NaN;
}
