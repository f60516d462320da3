import { formatTime } from '../host/local-time';
import { type Assembly } from '../assembly/assembly';
import { outputsOfState, isSameOutput } from '../preview/planned-outputs';
import { currentOutputs, inputsOf } from '../run/reason-to-deploy';
import { type StageInputs } from '../unit/stage-inputs';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';
import { type BundleRun } from './bundle-run';
import { type BundleManifest, type BundleStage } from './manifest';
import { progressOf } from './progress';

/**
 * Refuses a bundle that was made for another environment or project than the run, before any state is read.
 *
 * @throws ToolkitError
 */
export function refuseOtherApp({ metadata }: Assembly, { app, created }: BundleManifest): void {
  const others = (['environment', 'project'] as const).filter((name) => app[name] !== metadata?.[name]);
  if (others.length > 0) {
    const [is, asked] = [app, metadata ?? {}].map((of) =>
      others.map((name) => `${name} ${of[name] ?? 'none'}`).join(', '),
    );
    throw new ToolkitError(
      'USAGE',
      `The plans of ${formatTime(created)} are of ${is}, not of ${asked}.`,
      `Give the plans of ${asked}, or leave out the setting: the plans have it.`,
    );
  }
}

/**
 * Refuses stages whose plans are out of date: their code, their state, an output of another stage that they read, or a tool has changed since.
 * Terraform itself detects a changed state alone, and silently applies outdated values of other stages. What is applied of the bundle already,
 * whole or in part, is no such change.
 *
 * @param planned the stages that are applied
 * @throws ToolkitError that names everything that has changed
 */
export async function refuseStale(run: StageRun, bundle: BundleRun, planned: readonly BundleStage[]): Promise<void> {
  const { assembly, units } = run;
  const { manifest } = bundle;
  const reasons = [...changedTools(run, manifest), ...changedApp(assembly, manifest)];
  for (const stage of planned) {
    const unit = units.find(({ name }) => name === stage.name);
    reasons.push(
      ...(unit === undefined ? [`${stage.name} is no longer in the code`] : await changes(run, unit, stage, bundle)),
    );
  }
  if (reasons.length > 0) {
    throw new ToolkitError(
      'STALE',
      [`The plans of ${formatTime(manifest.created)} are out of date:`, ...reasons.map((reason) => `  ${reason}`)].join(
        '\n',
      ),
      'Nothing was applied. Plan again with azstage plan --out, and review the differences.',
    );
  }
}

function changedTools({ terraformVersion }: StageRun, { tools }: BundleManifest): string[] {
  return tools.terraform === terraformVersion
    ? []
    : [`Terraform was ${tools.terraform}, and is ${terraformVersion}: a plan is applied by the version that made it`];
}

function changedApp({ metadata }: Assembly, { app }: BundleManifest): string[] {
  return (['app', 'location'] as const).flatMap((name) =>
    app[name] === metadata?.[name] ? [] : [`${name} was ${app[name] ?? 'none'}, and is ${metadata?.[name] ?? 'none'}`],
  );
}

async function changes(run: StageRun, unit: StageUnit, planned: BundleStage, bundle: BundleRun): Promise<string[]> {
  const inputs = await inputsOf(run, unit, (name) => currentOutputs(run, name));
  const parts: readonly (readonly [keyof StageInputs, string])[] = [
    ['files', `the code of ${unit.name} was changed`],
    ['providers', `the provider versions of ${unit.name} were changed`],
    ['variables', `TF_VAR_ variables or secrets of ${unit.name} were changed`],
  ];
  const code = parts.flatMap(([part, reason]) => (inputs[part] === planned.inputs[part] ? [] : [reason]));
  await run.guardedState(unit);
  const progress = await progressOf(unit, planned, bundle.manifest);
  switch (progress.status) {
    case 'applied':
      return code;
    case 'changed':
      return [...code, `the state of ${unit.name} was changed: ${progress.how}`];
    default:
      return [...code, ...(await changedNeeds(unit, bundle)), ...(await changedReads(run, planned, bundle))];
  }
}

/** States of needed stages that something other than the plans of the bundle has changed. */
async function changedNeeds(unit: StageUnit, bundle: BundleRun): Promise<string[]> {
  const reasons: string[] = [];
  for (const needed of bundle.needsOf(unit)) {
    const progress = await bundle.progressOf(needed);
    if (progress?.status === 'changed') {
      reasons.push(`the state of ${needed.name}, which ${unit.name} needs, was changed: ${progress.how}`);
    }
  }
  return reasons;
}

/** Outputs that differ from those that the stage was planned with, unless the bundle changes them: the stage is planned again then. */
async function changedReads(run: StageRun, { name, reads }: BundleStage, bundle: BundleRun): Promise<string[]> {
  const reasons: string[] = [];
  for (const { stage, output, now: before } of reads) {
    const progress = await bundle.progressOfName(stage);
    const isMoving = progress?.status === 'applied' || progress?.status === 'started';
    const { [output]: now } = outputsOfState(await currentOutputs(run, stage));
    if (!isMoving && !isSameOutput(before, now)) {
      reasons.push(`output ${output} of ${stage}, which ${name} reads, was changed`);
    }
  }
  return reasons;
}
