import { type Problem, quote, ValidationError, ValueError } from '../errors';
import { repeated } from '../values/repeated';

/** Collects the problems of one service or one rendering, and throws them all at once. */
export class Problems {
  private readonly problems: Problem[] = [];

  /**
   * @param path place of the problems, such as `service api`
   */
  constructor(private readonly path: string) {}

  /** Notes a problem with a value that was given, unless `holds`; undefined passes. */
  public that(property: string, got: unknown, holds: boolean, allowed: string, fix?: string): this {
    return got === undefined || holds ? this : this.note({ property, message: `got ${quote(got)}`, allowed, fix });
  }

  /** Notes a problem of several properties, unless `holds`. */
  public together(holds: boolean, property: string | undefined, message: string, fix?: string): this {
    return holds ? this : this.note({ property, message, fix });
  }

  /** Notes a problem when `got` is given and no whole number within the bounds. */
  public wholeNumber(property: string, got: number | undefined, min: number, max: number): this {
    const holds = got !== undefined && Number.isInteger(got) && got >= min && got <= max;
    return this.that(property, got, holds, `a whole number from ${min} to ${max}`);
  }

  /** Notes each value of a list that occurs twice. */
  public distinct(property: string, values: readonly string[]): this {
    repeated(values).forEach((value) => this.note({ property, message: `${quote(value)} occurs twice` }));
    return this;
  }

  /** Notes the problem when a value class refuses. */
  public value(property: string, make: () => unknown): this {
    try {
      make();
    } catch (error) {
      if (!(error instanceof ValueError)) {
        throw error;
      }
      this.note({ ...error.problem, property });
    }
    return this;
  }

  /** @throws ValidationError when a problem was noted */
  public done(): void {
    if (this.problems.length > 0) {
      throw new ValidationError(this.problems);
    }
  }

  private note(problem: Omit<Problem, 'path'>): this {
    this.problems.push({ path: this.path, ...problem });
    return this;
  }
}
