import { z } from 'zod';

/** Kinds of checks of what is deployed, each of one resource. */
export const STAGE_CHECK_KINDS = [
  /** A private endpoint whose connection is approved. */
  'private-endpoint',
  /** Records of a private endpoint in its private DNS zones. */
  'dns-record',
  /** A deployment of a model that has succeeded. */
  'model-deployment',
  /** Quota of a model and SKU in the region of the account. */
  'quota',
  /** The latest revision of a container app, its replicas and its images. */
  'container-app',
  /** The last execution of a job. */
  'job',
  /** The certificate of a custom domain. */
  'certificate',
  /** The modules of a Redis database. */
  'redis-modules',
  /** TLS and `PING` with an Entra token. */
  'redis',
  /** `SELECT 1` in each database, and extensions. */
  'postgresql',
  /** The containers of a storage account. */
  'storage-containers',
  /** A completion or an embedding. */
  'open-ai',
  /** Secrets that somebody fills in. */
  'secrets',
  /** A path that answers over HTTPS. */
  'health',
] as const;

/** Kind of a check of what is deployed. */
export type StageCheckKind = (typeof STAGE_CHECK_KINDS)[number];

/** Parameters of a check: names and paths, never secrets. */
export type StageCheckParameters = Readonly<Record<string, string | readonly string[]>>;

/** Check of a resource of a stage, which `azstage verify` carries out on what is deployed. */
export interface StageCheck {
  /** One of {@link StageCheckKind}; a newer library may write others. */
  readonly kind: string;
  /** Terraform address of the resource; its id is read from the state. */
  readonly address: string;
  /** Path of the construct. */
  readonly path: string;
  /** @default none */
  readonly parameters?: StageCheckParameters;
}

/** Schema of {@link StageCheck}. */
export const STAGE_CHECK = z.object({
  kind: z.string(),
  address: z.string(),
  path: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});
