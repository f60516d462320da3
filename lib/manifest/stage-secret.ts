import { z } from 'zod';

/** Secret of a key vault that a stage keeps, writes or uses; never its value. */
export interface StageSecret {
  /** Name in the vault. */
  readonly name: string;
  /** Key vault: a resource or data source of a stage. */
  readonly vault: {
    /** Name of the stage. */
    readonly stage: string;
    /** Terraform address in it: `azurerm_key_vault.Vault`. */
    readonly address: string;
  };
  /** Paths of the constructs of this stage that use it, sorted. */
  readonly users: readonly string[];
  /** Origin of its value: a person, Terraform, or the certificate of its name. @default a person */
  readonly writtenBy?: 'terraform' | 'certificate';
  /** Content type that its value is to have. @default none */
  readonly contentType?: string;
  /** Time at which its value is to expire, as `2027-12-31T00:00:00Z`. @default never */
  readonly expires?: string;
}

/** Schema of {@link StageSecret}. */
export const STAGE_SECRET = z.object({
  name: z.string(),
  vault: z.object({ stage: z.string(), address: z.string() }),
  users: z.array(z.string()),
  writtenBy: z.enum(['terraform', 'certificate']).optional(),
  contentType: z.string().optional(),
  expires: z.string().optional(),
});
