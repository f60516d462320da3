import { type AppliedRecord, recordIn } from './applied-record';
import { lostState } from './lost-state';
import { type StageUnit } from './stage-unit';
import { type TerraformState } from '../terraform/terraform-state';
import { AzstageError } from '../../errors';
import { type Deployment } from '../io/results';

/**
 * Deployment of a stage. An unreadable state makes the status `unknown` and throws nothing.
 *
 * @param all all stages of the app: the records of dependents have the lineage of the stage's state
 */
export async function deploymentOf(unit: StageUnit, all: readonly StageUnit[]): Promise<Deployment> {
  const lifecycle = unit.stage.metadata?.lifecycle;
  let state: TerraformState | undefined;
  try {
    state = await unit.state();
  } catch (error) {
    if (!(error instanceof AzstageError)) {
      throw error;
    }
    return { status: 'unknown', lifecycle, problem: error.message };
  }
  const problem = await stateProblem(unit, state, all);
  if (state?.isDeployed !== true) {
    return { status: problem === undefined ? 'not deployed' : 'unknown', lifecycle, problem };
  }
  const record = recordIn(state);
  const { failedChecks } = state;
  return {
    status: 'deployed',
    ...appliedBy(record),
    subscriptionId: record?.subscriptionId ?? state.subscriptionId,
    lifecycle: lifecycle ?? record?.lifecycle,
    ...(failedChecks.length === 0 ? {} : { failedChecks }),
    problem: problem ?? unrecorded(state, record),
  };
}

function appliedBy(record: AppliedRecord | undefined): Partial<Deployment> {
  return record === undefined ? {} : { appliedAt: record.time, appliedBy: record.by, commit: record.commit };
}

async function stateProblem(
  unit: StageUnit,
  state: TerraformState | undefined,
  all: readonly StageUnit[],
): Promise<string | undefined> {
  if (unit.hasUnsavedState) {
    return 'its last apply could not write its state';
  }
  const lost = await lostState(unit, state, all);
  return lost === undefined ? undefined : `its state is ${lost.what}: ${lost.known.by}`;
}

function unrecorded(state: TerraformState, record: AppliedRecord | undefined): string | undefined {
  if (record !== undefined) {
    return undefined;
  }
  return state.applying === undefined
    ? 'something other than azstage applied it last'
    : 'its last apply did not finish';
}
