import { type StageSecret } from '../manifest/stage-secret';
import { type StageUnit } from '../toolkit/unit/stage-unit';

/** Key vault: a resource or data source of a stage. */
export interface VaultPlace {
  /** Name of the stage. */
  readonly stage: string;
  /** Terraform address in it. */
  readonly address: string;
}

/** Secret with all stages that use it. */
export interface DeclaredSecret extends Omit<StageSecret, 'users'> {
  /** Names of the stages whose constructs use it, in the order of the units. */
  readonly stages: readonly string[];
}

/**
 * Secrets that some stages keep, write or use, sorted by vault and name.
 *
 * @param units all stages of the app
 * @param selected stages whose secrets are meant
 */
export function declaredSecrets(
  units: readonly StageUnit[],
  selected: readonly StageUnit[] = units,
): readonly DeclaredSecret[] {
  const meant = new Set(selected.flatMap((unit) => secretsOf(unit).map(keyOf)));
  const found = new Map<string, DeclaredSecret>();
  for (const unit of units) {
    for (const { users, ...secret } of secretsOf(unit).filter((each) => meant.has(keyOf(each)))) {
      const before = found.get(keyOf(secret));
      const stages = [...(before?.stages ?? []), ...(users.length === 0 ? [] : [unit.name])];
      found.set(keyOf(secret), { ...before, ...secret, stages });
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, secret]) => secret);
}

/** Unique key of a vault. */
export function keyOfVault({ stage, address }: VaultPlace): string {
  return `${stage}\n${address}`;
}

function keyOf({ vault, name }: Pick<StageSecret, 'vault' | 'name'>): string {
  return `${keyOfVault(vault)}\n${name}`;
}

function secretsOf({ stage }: StageUnit): readonly StageSecret[] {
  return stage.metadata?.secrets ?? [];
}
