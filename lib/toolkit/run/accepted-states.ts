import { type Assembly } from '../assembly/assembly';
import { selectStages } from '../unit/stage-selection';

/** Names of the stages whose state is accepted, of which patterns may be given. */
export function acceptedStages(assembly: Assembly, patterns: readonly string[] = []): readonly string[] {
  return patterns.length === 0 ? [] : selectStages(assembly, { stages: patterns }).map(({ name }) => name);
}
