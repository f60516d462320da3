import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { type UpstreamRead } from '../preview/preview';
import { type CommandLineSettings } from '../assembly/project';
import { type StageInputs, stageInputsSchema } from '../unit/stage-inputs';
import { type StageChange, type StageResult } from '../io/run-result';
import { type PlannedOutput, type PlanParts, type ResourceChange, unknownSchema } from '../terraform/plan-json';
import { type ChangeCounts } from '../terraform/terraform-events';

/** The form of bundles that this version writes and reads. */
export const BUNDLE_VERSION = 1;

/** What is in a bundle, and what it was made from. */
export interface BundleManifest {
  readonly version: number;
  /** When, in ISO 8601. */
  readonly created: string;
  /** Versions of what made it. */
  readonly tools: { readonly azstage: string; readonly terraform: string };
  /** What the app said of itself. */
  readonly app: {
    readonly app?: string;
    readonly environment?: string;
    readonly project?: string;
    readonly location?: string;
  };
  /** What the command line set; it is set again when the bundle is deployed. */
  readonly settings: CommandLineSettings;
  /** SHA-256 of the synthesized files of all stages. */
  readonly synth: string;
  /** Upstream first. */
  readonly stages: readonly BundleStage[];
  /** SHA-256 of each file beside the manifest. */
  readonly files: Readonly<Record<string, string>>;
}

/** One stage of a bundle. */
export interface BundleStage {
  readonly name: string;
  /** Key of its state. */
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

/** What is to be done to a stage; the values are in a file of their own. */
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

/** The path of a file in a bundle: it leads nowhere else, on any system. */
const file = z
  .string()
  .refine(
    (text) =>
      !/[\\\0]/.test(text) && !path.win32.isAbsolute(text) && !text.split('/').some((part) => /^\.{0,2}$/.test(part)),
    'is no path of a file in the bundle',
  );

const action = z.enum(['create', 'update', 'replace', 'delete', 'read', 'import', 'move', 'remove']);

const output = z.looseObject({
  value: z.unknown(),
  unknown: unknownSchema,
  sensitive: z.boolean(),
  isChanged: z.boolean().optional(),
}) satisfies z.ZodType<PlannedOutput>;

const proposal = z.object({
  counts: z.object({ added: z.number(), changed: z.number(), destroyed: z.number() }),
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
 * Form of the manifest. Whoever can write a bundle that is not encrypted writes this as well: settings that are not among these, as the
 * command of the app, are refused.
 */
export const BUNDLE_MANIFEST = new JsonFormat<BundleManifest>(
  'manifest.json of a bundle',
  z.object({
    version: z.literal(BUNDLE_VERSION),
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

/** Form of the values of a plan. What is in the values is looked at where they are compared. */
export const BUNDLE_VALUES = new JsonFormat<PlanParts>(
  'values.json of a bundle',
  z.object({
    resources: z.array(resourceChange()),
    drift: z.array(resourceChange()),
    outputs: z.record(z.string(), output),
  }),
);

/** Form of all files of a bundle in one, which is encrypted: their content in base64. */
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
