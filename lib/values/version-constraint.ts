/** One clause of a constraint: `~> 4.75`. */
interface Clause {
  readonly operator: string;
  readonly major: number;
  /** 0 where the clause has none. */
  readonly minor: number;
  /** Count of its numbers: 2 in `~> 4.75`. */
  readonly length: number;
  /** Whether it is the first version of its major: `5.0.0`. */
  readonly startsMajor: boolean;
}

/**
 * A version constraint of Terraform, such as `~> 4.55` or `>= 4.60, < 5.0`.
 */
export class VersionConstraint {
  constructor(private readonly text: string) {}

  /** Whether it allows no version below a minor: `~> 4.78` and `= 4.81.0` start at 4.75, `>= 4.60` does not. */
  public startsAt(major: number, minor: number): boolean {
    return this.clauses.some(
      (clause) =>
        STARTING.includes(clause.operator) &&
        (clause.major > major || (clause.major === major && clause.minor >= minor)),
    );
  }

  /**
   * The only major that it allows: 4 of `~> 4.55` and of `>= 4.60, < 5.0`.
   *
   * Undefined for `>= 4.60` and `~> 4`, which Terraform takes for "4 or any later major", and for what is no constraint.
   */
  public get major(): number | undefined {
    const { clauses } = this;
    const lowest = Math.max(...clauses.filter(({ operator }) => STARTING.includes(operator)).map(({ major }) => major));
    const highest = Math.min(...clauses.map(lastMajor));
    return clauses.length === this.texts.length && lowest === highest ? lowest : undefined;
  }

  public toString(): string {
    return this.text;
  }

  private get texts(): string[] {
    return this.text.split(',');
  }

  /** The clauses that can be read. */
  private get clauses(): Clause[] {
    return this.texts.flatMap((text) => {
      const [, operator, version] =
        /^\s*(!=|<=|>=|~>|=|<|>|)\s*v?(\d+(?:\.\d+){0,2})(?:-[\w.-]+)?\s*$/.exec(text) ?? [];
      if (operator === undefined || version === undefined) {
        return [];
      }
      const numbers = version.split('.').map(Number);
      const [major = 0, minor = 0, patch = 0] = numbers;
      return [{ operator, major, minor, length: numbers.length, startsMajor: minor === 0 && patch === 0 }];
    });
  }
}

/** Operators that allow nothing below their version. */
const STARTING = ['', '=', '>=', '>', '~>'];

/** The last major that a clause allows, as hashicorp/go-version reads it: `~> 4` has no end, `~> 4.1` ends before 5. */
function lastMajor({ operator, major, length, startsMajor }: Clause): number {
  switch (operator) {
    case '<':
      return startsMajor ? major - 1 : major;
    case '~>':
      return length === 1 ? Infinity : major;
    case '':
    case '=':
    case '<=':
      return major;
    default:
      return Infinity;
  }
}
