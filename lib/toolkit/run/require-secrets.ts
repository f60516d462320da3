import { didYouMean, quote } from '../../errors';
import { SECRET_PREFIX } from '../host/environment-variables';
import { type RunContext } from './run-context';
import { type StageArtifact } from '../assembly/stage-artifact';
import { secretVariables, type SecretVariable } from '../terraform/secret-variables';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';

/**
 * Asks for the secrets of stages that are going to be planned and that are given nowhere.
 *
 * @param neededBy secrets that a stage needs; by default all that it declares
 * @throws ToolkitError when `--secret` names a variable that no stage has, or, in a run that is not interactive, when a secret is missing
 */
export async function requireSecrets(
  { session, units: all }: RunContext,
  units: readonly StageUnit[],
  neededBy: (stage: StageArtifact) => readonly SecretVariable[] = secretVariables,
): Promise<void> {
  const { secrets } = session;
  if (secrets.names.length > 0) {
    refuseUnknown(
      secrets.names,
      all.flatMap(({ stage }) => secretVariables(stage).map(({ name }) => name)),
    );
  }
  const missing = new Map<string, string[]>();
  for (const { stage } of units) {
    for (const { name, isRequired } of neededBy(stage)) {
      if (isRequired && secrets.valueOf(name) === undefined) {
        missing.set(name, [...(missing.get(name) ?? []), stage.name]);
      }
    }
  }
  const unanswered: string[] = [];
  for (const [name, stages] of missing) {
    const text = `Secret ${name} of ${stages.join(', ')}`;
    const value = await session.report.askSecret({ code: 'secret', text });
    if (value === undefined || value === '') {
      unanswered.push(`The secret ${name}, which ${stages.join(', ')} needs, is missing.`);
    } else {
      secrets.add(name, value);
    }
  }
  if (unanswered.length > 0) {
    const [first = ''] = missing.keys();
    throw new ToolkitError(
      'USAGE',
      unanswered.join('\n'),
      `Set ${SECRET_PREFIX}${first}, or pass --secret ${first}=@FILE.`,
    );
  }
}

function refuseUnknown(given: readonly string[], known: readonly string[]): void {
  const names = [...new Set(known)];
  const unknown = given.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new ToolkitError(
      'USAGE',
      unknown.map((name) => `--secret: no stage has a secret ${quote(name)}.`).join('\n'),
      didYouMean(unknown[0] ?? '', names) ??
        (names.length === 0 ? 'The app declares none.' : `Secrets of the app: ${names.join(', ')}.`),
    );
  }
}
