import { Token } from 'cdktf';
import { type IConstruct } from 'constructs';
import { type Problem, quote, ValidationError, ValueError } from '../errors';

/**
 * Collects the problems of one construct's properties, and throws them all at once.
 *
 * Values that Terraform computes (tokens) are passed over: they are not known at synth.
 */
export class Checks {
  private readonly problems: Problem[] = [];

  constructor(private readonly scope: IConstruct) {}

  /**
   * Notes a problem unless `holds`.
   *
   * @param property name of the property, as the user wrote it
   * @param got what was given; a token or undefined passes
   * @param holds whether the value is fine
   * @param allowed what is allowed instead
   * @param fix what to do about it
   */
  public that(property: string, got: unknown, holds: boolean, allowed: string, fix?: string): this {
    if (!holds && got !== undefined && !containsToken(got)) {
      this.problems.push({ path: this.scope.node.path, property, message: `got ${quote(got)}`, allowed, fix });
    }
    return this;
  }

  /** Notes a problem that concerns several properties, unless `holds`. */
  public together(holds: boolean, message: string, fix?: string): this {
    if (!holds) {
      this.problems.push({ path: this.scope.node.path, message, fix });
    }
    return this;
  }

  /** Notes a problem when `got` is a known number outside the bounds or not whole. */
  public wholeNumber(property: string, got: number | undefined, min: number, max: number): this {
    const holds = got !== undefined && Number.isInteger(got) && got >= min && got <= max;
    return this.that(property, got, holds, `a whole number from ${min} to ${max}`);
  }

  /** Notes a problem when `got` is a known text other than the allowed ones. */
  public oneOf(property: string, got: string | undefined, allowed: readonly string[]): this {
    return this.that(property, got, got !== undefined && allowed.includes(got), allowed.join(', '));
  }

  /** Notes each value of a list that occurs twice; tokens pass. */
  public distinct(property: string, values: readonly string[] = []): this {
    values.forEach((value, index) => {
      const first = values.indexOf(value);
      this.that(`${property}[${index}]`, value, first === index, `a value other than ${property}[${first}]`);
    });
    return this;
  }

  /**
   * Makes a value, and notes the problem when the value class refuses.
   *
   * @returns undefined when it was refused
   */
  public value<T>(property: string, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof ValueError)) {
        throw error;
      }
      this.problems.push({ ...error.problem, path: this.scope.node.path, property });
      return undefined;
    }
  }

  /** @throws ValidationError when a problem was noted */
  public done(): void {
    if (this.problems.length > 0) {
      throw new ValidationError(this.problems);
    }
  }
}

/** Makes a value for a property, and reports a refusal at once with the construct's path. */
export function checkedValue<T>(scope: IConstruct, property: string, make: () => T): T {
  const checks = new Checks(scope);
  const value = checks.value(property, make);
  checks.done();
  return value as T;
}

function containsToken(value: unknown): boolean {
  if (Token.isUnresolved(value)) {
    return true;
  }
  return Array.isArray(value) && value.some(containsToken);
}
