/**
 * A version constraint of Terraform, such as `~> 4.55` or `>= 4.60, < 5.0`.
 */
export class VersionConstraint {
  constructor(private readonly text: string) {}

  /** Whether it allows no version below a minor: `~> 4.78` and `= 4.81.0` start at 4.75, `>= 4.60` does not. */
  public startsAt(major: number, minor: number): boolean {
    return this.text.split(',').some((clause) => {
      const [, operator, first, second = '0'] =
        /^\s*(=|>=|>|~>|)\s*v?(\d+)(?:\.(\d+))?(?:\.\d+)?\s*$/.exec(clause) ?? [];
      return operator !== undefined && (Number(first) > major || (Number(first) === major && Number(second) >= minor));
    });
  }

  public toString(): string {
    return this.text;
  }
}
