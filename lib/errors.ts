import { distance } from 'fastest-levenshtein';

/**
 * Problem of one value that a user gave.
 */
export interface Problem {
  /** Place of the problem: a construct path (`stage-foundation/VirtualNetwork`), an option or a file. */
  readonly path?: string;
  /** The property or key at that place. */
  readonly property?: string;
  /** Description of the problem, as a clause without a full stop. */
  readonly message: string;
  /** Values that are allowed instead. */
  readonly allowed?: string;
  /** Instruction that solves the problem. */
  readonly fix?: string;
}

/**
 * Base of every error that azstage throws deliberately.
 *
 * A user sees the message only; the stack trace is for `--debug`.
 */
export abstract class AzstageError extends Error {
  /** Stable identifier of the kind of error, for programs. */
  public abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * Error of a value class that was given an invalid value.
 *
 * Value classes have no construct path: the construct that receives the value reports the same problem with its path.
 */
export class ValueError extends AzstageError {
  public readonly code = 'INVALID_VALUE';

  constructor(public readonly problem: Problem) {
    super(formatProblem(problem));
    hideField(this, 'problem');
  }
}

/**
 * Error of constructs with invalid properties, with every problem that was found.
 */
export class ValidationError extends AzstageError {
  public readonly code = 'INVALID_PROPS';

  constructor(public readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    hideField(this, 'problems');
  }
}

/**
 * Error of settings (environment, project, parameters, backend, tenants) that do not fit the app.
 */
export class SettingsError extends AzstageError {
  public readonly code = 'INVALID_SETTINGS';

  constructor(public readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    hideField(this, 'problems');
  }
}

/**
 * Error of a construct that is used where something it relies on is missing, such as a stage around it.
 */
export class MissingContextError extends AzstageError {
  public readonly code = 'MISSING_CONTEXT';
}

/** Keeps Node.js from printing a field of an uncaught error, as its content is in the message. */
function hideField(error: AzstageError, name: string): void {
  Object.defineProperty(error, name, { enumerable: false });
}

/** Renders a problem as `path: property: message. Allowed: ... Fix: ...`. */
export function formatProblem(problem: Problem): string {
  const where = [problem.path, problem.property].filter((part) => part !== undefined && part !== '').join(': ');
  const sentences = [
    `${where === '' ? '' : `${where}: `}${problem.message}.`,
    problem.allowed === undefined ? undefined : `Allowed: ${problem.allowed}.`,
    problem.fix,
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

/** Renders a value that a user gave, for a message. */
export function quote(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
}

/**
 * The texts of `known` that are near a given one, nearest first.
 *
 * @param part the part of a known text that is compared, by default all of it
 */
export function nearest(
  given: string,
  known: readonly string[],
  part: (text: string) => string = (text) => text,
): readonly string[] {
  const most = Math.max(2, Math.floor(given.length / 3));
  return known
    .map((candidate) => ({ candidate, edits: distance(given.toLowerCase(), part(candidate).toLowerCase()) }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits || a.candidate.localeCompare(b.candidate, 'en'))
    .map(({ candidate }) => candidate);
}

/** `Did you mean "x"?` for the nearest of `known`, or nothing when none is near. */
export function didYouMean(given: string, known: readonly string[]): string | undefined {
  const [best] = nearest(given, known);
  return best === undefined ? undefined : `Did you mean "${best}"?`;
}
