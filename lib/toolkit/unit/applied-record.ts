import crypto from 'node:crypto';
import { z } from 'zod';
import { packageVersion } from '../package-version';
import { blockDigests } from '../references/block-digests';
import { type StageArtifact } from '../assembly/stage-artifact';
import { JsonFormat } from '../../json/json-format';
import { type StageInputs, stageInputsSchema } from './stage-inputs';
import { APPLIED, APPLY_ID, APPLYING } from '../terraform/record-outputs';
import { type TerraformState } from '../terraform/terraform-state';
import { type RecordModule } from '../terraform/stage-plan';

/** Version of the format of records. */
const RECORD_VERSION = 1;

const digests = z.record(z.string(), z.string());

/** Schema of names and keys, which become directories: path separators and dot segments are refused. */
const name = z.string().regex(/^(?!\.{1,2}$)[^/\\]+$/);
const key = z.string().refine((text) => text.split('/').every((part) => name.safeParse(part).success));

const recordSchema = z.object({
  version: z.literal(RECORD_VERSION),
  id: z.string().min(1),
  time: z.iso.datetime({ offset: true }),
  by: z.string(),
  commit: z.string().optional(),
  azstage: z.string(),
  stage: name,
  key,
  app: z.string().optional(),
  environment: z.string().optional(),
  project: z.string().optional(),
  subscriptionId: z.string().optional(),
  lifecycle: z.string().optional(),
  dependencies: z.array(z.string()),
  dataResources: z.array(z.string()),
  inputs: stageInputsSchema,
  blocks: digests,
  state: z.object({ serial: z.number(), lineage: z.string() }).optional(),
  upstream: digests,
  peers: z.array(
    z.object({
      name,
      key,
      dependencies: z.array(z.string()),
      backend: z.string(),
      place: z.record(z.string(), z.unknown()),
    }),
  ),
});

/**
 * Record of the last successful apply of a stage. It is an output in the state, so that everyone who can read the state knows it, and an apply by
 * something other than azstage removes it. Contains digests, and no values of the user.
 */
export interface AppliedRecord {
  readonly id: string;
  /** Time at which Terraform had finished, in ISO 8601. */
  readonly time: string;
  /** User or CI run of the plan that was applied: `ann@laptop` or `GitHub run 123, attempt 1`. */
  readonly by: string;
  /** Commit that was planned, with `+` where files were not committed. @default not known: no git repository */
  readonly commit?: string;
  /** Version of azstage. */
  readonly azstage: string;
  readonly stage: string;
  /** Key of its state. */
  readonly key: string;
  /** Name of the system; absent, as are the next two, where the app was not made with azstage. */
  readonly app?: string;
  readonly environment?: string;
  readonly project?: string;
  readonly subscriptionId?: string;
  /** Lifecycle: `permanent`, `on-demand` or `ephemeral`. */
  readonly lifecycle?: string;
  readonly dependencies: readonly string[];
  /** Addresses of resources that hold data. */
  readonly dataResources: readonly string[];
  readonly inputs: StageInputs;
  /** Digests of blocks and outputs, by address. */
  readonly blocks: Readonly<Record<string, string>>;
  /** State that the plan was based on. @default there was none */
  readonly state?: { readonly serial: number; readonly lineage: string };
  /** Lineages of the states of other stages that it reads, by stage. */
  readonly upstream: Readonly<Record<string, string>>;
  /** Other stages of the app at that time, so that they are found when they are no longer in the code. */
  readonly peers: readonly Peer[];
}

/** Stage as referenced by the records of the others. */
export interface Peer {
  readonly name: string;
  /** Key of its state. */
  readonly key: string;
  readonly dependencies: readonly string[];
  /** Type of the backend: `azurerm`. */
  readonly backend: string;
  /** Arguments of the backend that locate the state, without credentials. */
  readonly place: Readonly<Record<string, unknown>>;
}

/** Format of an {@link AppliedRecord} in a state. */
export const APPLIED_RECORD = new JsonFormat<AppliedRecord>('record of an apply', recordSchema);

/** Properties of a record that are not derived from the stage. */
export type AppliedRecordProps = Pick<
  AppliedRecord,
  | 'key'
  | 'inputs'
  | 'by'
  | 'commit'
  | 'subscriptionId'
  | 'state'
  | 'upstream'
  | 'peers'
  | 'app'
  | 'environment'
  | 'project'
>;

/**
 * Terraform JSON that writes the record of an apply, with the time at which all blocks of the stage were applied.
 *
 * @param id unique id of the apply
 */
export function recordModule(id: string, stage: StageArtifact, props: AppliedRecordProps): RecordModule {
  const { resource = {}, module = {} } = stage.template;
  const record: AppliedRecord & { readonly version: number } = {
    version: RECORD_VERSION,
    id: '@id@',
    time: '@time@',
    azstage: packageVersion(),
    stage: stage.name,
    lifecycle: stage.metadata?.lifecycle,
    dependencies: stage.dependencies,
    dataResources: stage.metadata?.dataResources ?? [],
    blocks: blockDigests(stage.template),
    ...props,
  };
  const value = asTemplate(JSON.stringify(record))
    .replace('@id@', `\${var.${APPLY_ID}}`)
    .replace('@time@', '${timestamp()}');
  const blocks = [
    ...Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`)),
    ...Object.keys(module).map((name) => `module.${name}`),
  ];
  const content = {
    variable: { [APPLY_ID]: { type: 'string', default: '' } },
    output: {
      [APPLYING]: { value: `\${var.${APPLY_ID}}`, sensitive: true },
      [APPLIED]: { value, sensitive: true, ...(blocks.length === 0 ? {} : { depends_on: blocks }) },
    },
  };
  return { content: JSON.stringify(content, undefined, 2), env: { [`TF_VAR_${APPLY_ID}`]: id } };
}

/** Terraform JSON that writes the id of an apply, once some resources of the stage are applied, and no record: the rest of the stage is not. */
export function partModule(id: string, resources: readonly string[]): RecordModule {
  const content = {
    variable: { [APPLY_ID]: { type: 'string', default: '' } },
    output: { [APPLYING]: { value: `\${var.${APPLY_ID}}`, sensitive: true, depends_on: resources } },
  };
  return { content: JSON.stringify(content, undefined, 2), env: { [`TF_VAR_${APPLY_ID}`]: id } };
}

/** Record in a state; undefined when something other than azstage applied the stage, or its last apply did not finish. */
export function recordIn(state: TerraformState | undefined): AppliedRecord | undefined {
  const record = lastRecordIn(state);
  return record?.id === state?.applying ? record : undefined;
}

/** Record of the last finished apply in a state, even if another one was started since. */
export function lastRecordIn(state: TerraformState | undefined): AppliedRecord | undefined {
  return state?.applied === undefined ? undefined : APPLIED_RECORD.tryParse(state.applied);
}

/** New id of an apply; of one that a bundle of plans is for, with the id of the bundle in it. */
export function newApplyId(bundle: string | undefined): string {
  const id = crypto.randomUUID();
  return bundle === undefined ? id : `${bundle}.${id}`;
}

/** Whether an apply is one of those that a bundle of plans is for. */
export function isApplyOf(id: string | undefined, bundle: string): boolean {
  return id?.startsWith(`${bundle}.`) === true;
}

/** JSON with escaped template sequences, which Terraform takes literally. */
function asTemplate(json: string): string {
  return json.replaceAll('${', '\\u0024{').replaceAll('%{', '\\u0025{');
}
