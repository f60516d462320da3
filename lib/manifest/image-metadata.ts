import { z } from 'zod';

/** Registry of an image: known at synth, or a resource or data source of a stage, in whose state it is. */
export type ImageRegistryMetadata =
  | {
      /** Host name: `crshop.azurecr.io`. */
      readonly loginServer: string;
      /** Resource id. Absent where the app names the host alone. */
      readonly id?: string;
    }
  | {
      /** Name of the stage. */
      readonly stage: string;
      /** Terraform address in it: `azurerm_container_registry.Registry`. */
      readonly address: string;
    };

/** Image that a stage runs, and that is built from sources of the project. */
export interface ImageMetadata {
  /** Repository in the registry: `api`. */
  readonly repository: string;
  /** Digest of the sources and of what they are built with. */
  readonly tag: string;
  /** Directory of the sources, relative to the project, with `/` on every system. */
  readonly context: string;
  /** Path of the Dockerfile within the context. */
  readonly dockerfile: string;
  /** Stage of the Dockerfile. @default the last one */
  readonly target?: string;
  /** Build arguments. @default none */
  readonly args?: Readonly<Record<string, string>>;
  /** `linux/amd64` */
  readonly platform: string;
  readonly registry: ImageRegistryMetadata;
  /** Paths of the constructs that run it. */
  readonly users: readonly string[];
}

/** Schema of {@link ImageMetadata}. */
export const IMAGE = z.object({
  repository: z.string(),
  tag: z.string(),
  context: z.string(),
  dockerfile: z.string(),
  target: z.string().optional(),
  args: z.record(z.string(), z.string()).optional(),
  platform: z.string(),
  registry: z.union([
    z.object({ loginServer: z.string(), id: z.string().optional() }),
    z.object({ stage: z.string(), address: z.string() }),
  ]),
  users: z.array(z.string()),
});
