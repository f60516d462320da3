import path from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../host/canonical-json';
import { directoryHash } from '../host/directory-hash';
import { sha256 } from '../host/sha256';
import { outputsRead } from '../references/remote-states';
import { type StageArtifact, type TerraformJson } from '../assembly/stage-artifact';
import { isForeignFile } from '../terraform/record-outputs';
import { type Secrets } from '../terraform/secret-variables';
import { type StateOutput } from '../terraform/terraform-state';

/** Inputs of an apply of a stage, each part as a hash. */
export interface StageInputs {
  /** Synthesized files. */
  readonly files: string;
  /** Outputs of other stages that it reads: `stage-foundation.network_id`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Locked versions of its providers. */
  readonly providers: string;
  /**
   * Values of the Terraform variables that the stage declares. The prefix `TF_VAR_` is case-sensitive on every platform, Windows included
   * (internal/command/arguments/vars.go). Of sensitive ones, slow digests of those that the stage has.
   */
  readonly variables: string;
  /** Version of Terraform. */
  readonly terraform: string;
}

/** Schema of {@link StageInputs} in a file. */
export const stageInputsSchema = z.object({
  files: z.string(),
  outputs: z.record(z.string(), z.string()),
  providers: z.string(),
  variables: z.string(),
  terraform: z.string(),
}) satisfies z.ZodType<StageInputs>;

/** Sources of the inputs beside the files. */
export interface StageInputsProps {
  readonly terraformVersion: string;
  readonly providerLock: string;
  readonly env: NodeJS.ProcessEnv;
  /** Values of the sensitive variables. @default none */
  readonly secrets?: Secrets;
  /** Reads the current outputs of an upstream stage. */
  readonly outputsOf: (stage: string) => Promise<Readonly<Record<string, StateOutput>>>;
}

/** Current inputs of a stage. */
export async function stageInputs(stage: StageArtifact, props: StageInputsProps): Promise<StageInputs> {
  const outputs: Record<string, string> = {};
  const isPlain = (name: string) => {
    const declared = stage.template.variable?.[name.slice('TF_VAR_'.length)];
    return declared !== undefined && declared['sensitive'] !== true;
  };
  for (const read of outputsRead(stage).reads) {
    const { [read.output]: output } = await props.outputsOf(read.stage);
    outputs[`${read.stage}.${read.output}`] = sha256(JSON.stringify([output?.value, output?.type]));
  }
  return {
    files: await filesHash(stage),
    outputs,
    providers: sha256(props.providerLock),
    variables: sha256(
      JSON.stringify(
        Object.entries(props.env)
          .filter(([name]) => name.startsWith('TF_VAR_') && isPlain(name))
          .sort()
          .concat(props.secrets?.digestsOf(stage) ?? []),
      ),
    ),
    terraform: props.terraformVersion,
  };
}

/**
 * Hash of the synthesized files of a stage and of its local modules.
 *
 * Of the Terraform JSON, neither the formatting nor the version of the core counts, so that moving from cdktf to cdktn changes no stage.
 */
export async function filesHash(stage: StageArtifact): Promise<string> {
  const template = path.relative(stage.workingDirectory, stage.templateFile);
  const isLeftOut = (file: string) => file === template || isForeignFile(file);
  const hashes = [templateHash(stage), await directoryHash(stage.workingDirectory, isLeftOut)];
  for (const directory of modulesOf(stage)) {
    hashes.push(await directoryHash(directory, isForeignFile));
  }
  return sha256(hashes.join('\n'));
}

/** Hash of the content of the Terraform JSON. */
function templateHash({ template }: StageArtifact): string {
  const { '//': comment, ...content } = template as TerraformJson & { readonly '//'?: unknown };
  return sha256(canonicalJson({ ...content, '//': withoutVersion.parse(comment) }));
}

/** Comment of a core in a stage, of which the version is left out; that of others as it is. */
const withoutVersion = z
  .looseObject({
    metadata: z.looseObject({ version: z.unknown() }).transform(({ version: _, ...metadata }) => metadata),
  })
  .or(z.unknown());

/** Description of the first changed input; undefined without changes. */
export function inputsChange(before: StageInputs, now: StageInputs): string | undefined {
  if (before.files !== now.files) {
    return 'its Terraform JSON changed';
  }
  const names = [...new Set([...Object.keys(before.outputs), ...Object.keys(now.outputs)])].sort();
  const changed = names.find((name) => before.outputs[name] !== now.outputs[name]);
  if (changed !== undefined) {
    const [stage, ...output] = changed.split('.');
    return `output ${output.join('.')} of ${stage} changed`;
  }
  if (before.providers !== now.providers) {
    return 'its provider versions changed';
  }
  if (before.terraform !== now.terraform) {
    return `Terraform changed from ${before.terraform} to ${now.terraform}`;
  }
  return before.variables === now.variables ? undefined : 'a TF_VAR_ variable or a secret changed';
}

/** Directories of its local modules. */
function modulesOf(stage: StageArtifact): string[] {
  return Object.values(stage.template.module ?? {})
    .map((module) => String(module['source']))
    .filter((source) => /^\.{0,2}\//.test(source))
    .map((source) => path.resolve(stage.workingDirectory, source));
}
