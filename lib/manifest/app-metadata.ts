import { z } from 'zod';
import { JsonFormat } from '../json/json-format';
import { METADATA_FILE, METADATA_VERSION } from './file-names';
import { HOOKS, type Hooks } from './hook';
import { IMAGE, type ImageMetadata } from './image-metadata';
import { STAGE_CHECK, type StageCheck } from './stage-check';
import { STAGE_SECRET, type StageSecret } from './stage-secret';

export { type ImageMetadata, type ImageRegistryMetadata } from './image-metadata';

/** A parameter as `azstage parameters` lists it. */
export interface ParameterDescription {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its values. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The value in force; absent when it has none. */
  readonly value?: unknown;
  /** Source of the value: `default`, `secret` or the name of a source. */
  readonly source: string;
  /** Whether it is a secret, which has no value here. @default false */
  readonly isSecret?: boolean;
}

/**
 * A resource of another stage that a stage writes to as it is applied or destroyed: by a grant, an administrator, a private endpoint,
 * a diagnostic setting and the like.
 */
export interface StageWrite {
  /** Name of the stage that has the resource. */
  readonly stage: string;
  /** Terraform address of the resource in that stage, where a part of a service is written to that of the service. */
  readonly address: string;
  /** Whether the service refuses a second write while one goes on, so that stages which write to it must take turns. */
  readonly exclusive: boolean;
  /** Terraform addresses of what writes, in this stage, sorted. */
  readonly writers: readonly string[];
}

/** Metadata of one stage. */
export interface StageMetadata {
  /** Id of the stack in manifest.json. */
  readonly name: string;
  readonly title: string;
  readonly purpose: string;
  /** `permanent`, `on-demand` or `ephemeral`. */
  readonly lifecycle: string;
  /** `shared` or `project`. */
  readonly sharing: string;
  /** Tags of its resources, by name. Absent where an older library wrote the file. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Key of its state in the backend. */
  readonly stateKey: string;
  /** Names of the stages that it needs. */
  readonly dependencies: readonly string[];
  /** Number of Terraform resources. */
  readonly resourceCount: number;
  /** Terraform addresses of the resources whose deletion or replacement loses data. */
  readonly dataResources: readonly string[];
  /** Constructs that Terraform reaches only from inside the private network. */
  readonly networkRequirements: readonly { readonly path: string; readonly reason: string }[];
  /** Manual steps that must precede the apply. */
  readonly prerequisites: readonly string[];
  /** Things to verify after the deployment. */
  readonly checks: readonly string[];
  /** Checks that `azstage verify` carries out, in the order of the constructs. Absent where an older library wrote the file. */
  readonly resourceChecks?: readonly StageCheck[];
  /** Expected cost a month, in US dollars. */
  readonly monthlyBudget?: { readonly from: number; readonly to: number };
  /** Namespaces that the subscription must have registered. */
  readonly resourceProviders: readonly string[];
  /** Writes to resources of other stages, sorted by stage and address. Absent where synth did not look. */
  readonly writesTo?: readonly StageWrite[];
  /**
   * Names of outputs that cdktf made for other stages and marked as sensitive, as it marks all of them, although nothing in them is secret; sorted.
   * Absent where synth did not look.
   */
  readonly openOutputs?: readonly string[];
  /** Images that it runs and that are built from sources of the project, sorted by repository and tag. Absent where there are none. */
  readonly images?: readonly ImageMetadata[];
  /**
   * Lines of the app's code that made the resources, by construct path: `stacks/shop/data.ts:42:5`, relative to the project with `/` on every system.
   * Absent where synth was not asked for them.
   */
  readonly sourceLines?: Readonly<Record<string, string>>;
  /** Secrets of key vaults that it keeps, writes or uses, sorted by vault and name. Absent where there are none, or an older library wrote the file. */
  readonly secrets?: readonly StageSecret[];
}

/** Reason for which findings of a policy rule are accepted, at a construct and below it. */
export interface AcknowledgementMetadata {
  /** Id of the rule: `AZS012`. */
  readonly rule: string;
  readonly reason: string;
  /** Path of the construct; empty for the whole app. */
  readonly path: string;
}

/** A tenant that the app read from its file. */
export interface TenantMetadata {
  readonly id: string;
  /** Display name. */
  readonly displayName: string;
  /** `shared` or `dedicated`. */
  readonly tier: string;
  /** E-mail address of the owner. */
  readonly owner: string;
  /** Azure region of its data and workloads. */
  readonly primaryRegion: string;
  /** Area that its data stays in: `eu`, `eu-data-boundary`, a country code or `global`. */
  readonly dataResidency: string;
  /** Names of the stages with resources of it, in the order of the app. */
  readonly stages: readonly string[];
}

/** A file that synth wrote beside the Terraform JSON. */
export interface SynthesizedFile {
  /** Path relative to the output directory, with `/` on every system. */
  readonly path: string;
  /** SHA-256 of its content, in hexadecimal. */
  readonly sha256: string;
}

/** Names of the sources of the settings that select what is deployed; those of defaults are absent. */
export interface SelectionSources {
  readonly environment?: string;
  readonly project?: string;
  readonly location?: string;
  readonly subscriptionId?: string;
}

/**
 * Metadata of an app that synth writes for the command line, to `azstage.json` beside `manifest.json`.
 *
 * The command line reads nothing else of an app; {@link METADATA_VERSION} changes when a reader of the old form would fail.
 */
export interface AppMetadata {
  readonly version: number;
  readonly app: string;
  readonly environment: string;
  /** Profile of the environment: `dev`, `staging` or `prod`. */
  readonly profile: string;
  readonly project: string;
  readonly location: string;
  readonly subscriptionId?: string;
  /** Name of the source of each of these, such as `AZSTAGE_PROJECT`. Absent where it is the default of the app, or an older library wrote the file. */
  readonly sources?: SelectionSources;
  readonly backend: string;
  readonly parameters: readonly ParameterDescription[];
  readonly stages: readonly StageMetadata[];
  /** Commands that run after synth and after the plans. Absent where there are none. */
  readonly hooks?: Hooks;
  /** Files beside the Terraform JSON, sorted by path. Absent where there are none. */
  readonly files?: readonly SynthesizedFile[];
  /** Tenants, sorted by id. Absent where the app reads none. */
  readonly tenants?: readonly TenantMetadata[];
  /** Directories of the copies of cdktf and cdktn that the app loaded, relative to the project. Absent where it is one. */
  readonly cores?: readonly string[];
  /** Acknowledged findings, in the order of the constructs. Absent where there are none. */
  readonly acknowledgements?: readonly AcknowledgementMetadata[];
}

/** Form of the file. A newer library may write more than is read. */
export const APP_METADATA = new JsonFormat<AppMetadata>(
  METADATA_FILE,
  z.object({
    version: z.literal(METADATA_VERSION),
    app: z.string(),
    environment: z.string(),
    profile: z.string(),
    project: z.string(),
    location: z.string(),
    subscriptionId: z.string().optional(),
    sources: z
      .object({
        environment: z.string().optional(),
        project: z.string().optional(),
        location: z.string().optional(),
        subscriptionId: z.string().optional(),
      })
      .optional(),
    backend: z.string(),
    parameters: z.array(
      z.object({
        name: z.string(),
        description: z.string(),
        schema: z.record(z.string(), z.unknown()),
        value: z.unknown().optional(),
        source: z.string(),
        isSecret: z.boolean().optional(),
      }),
    ),
    stages: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        purpose: z.string(),
        lifecycle: z.string(),
        sharing: z.string(),
        tags: z.record(z.string(), z.string()).optional(),
        stateKey: z.string(),
        dependencies: z.array(z.string()),
        resourceCount: z.number(),
        dataResources: z.array(z.string()),
        networkRequirements: z.array(z.object({ path: z.string(), reason: z.string() })),
        prerequisites: z.array(z.string()),
        checks: z.array(z.string()),
        resourceChecks: z.array(STAGE_CHECK).optional(),
        monthlyBudget: z.object({ from: z.number(), to: z.number() }).optional(),
        resourceProviders: z.array(z.string()),
        writesTo: z
          .array(
            z.object({
              stage: z.string(),
              address: z.string(),
              exclusive: z.boolean(),
              writers: z.array(z.string()),
            }),
          )
          .optional(),
        openOutputs: z.array(z.string()).optional(),
        images: z.array(IMAGE).optional(),
        sourceLines: z.record(z.string(), z.string()).optional(),
        secrets: z.array(STAGE_SECRET).optional(),
      }),
    ),
    hooks: HOOKS.optional(),
    files: z.array(z.object({ path: z.string(), sha256: z.string() })).optional(),
    tenants: z
      .array(
        z.object({
          id: z.string(),
          displayName: z.string(),
          tier: z.string(),
          owner: z.string(),
          primaryRegion: z.string(),
          dataResidency: z.string(),
          stages: z.array(z.string()),
        }),
      )
      .optional(),
    cores: z.array(z.string()).optional(),
    acknowledgements: z.array(z.object({ rule: z.string(), reason: z.string(), path: z.string() })).optional(),
  }),
);
