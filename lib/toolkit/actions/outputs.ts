import { deploymentOf } from '../unit/deployment';
import { inTurn } from '../host/give-way';
import { type OutputsResult } from '../io/results';
import { type ShownOutput } from '../io/shown-output';
import { type Session } from '../run/session';
import { type StageSelection } from '../unit/stage-filter';
import { selectUnits } from '../unit/stage-selection';
import { type TerraformState } from '../terraform/terraform-state';

/** Options of `outputs`. */
export interface OutputsOptions extends StageSelection {
  /** Whether sensitive values are shown. @default false */
  readonly sensitive?: boolean;
}

/** The outputs of deployed stages. Works while another run is active. */
export async function outputs(session: Session, options: OutputsOptions = {}): Promise<OutputsResult> {
  const assembly = await session.synthesizeOrRead('outputs');
  session.announce(session.describe(assembly));
  const all = session.unitsOf(assembly);
  const units = selectUnits(all, options);
  return {
    stages: await inTurn(units, async (unit) => {
      const { status, problem } = await deploymentOf(unit, all);
      return status === 'unknown'
        ? { name: unit.name, outputs: [], problem }
        : { name: unit.name, outputs: shownOutputs(await unit.state(), options.sensitive ?? false) };
    }),
  };
}

/** The outputs that the code declares, without those that cdktf adds for references between stages. */
export function shownOutputs(state: TerraformState | undefined, withSensitive: boolean): ShownOutput[] {
  return Object.entries(state?.outputs ?? {})
    .filter(([name]) => !name.startsWith('cross-stack-output-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { value, sensitive = false }]) => ({
      name,
      sensitive,
      ...(sensitive && !withSensitive ? {} : { value }),
    }));
}
