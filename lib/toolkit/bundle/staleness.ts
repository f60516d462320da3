import { formatTime } from '../host/local-time';
import { type Assembly } from '../assembly/assembly';
import { outputsOfState, isSameOutput } from '../preview/planned-outputs';
import { currentOutputs, inputsOf } from '../run/reason-to-deploy';
import { type StageInputs } from '../unit/stage-inputs';
import { type StageRun } from '../run/stage-run';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';
import { type BundleManifest, type BundleStage } from './manifest';

/**
 * Refuses a bundle whose plans are out of date: the code, a state, an output of another stage or a tool has changed since.
 * Terraform itself detects a changed state alone, and silently applies outdated values of other stages.
 *
 * @returns the stages of the bundle, upstream first
 * @throws ToolkitError that names everything that has changed
 */
export async function refuseStale(run: StageRun, manifest: BundleManifest): Promise<readonly StageUnit[]> {
  const { assembly, units } = run;
  const reasons = [...changedTools(run, manifest), ...changedApp(assembly, manifest)];
  const found = manifest.stages.map((stage) => ({ stage, unit: units.find((unit) => unit.name === stage.name) }));
  for (const { stage, unit } of found) {
    reasons.push(
      ...(unit === undefined ? [`${stage.name} is no longer in the code`] : await changes(run, unit, stage)),
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
  return found.flatMap(({ unit }) => unit ?? []);
}

function changedTools({ terraformVersion }: StageRun, { tools }: BundleManifest): string[] {
  return tools.terraform === terraformVersion
    ? []
    : [`Terraform was ${tools.terraform}, and is ${terraformVersion}: a plan is applied by the version that made it`];
}

function changedApp({ metadata }: Assembly, { app }: BundleManifest): string[] {
  return (['app', 'environment', 'project', 'location'] as const).flatMap((name) =>
    app[name] === metadata?.[name] ? [] : [`${name} was ${app[name] ?? 'none'}, and is ${metadata?.[name] ?? 'none'}`],
  );
}

async function changes(run: StageRun, unit: StageUnit, planned: BundleStage): Promise<string[]> {
  const inputs = await inputsOf(run, unit, (name) => currentOutputs(run, name));
  const parts: readonly (readonly [keyof StageInputs, string])[] = [
    ['files', `the code of ${unit.name} was changed`],
    ['providers', `the provider versions of ${unit.name} were changed`],
    ['variables', `TF_VAR_ variables or secrets of ${unit.name} were changed`],
  ];
  return [
    ...parts.flatMap(([part, reason]) => (inputs[part] === planned.inputs[part] ? [] : [reason])),
    ...(await changedState(run, unit, planned)),
    ...(await changedReads(run, planned)),
  ];
}

async function changedState(run: StageRun, unit: StageUnit, { state: before }: BundleStage): Promise<string[]> {
  const now = await run.guardedState(unit);
  if (now?.serial === before?.serial && now?.lineage === before?.lineage) {
    return [];
  }
  const describeState = (state?: { readonly serial: number }) =>
    state === undefined ? 'none' : `serial ${state.serial}`;
  const note =
    before !== undefined && now !== undefined && before.lineage !== now.lineage ? ', of another lineage' : '';
  return [`the state of ${unit.name} was changed: ${describeState(before)}, and now ${describeState(now)}${note}`];
}

async function changedReads(run: StageRun, { name, reads }: BundleStage): Promise<string[]> {
  const reasons: string[] = [];
  for (const { stage, output, now: before } of reads) {
    const { [output]: now } = outputsOfState(await currentOutputs(run, stage));
    if (!isSameOutput(before, now)) {
      reasons.push(`output ${output} of ${stage}, which ${name} reads, was changed`);
    }
  }
  return reasons;
}
