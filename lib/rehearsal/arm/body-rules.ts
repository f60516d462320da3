import { badRequest } from './arm-error';
import { type Json } from './json';

/** Value of a body with its name, and the error code that the service refuses it with. */
export interface Checked {
  readonly name: string;
  readonly value: Json | undefined;
  /** @default BadRequest */
  readonly code?: string;
}

/** Refuses a value that is none of those allowed; enums of Azure have no case. */
export function requireOneOf({ name, value, code }: Checked, allowed: readonly string[]): void {
  if (typeof value !== 'string' || !allowed.some((each) => each.toLowerCase() === value.toLowerCase())) {
    throw badRequest(
      code ?? 'BadRequest',
      `${name} is ${JSON.stringify(value) ?? 'missing'}, allowed are: ${allowed.join(', ')}.`,
    );
  }
}

/** Refuses a value that is no whole number of a range. */
export function requireWholeNumber({ name, value, code }: Checked, least: number, most: number): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw badRequest(
      code ?? 'BadRequest',
      `${name} is ${JSON.stringify(value) ?? 'missing'}, it must be a whole number from ${least} to ${most}.`,
    );
  }
}

/** Refuses what a condition does not hold for. */
export function requireThat(condition: boolean, message: string, code = 'BadRequest'): void {
  if (!condition) {
    throw badRequest(code, message);
  }
}
