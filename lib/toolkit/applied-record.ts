import fs from 'node:fs';
import { readOwnJson, writeAtomically } from './private-files';
import { type StageArtifact } from './stage-artifact';
import { type StageFiles } from './stage-files';
import { type StageInputs } from './stage-inputs';
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
  return readOwnJson<AppliedRecord>(files.applied);
}

/** Forgets a stage that was destroyed. */
export function forgetApplied(files: StageFiles): void {
  fs.rmSync(files.applied, { force: true });
  fs.rmSync(files.appliedTemplate, { force: true });
}
