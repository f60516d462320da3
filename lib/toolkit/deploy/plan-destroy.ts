import { planStage } from '../run/plan-stage';
import { outputsOfState } from '../preview/planned-outputs';
import { previewTemplate, type UpstreamValues } from '../preview/preview-template';
import { outputsRead, remoteStates } from '../references/remote-states';
import { copyBeside } from '../terraform/root-copy';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { type PlannedOutput } from '../terraform/plan-json';
import { type StagePlan } from '../terraform/stage-plan';
import { TerraformFailure } from '../terraform/terraform-failure';
import { ToolkitError } from '../toolkit-error';

type Outputs = Readonly<Record<string, PlannedOutput>>;

/** Errors of Terraform about a state that it reads, or an output that is not in it. */
const UPSTREAM = /remote state|terraform_remote_state|Unsupported attribute/i;

/**
 * Plans to destroy a stage. If states that it reads are missing, have lost outputs or cannot be read, it is planned in a copy in which
 * values replace them: those of the states, else those of the last apply of the stage, else unknown ones.
 *
 * @throws TerraformFailure
 */
export async function planDestroy(run: StageRun, unit: StageUnit): Promise<StagePlan> {
  const upstream = await upstreamOf(run, unit);
  if (upstream.isComplete) {
    try {
      return await planStage(run, unit, { destroy: true });
    } catch (error) {
      const isUpstream =
        error instanceof TerraformFailure &&
        upstream.values.size > 0 &&
        error.diagnostics.some(({ summary, detail, address }) => UPSTREAM.test(`${summary} ${detail} ${address}`));
      if (!isUpstream) {
        throw error;
      }
    }
  }
  run
    .about(unit)
    .say(
      'warning',
      'stage.note',
      'a state that it reads is missing or incomplete: the values of the last apply replace it',
      {},
    );
  return planCopy(run, unit, upstream.values);
}

/** Plans in a copy of the stage; without a refresh if that fails, as the state of the stage has the values that matter. */
async function planCopy(run: StageRun, unit: StageUnit, values: UpstreamValues): Promise<StagePlan> {
  const { stage, files } = unit;
  const copy = copyBeside(stage, 'destroy');
  const { directory } = copy;
  try {
    copy.make(previewTemplate(stage, directory, { values, keepsBackend: true }));
    await unit.initOf(directory);
    const place = { workingDirectory: directory, dataDirectory: files.terraform, plan: files.plan };
    const terraform = unit.terraformIn(place);
    try {
      return await planStage(run, unit, { destroy: true, terraform });
    } catch (error) {
      if (!(error instanceof TerraformFailure) || error.code !== 'TERRAFORM_FAILED' || error.wasKilled) {
        throw error;
      }
      return await planStage(run, unit, { destroy: true, refresh: false, terraform });
    }
  } finally {
    copy.remove();
  }
}

/** The outputs that a stage reads from other states, as far as they are known. */
async function upstreamOf(
  run: StageRun,
  unit: StageUnit,
): Promise<{ readonly values: UpstreamValues; readonly isComplete: boolean }> {
  const asApplied = (await unit.state())?.outputsRead ?? new Map<string, never>();
  const values = new Map<string, Outputs>();
  let isComplete = true;
  for (const [name, upstream] of remoteStates(unit.stage)) {
    if (upstream === undefined && !asApplied.has(name)) {
      continue;
    }
    const now = upstream === undefined ? {} : await outputsNow(run, upstream.name);
    const reads = outputsRead(unit.stage).reads.filter((read) => read.stage === upstream?.name);
    isComplete &&= upstream === undefined || reads.every(({ output }) => now?.[output] !== undefined);
    const unknown = reads.map(({ output }) => [output, { value: null, unknown: true, sensitive: false }] as const);
    const before = Object.entries(asApplied.get(name) ?? {}).map(
      ([output, value]) => [output, { value, unknown: false, sensitive: false }] as const,
    );
    values.set(name, { ...Object.fromEntries([...unknown, ...before]), ...now });
  }
  return { values, isComplete };
}

/** The outputs in the state of a stage; undefined when it cannot be read. */
async function outputsNow(run: StageRun, name: string): Promise<Outputs | undefined> {
  try {
    const state = await run.units.find((unit) => unit.name === name)?.state();
    return outputsOfState(state?.outputs ?? {});
  } catch (error) {
    if (error instanceof ToolkitError) {
      return undefined;
    }
    throw error;
  }
}
