import { type StageSecret } from '../../manifest/stage-secret';
import { type StageArtifact } from '../assembly/stage-artifact';
import { shellWord } from '../host/shell-word';

/** Secrets that the constructs of a stage use, and that a person has to set. */
export function secretsToSet({ metadata }: StageArtifact): readonly StageSecret[] {
  return (metadata?.secrets ?? []).filter(({ users, writtenBy }) => users.length > 0 && writtenBy === undefined);
}

/**
 * Manual steps that set the secrets of a stage, one for each vault, with the command.
 *
 * @param options options of the command line for the same app, with a blank before them
 */
export function secretPrerequisites(stage: StageArtifact, options: string): readonly string[] {
  const vaults = new Map<string, StageSecret[]>();
  for (const secret of secretsToSet(stage)) {
    const key = `${secret.vault.stage} ${secret.vault.address}`;
    vaults.set(key, [...(vaults.get(key) ?? []), secret]);
  }
  return [...vaults.values()].map((secrets) => {
    const names = secrets.map(({ name }) => name);
    const [first = ''] = names;
    const where = `in the key vault of ${secrets[0]?.vault.stage ?? ''}`;
    return names.length === 1
      ? `Set the secret ${first} ${where}: azstage secrets set ${shellWord(first)}${options}`
      : `Set the secrets ${names.join(', ')} ${where}, each with: azstage secrets set NAME${options}`;
  });
}

/** Manual steps before a stage is applied: those that the app names, and its secrets. */
export function prerequisitesOf(stage: StageArtifact, options: string): readonly string[] {
  return [...(stage.metadata?.prerequisites ?? []), ...secretPrerequisites(stage, options)];
}
