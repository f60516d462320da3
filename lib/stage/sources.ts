import { type Problem, quote } from '../errors';
import { type Sourced } from './settings';

/** The first source that has a value. */
export function firstOf(sources: readonly Sourced<unknown>[]): Sourced<string> | undefined {
  return sources.find(({ value }) => value !== undefined) as Sourced<string> | undefined;
}

/** Problem of a source that names another system than the app: what it asks for would not be done. */
export function otherSystem(name: string, sources: readonly Sourced<unknown>[]): Problem | undefined {
  const asked = firstOf(sources);
  return asked === undefined || asked.value === name
    ? undefined
    : {
        path: asked.name,
        property: 'system',
        message: `there is no system ${quote(asked.value)}`,
        allowed: name,
        fix: 'The project has this system alone: leave the name out.',
      };
}
