import path from 'node:path';
import { z } from 'zod';
import { directoryHash } from '../host/directory-hash';
import { sha256 } from '../host/sha256';
import { outputsRead } from '../references/remote-states';
import { type StageArtifact } from '../assembly/stage-artifact';
import { isForeignFile } from '../terraform/record-outputs';
import { type StateOutput } from '../terraform/terraform-state';

/** Everything that decides what an apply of a stage does, each part as a hash. */
export interface StageInputs {
  /** The synthesized files. */
  readonly files: string;
  /** The outputs of other stages that it reads: `stage-foundation.network_id`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The versions of its providers that are locked. */
  readonly providers: string;
  /**
   * Terraform variables from the environment. Terraform looks for `TF_VAR_` in capitals on every system, Windows included
   * (internal/command/arguments/vars.go): what is spelled otherwise is none.
   */
  readonly variables: string;
  /** The version of Terraform. */
  readonly terraform: string;
}

/** Form of {@link StageInputs} in a file. */
export const stageInputsSchema = z.object({
  files: z.string(),
  outputs: z.record(z.string(), z.string()),
  providers: z.string(),
  variables: z.string(),
  terraform: z.string(),
}) satisfies z.ZodType<StageInputs>;

/** What the inputs are made from beside the files. */
export interface StageInputsProps {
  readonly terraformVersion: string;
  readonly providerLock: string;
  readonly env: NodeJS.ProcessEnv;
  /** Outputs of a stage that is read, as its state holds them now. */
  readonly outputsOf: (stage: string) => Promise<Readonly<Record<string, StateOutput>>>;
}

/** The inputs of a stage as they are now. */
export async function stageInputs(stage: StageArtifact, props: StageInputsProps): Promise<StageInputs> {
  const outputs: Record<string, string> = {};
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
          .filter(([name]) => name.startsWith('TF_VAR_'))
          .sort(),
      ),
    ),
    terraform: props.terraformVersion,
  };
}

/** One hash of the synthesized files of a stage, and of those of modules on this disk. */
export async function filesHash(stage: StageArtifact): Promise<string> {
  const hashes: string[] = [];
  for (const directory of directoriesOf(stage)) {
    hashes.push(await directoryHash(directory, isForeignFile));
  }
  return sha256(hashes.join('\n'));
}

/** In words, what of the inputs changed; undefined when nothing did. */
export function inputsChange(before: StageInputs, now: StageInputs): string | undefined {
  if (before.files !== now.files) {
    return 'its Terraform JSON changed';
  }
  const names = [...new Set([...Object.keys(before.outputs), ...Object.keys(now.outputs)])].sort();
  const moved = names.find((name) => before.outputs[name] !== now.outputs[name]);
  if (moved !== undefined) {
    const [stage, ...output] = moved.split('.');
    return `output ${output.join('.')} of ${stage} changed`;
  }
  if (before.providers !== now.providers) {
    return 'its provider versions changed';
  }
  if (before.terraform !== now.terraform) {
    return `Terraform changed from ${before.terraform} to ${now.terraform}`;
  }
  return before.variables === now.variables ? undefined : 'a TF_VAR_ variable changed';
}

/** Its own directory, and those of modules on this disk. */
function directoriesOf(stage: StageArtifact): string[] {
  const modules = Object.values(stage.template.module ?? {})
    .map((module) => String(module['source']))
    .filter((source) => /^\.{0,2}\//.test(source))
    .map((source) => path.resolve(stage.workingDirectory, source));
  return [stage.workingDirectory, ...modules];
}
