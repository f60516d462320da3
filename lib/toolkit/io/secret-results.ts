import { type AppDescription } from '../assembly/assembly';

/** Status of a secret in its vault. */
export type SecretStatus =
  | 'present'
  | 'missing'
  | 'disabled'
  | 'expired'
  /** Its value is valid from a later time on. */
  | 'not-valid-yet'
  /** It was deleted, and can be recovered until it is purged. */
  | 'deleted'
  /** The key vault is not deployed yet. */
  | 'no-vault'
  /** The vault could not be asked. */
  | 'unknown';

/** Secret that stages keep, write or use; never its value. */
export interface ListedSecret {
  readonly name: string;
  /** Name of the key vault, or the address of one that is not deployed yet. */
  readonly vault: string;
  /** Stage that has the key vault, as a resource or data source. */
  readonly vaultStage: string;
  readonly status: SecretStatus;
  /** Origin of its value: a person, Terraform, or the certificate of its name. @default a person */
  readonly writtenBy?: 'terraform' | 'certificate';
  /** Stages whose constructs use it, upstream first. */
  readonly stages: readonly string[];
  /** Time of its latest version, in ISO 8601. @default not known */
  readonly updatedAt?: string;
  /** Time at which its latest version expires, in ISO 8601. @default never, or not known */
  readonly expiresAt?: string;
  /** Time at which a deleted secret is purged, in ISO 8601. @default it is not deleted, or not known */
  readonly purgedAt?: string;
}

/** Key vault that stages keep secrets in. */
export interface ListedVault {
  /** Name, or the address of one that is not deployed yet. */
  readonly vault: string;
  /** Stage that has it, as a resource or data source. */
  readonly stage: string;
  readonly address: string;
  /** `https://kv-shop.vault.azure.net/` @default not known before it is deployed */
  readonly uri?: string;
  /** Network that it is reached from, as a clause: `inside vnet-shop`. @default not known before it is deployed */
  readonly network?: string;
  /** Source of the list of its secrets: the vault itself, or Azure Resource Manager. @default it could not be asked */
  readonly askedBy?: 'vault' | 'resource-manager';
  /** Reason why it, or the vault itself, could not be asked. @default it was */
  readonly why?: string;
  /** Instruction that solves it. */
  readonly fix?: string;
}

/** Result of `secrets`. */
export interface SecretsResult extends AppDescription {
  /** Secrets, sorted by vault and name. */
  readonly secrets: readonly ListedSecret[];
  readonly vaults: readonly ListedVault[];
  /** Suggested next command. @default there is nothing to set */
  readonly next?: string;
}

/** Result of `secrets set`. */
export interface SecretSetResult {
  readonly name: string;
  /** Name of the key vault. */
  readonly vault: string;
  /** Version that was written. */
  readonly version?: string;
  /** Time at which it expires, in ISO 8601. @default never */
  readonly expiresAt?: string;
  /** Whether it was recovered first, as it had been deleted. */
  readonly isRecovered: boolean;
  /** Suggested next command. @default no stage waits for it */
  readonly next?: string;
}
