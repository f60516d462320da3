import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type UpstreamRead } from '../preview/preview';
import { type CommandLineSettings } from '../assembly/project';
import { type StageInputs, stageInputsSchema } from '../unit/stage-inputs';
import { type StageChange, type StageResult } from '../io/run-result';
import { type PlannedOutput, type PlanParts, type ResourceChange, unknownSchema } from '../terraform/plan-json';
import { type ChangeCounts } from '../terraform/change-counts';

/** Version of the bundle format that this version of azstage writes and reads. */
export const BUNDLE_VERSION = 2;

/** Content of a bundle, and the inputs that it was made from. */
export interface BundleManifest {
  readonly version: number;
  /** Unique id. The applies of its plans have it in theirs, and so the states that they leave. */
  readonly id: string;
  /** Time of creation, in ISO 8601. */
  readonly created: string;
  /** Versions of the tools that made it. */
  readonly tools: { readonly azstage: string; readonly terraform: string };
  /** Metadata of the app. */
  readonly app: {
    readonly app?: string;
    readonly environment?: string;
    readonly project?: string;
    readonly location?: string;
  };
  /** Settings of the command line; they are set again when the bundle is deployed. */
  readonly settings: CommandLineSettings;
  /** SHA-256 of the synthesized files of all stages. */
  readonly synth: string;
  /** Stages, upstream first. */
  readonly stages: readonly BundleStage[];
  /** SHA-256 of each file beside the manifest. */
  readonly files: Readonly<Record<string, string>>;
}

/** One stage of a bundle. */
export interface BundleStage {
  readonly name: string;
  /** Key of its state in the backend. */
  readonly key: string;
  readonly result: StageResult;
  readonly reason?: string;
  readonly inputs: StageInputs;
  /** @default it is not deployed */
  readonly state?: { readonly serial: number; readonly lineage: string };
  /** The outputs of other stages that it was planned with. */
  readonly reads: readonly UpstreamRead[];
  /** @default nothing is to be done */
  readonly proposal?: BundleProposal;
}

/** Changes of a stage; their values are in a separate file. */
export interface BundleProposal {
  readonly counts: ChangeCounts;
  readonly changes: readonly StageChange[];
  readonly isFinal: boolean;
  readonly deferred: readonly string[];
  /** File with the plan and its values, as JSON. */
  readonly values: string;
  /** File with Terraform's plan, where it is final. */
  readonly plan?: string;
}

/** Path of a file in a bundle: it never leads out of the bundle, on any operating system. */
const file = z
  .string()
  .refine(
    (text) =>
      !/[\\\0]/.test(text) && !path.win32.isAbsolute(text) && !text.split('/').some((part) => /^\.{0,2}$/.test(part)),
    'is not a path of a file in the bundle',
  );

const action = z.enum(['create', 'update', 'replace', 'delete', 'read', 'import', 'move', 'remove']);

const output = z.looseObject({
  value: z.unknown(),
  unknown: unknownSchema,
  sensitive: z.boolean(),
  isChanged: z.boolean().optional(),
}) satisfies z.ZodType<PlannedOutput>;

const proposal = z.object({
  counts: z.object({ added: z.number(), changed: z.number(), destroyed: z.number(), imported: z.number().optional() }),
  changes: z.array(
    z.object({
      address: z.string(),
      type: z.string(),
      action,
      constructPath: z.string().optional(),
      source: z.string().optional(),
      causes: z.array(z.object({ stage: z.string(), output: z.string() })).optional(),
    }),
  ),
  isFinal: z.boolean(),
  deferred: z.array(z.string()),
  values: file,
  plan: file.optional(),
}) satisfies z.ZodType<BundleProposal>;

const stage = z.object({
  name: z.string(),
  key: z.string(),
  result: z.enum(['unchanged', 'no-changes', 'planned', 'blocked']),
  reason: z.string().optional(),
  inputs: stageInputsSchema,
  state: z.object({ serial: z.number(), lineage: z.string() }).optional(),
  reads: z.array(
    z.object({ stage: z.string(), output: z.string(), now: output.optional(), planned: output.optional() }),
  ),
  proposal: proposal.optional(),
}) satisfies z.ZodType<BundleStage>;

/**
 * Schema of the manifest. Whoever can write a bundle that is not encrypted can write this as well: settings that are not among these, such
 * as the command of the app, are refused.
 */
export const BUNDLE_MANIFEST = new JsonFormat<BundleManifest>(
  'manifest.json of a bundle',
  z.object({
    version: z.literal(BUNDLE_VERSION),
    id: z.uuid(),
    created: z.string(),
    tools: z.object({ azstage: z.string(), terraform: z.string() }),
    app: z.object({
      app: z.string().optional(),
      environment: z.string().optional(),
      project: z.string().optional(),
      location: z.string().optional(),
    }),
    settings: z.strictObject({
      environment: z.string().optional(),
      project: z.string().optional(),
      system: z.string().optional(),
      location: z.string().optional(),
      parameters: z.record(z.string(), z.string()).optional(),
    }),
    synth: z.string(),
    stages: z.array(stage),
    files: z.record(file, z.string().regex(/^[0-9a-f]{64}$/)),
  }),
);

/** Schema of the values of a plan. The values themselves are checked where they are compared. */
export const BUNDLE_VALUES = new JsonFormat<PlanParts>(
  'values.json of a bundle',
  z.object({
    resources: z.array(resourceChange()),
    drift: z.array(resourceChange()),
    outputs: z.record(z.string(), output),
  }),
);

/** Schema of an encrypted bundle: the content of all files in base64. */
export const BUNDLE_CONTENT = new JsonFormat('content of bundle.age', z.record(file, z.base64()));

function resourceChange(): z.ZodType<ResourceChange> {
  return z.looseObject({
    address: z.string(),
    type: z.string(),
    isData: z.boolean(),
    action: action.or(z.literal('no-op')),
    before: z.unknown(),
    after: z.unknown(),
    afterUnknown: unknownSchema,
    beforeSensitive: unknownSchema,
    afterSensitive: unknownSchema,
  });
}
