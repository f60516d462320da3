import { describeApp } from '../toolkit/assembly/assembly';
import { ExitCode } from '../toolkit/exit-code';
import { type Session } from '../toolkit/run/session';
import { type ExplicitSelection } from '../toolkit/unit/stage-selection';
import { type Fault, Faults } from './faults';
import { LoopbackAzure } from './loopback-azure';
import { PrivateProject, type WriteApp } from './private-project';
import { refuseUntrusting } from './rehearsal-environment';
import { outcomeOf, type RehearsalResult, type RehearsedStage } from './rehearsal-result';
import { Rehearsal } from './rehearsal';
import { Traffic } from './traffic';

/** Options of `rehearse`. */
export interface RehearseOptions extends ExplicitSelection {
  /** Parameters that are changed after the deployment. @default none */
  readonly change?: Readonly<Record<string, string>>;
  /** Whether stages that are on demand or ephemeral are destroyed and deployed again. @default false */
  readonly down?: boolean;
  /** Whether the private directory is kept. @default false */
  readonly keep?: boolean;
  /** Maximum number of stages that run at once. @default 4 */
  readonly parallelism?: number;
  /** Faults on purpose in the answers of Azure. @default none */
  readonly faults?: readonly Fault[];
  /** Number that the faults follow from. @default 1 */
  readonly seed?: number;
  /** Writer of the Terraform JSON. @default the app of the project is run */
  readonly writeApp?: WriteApp;
}

/**
 * Deploys, changes and destroys stages with the real Terraform and the real providers against an Azure on loopback. It needs no Azure account, uses no
 * credentials, and changes neither the states nor the records of the project.
 *
 * @throws ToolkitError when the app fails, nothing is selected, or the providers cannot be installed; what does not hold is in the result
 */
export async function rehearse(session: Session, options: RehearseOptions): Promise<RehearsalResult> {
  refuseUntrusting(process.platform);
  const elapsed = session.stopwatch();
  const project = new PrivateProject(session, options.writeApp);
  const faults = new Faults(options.faults ?? [], options.seed ?? 1);
  const traffic = new Traffic();
  let azure: LoopbackAzure | undefined;
  try {
    const { clock } = session;
    azure = await LoopbackAzure.start({ clock, fault: faults.of, slowness: faults.slowness, onExchange: traffic.note });
    const rehearsal = new Rehearsal({ session, project, azure, faults, options });
    const stages = await rehearsal.perform();
    const leftOver = rehearsal.leftOver;
    return {
      ...describeApp(rehearsal.assembly),
      command: 'rehearse',
      exitCode: exitCodeOf(session, stages, leftOver),
      stages: stages.map(outcomeOf),
      milliseconds: elapsed(),
      checks: [],
      rehearsal: {
        stages,
        requests: traffic.requests,
        faults: faults.counts,
        refusedHosts: azure.refusedHosts,
        assumed: rehearsal.assumed,
        leftOver,
        unsupported: traffic.unsupported,
        directory: options.keep === true ? project.directory : undefined,
      },
    };
  } finally {
    await azure?.stop();
    if (options.keep !== true) {
      project.remove();
    }
  }
}

function exitCodeOf(
  { interruption }: Session,
  stages: readonly RehearsedStage[],
  leftOver: readonly string[],
): ExitCode {
  if (interruption.happened) {
    return ExitCode.INTERRUPTED;
  }
  const held = stages.every(({ steps }) => steps.every((step) => step.held));
  return held && leftOver.length === 0 ? ExitCode.DONE : ExitCode.FAILED;
}
