/**
 * Function with a cache: it computes each result once and keeps it for as long as its argument.
 *
 * @param compute result for an argument that never changes
 */
export function oncePer<Argument extends object, Result>(
  compute: (argument: Argument) => Result,
): (argument: Argument) => Result {
  const known = new WeakMap<Argument, Result>();
  return (argument) => {
    if (!known.has(argument)) {
      known.set(argument, compute(argument));
    }
    return known.get(argument) as Result;
  };
}
