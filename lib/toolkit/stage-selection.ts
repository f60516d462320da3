import { didYouMean } from '../errors';
import { type Assembly } from './assembly';
import { type StageArtifact } from './stage-artifact';
import { ToolkitError } from './toolkit-error';

/**
 * The stages of those names, upstream first; all of them when none is named.
 *
 * @throws ToolkitError when a name is none of the app's
 */
export function selectStages(assembly: Assembly, names: readonly string[]): readonly StageArtifact[] {
  const known = assembly.inDeploymentOrder;
  const knownNames = known.map((stage) => stage.name);
  const unknown = names.filter((name) => !knownNames.includes(name));
  if (unknown.length > 0) {
    throw new ToolkitError(
      'USAGE',
      unknown.map((name) => [`There is no stage "${name}".`, didYouMean(name, knownNames)].join(' ').trim()).join('\n'),
      `Stages: ${knownNames.join(', ')}.`,
    );
  }
  return names.length === 0 ? known : known.filter((stage) => names.includes(stage.name));
}
