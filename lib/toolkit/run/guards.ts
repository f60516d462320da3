import { recordIn } from '../unit/applied-record';
import { type Host, checkProcess } from '../records/recorded-process';
import { noteInterrupted } from '../terraform/interrupted-apply';
import { outdatedUpstream } from './removed-outputs';
import { forgetRunning, readRunning } from '../records/running-terraform';
import { type StageUnit } from '../unit/stage-unit';
import { compareVersions } from '../terraform/terraform-version';
import { type TerraformState } from '../terraform/terraform-state';
import { ToolkitError } from '../toolkit-error';
import { shellWord, shellWords } from '../host/shell-word';

/**
 * Refuses a stage on which the Terraform process of an earlier run is still running, as it does after azstage was killed.
 *
 * @throws ToolkitError
 */
export function refuseRunning(unit: StageUnit, host: Host): void {
  const running = readRunning(unit.files);
  if (running === undefined) {
    return;
  }
  const { holder, why } = checkProcess(running, host);
  switch (holder) {
    case 'alive':
      throw new ToolkitError(
        'LOCKED',
        `Terraform is still running on ${unit.name}: ${running.command} of an earlier run, process ${running.pid}.`,
        'Wait for it to finish; its changes are saved to the state.',
      );
    case 'unknown':
      throw new ToolkitError(
        'LOCKED',
        `Terraform may still be running on ${unit.name}: ${running.command} of an earlier run; ${why}.`,
        `Wait for it to finish. If it no longer runs, run azstage unlock ${shellWord(unit.name)}.`,
      );
    case 'dead':
      noteInterrupted(unit.files);
      forgetRunning(unit.files);
  }
}

/**
 * Refuses a state that a newer Terraform wrote.
 *
 * @throws ToolkitError
 */
export function refuseNewerState(unit: StageUnit, state: TerraformState | undefined, terraform: string): void {
  const written = state?.terraformVersion ?? terraform;
  const minor = (version: string) => version.split('.').slice(0, 2).join('.');
  if (compareVersions(`${minor(written)}.0`, `${minor(terraform)}.0`) > 0) {
    throw new ToolkitError(
      'STATE_UNUSABLE',
      `The state of ${unit.name} was written by Terraform ${written}; this is ${terraform}.`,
      `Use Terraform ${minor(written)} or newer.`,
    );
  }
}

/**
 * Refuses a stage that is deployed to another subscription than the current one.
 *
 * @throws ToolkitError
 */
export function refuseOtherSubscription(unit: StageUnit, state: TerraformState | undefined, current?: string): void {
  const deployed = (recordIn(state)?.subscriptionId ?? state?.subscriptionId)?.toLowerCase();
  if (state?.isDeployed === true && deployed !== undefined && current !== undefined && deployed !== current) {
    throw new ToolkitError(
      'REFUSED',
      `${unit.name} is deployed to subscription ${deployed}, and this run is for ${current}.`,
      `Choose the subscription with az account set --subscription ${shellWord(deployed)}, ARM_SUBSCRIPTION_ID or subscriptionId in environments/.`,
    );
  }
}

/**
 * Refuses a run in which an upstream stage is neither deployed nor selected.
 *
 * @throws ToolkitError with the command that deploys the missing stages
 */
export async function refuseMissingUpstream(
  selected: readonly StageUnit[],
  all: readonly StageUnit[],
  options: string,
): Promise<void> {
  const missing = await missingUpstream(selected, all);
  if (missing.length > 0) {
    const needs = missing.map(({ unit, upstream, outputs = [] }) =>
      outputs.length === 0
        ? `${unit} needs ${upstream}, which is not deployed.`
        : `${unit} needs ${outputs.length === 1 ? 'output' : 'outputs'} ${outputs.join(', ')} of ${upstream}, which was deployed before its code had ${outputs.length === 1 ? 'it' : 'them'}.`,
    );
    const names = [...new Set(missing.map(({ upstream }) => upstream))];
    throw new ToolkitError(
      'REFUSED',
      needs.join('\n'),
      `Run azstage deploy ${shellWords(names)}${options} first, or add --with-dependencies.`,
    );
  }
}

/** Upstream stage that is not deployed, or lacks outputs. */
interface MissingUpstream {
  readonly unit: string;
  readonly upstream: string;
  /** Outputs that it was applied without. @default it is not deployed */
  readonly outputs?: readonly string[];
}

/** Upstream stages that are not selected, and are not deployed or were deployed before their code had an output that is read. */
async function missingUpstream(
  selected: readonly StageUnit[],
  all: readonly StageUnit[],
): Promise<readonly MissingUpstream[]> {
  const missing: MissingUpstream[] = [];
  for (const unit of selected) {
    for (const { upstream, outputs } of await outdatedUpstream(unit, all)) {
      if (!selected.includes(upstream)) {
        missing.push({ unit: unit.name, upstream: upstream.name, outputs });
      }
    }
    for (const upstream of all.filter((other) => unit.dependencies.includes(other.name))) {
      if (!selected.includes(upstream) && !(await upstream.isDeployed())) {
        missing.push({ unit: unit.name, upstream: upstream.name });
      }
    }
  }
  return missing;
}
