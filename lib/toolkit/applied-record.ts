import fs from 'node:fs';
import { z } from 'zod';
import { JsonFormat } from '../json/json-format';
import { readOwnJson } from './json-file';
import { writeAtomically } from './private-files';
import { type StageArtifact } from './stage-artifact';
import { type StageFiles } from './stage-files';
import { type StageInputs, stageInputsSchema } from './stage-inputs';
import { type TerraformState } from './terraform/terraform-state';

/** What azstage knows of the last successful apply of a stage on this machine. */
export interface AppliedRecord {
  /** Name of the stage. */
  readonly stage: string;
  /** Key of its state. */
  readonly key: string;
  /** When, in ISO 8601. */
  readonly time: string;
  readonly inputs: StageInputs;
  /** The state that it left. */
  readonly serial?: number;
  readonly lineage?: string;
  readonly subscriptionId?: string;
  readonly lifecycle?: string;
  readonly dependencies: readonly string[];
  readonly dataResources: readonly string[];
}

/** Form of an {@link AppliedRecord} in a file. */
export const APPLIED_RECORD = new JsonFormat<AppliedRecord>(
  'applied.json',
  z.object({
    stage: z.string(),
    key: z.string(),
    time: z.string(),
    inputs: stageInputsSchema,
    serial: z.number().optional(),
    lineage: z.string().optional(),
    subscriptionId: z.string().optional(),
    lifecycle: z.string().optional(),
    dependencies: z.array(z.string()),
    dataResources: z.array(z.string()),
  }),
);

/** What is recorded beside the stage. */
export interface AppliedRecordProps {
  readonly time: Date;
  readonly inputs: StageInputs;
  readonly state?: TerraformState;
  readonly subscriptionId?: string;
}

/** Records a successful apply, with the Terraform JSON that was applied: it can be destroyed even when the code has gone. */
export function recordApplied(stage: StageArtifact, files: StageFiles, props: AppliedRecordProps): void {
  const { time, inputs, state, subscriptionId } = props;
  const record: AppliedRecord = {
    stage: stage.name,
    key: files.key,
    time: time.toISOString(),
    inputs,
    serial: state?.serial,
    lineage: state?.lineage,
    subscriptionId: subscriptionId ?? state?.subscriptionId,
    lifecycle: stage.metadata?.lifecycle,
    dependencies: stage.dependencies,
    dataResources: stage.metadata?.dataResources ?? [],
  };
  writeAtomically(files.appliedTemplate, fs.readFileSync(stage.templateFile, 'utf8'));
  writeAtomically(files.applied, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The record of a stage, if it was applied from here. */
export function readApplied(files: StageFiles): AppliedRecord | undefined {
  return readOwnJson(files.applied, APPLIED_RECORD);
}

/** Forgets a stage that was destroyed. */
export function forgetApplied(files: StageFiles): void {
  fs.rmSync(files.applied, { force: true });
  fs.rmSync(files.appliedTemplate, { force: true });
}
