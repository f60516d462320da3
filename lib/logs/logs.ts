import { azureAccess } from '../azure/azure-access';
import { ExitCode } from '../toolkit/exit-code';
import { inTurn } from '../toolkit/host/give-way';
import { shellWord } from '../toolkit/host/shell-word';
import { type LogLine } from '../toolkit/io/log-line';
import { type Session } from '../toolkit/run/session';
import { ToolkitError } from '../toolkit/toolkit-error';
import { selectUnits } from '../toolkit/unit/stage-selection';
import { type StageUnit } from '../toolkit/unit/stage-unit';
import { LogReader } from './log-reader';
import { chosenSources, LOGGED_TYPES, type LogSource, sourcesOf } from './log-source';
import { parseTimeBound } from './time-bound';
import { Workspaces } from './workspaces';

/** Options of `logs`. */
export interface LogsOptions {
  /** Name of a stage, or a pattern. */
  readonly stage: string;
  /** Name in Azure of a container app, a job or a cluster, or path of its construct. @default all of the stage */
  readonly app?: string;
  /** Whether new lines are waited for until the session is interrupted. @default false */
  readonly follow?: boolean;
  /** Start of the time of which lines are wanted: `1h` before now, or ISO 8601. @default the last lines of what runs */
  readonly since?: string;
  /** End of it. @default now */
  readonly until?: string;
  /** Number of the newest lines: of each container that runs, of each app in the past. @default 20; all of a time that is given */
  readonly tail?: number;
  /** Whether the events of the system are wanted in place of what containers write. @default false */
  readonly events?: boolean;
  /** Receives the lines. */
  readonly onLine: (line: LogLine) => void;
  /** Directory in which the command was typed. @default not known */
  readonly directory?: string;
}

/**
 * Logs of the container apps, jobs and clusters of a stage: live from the log stream of Azure, and of the past from Log Analytics.
 *
 * @returns 1 where some of them could not be read
 * @throws ToolkitError when the stage or the app is unknown, or none can be read
 */
export async function logs(session: Session, options: LogsOptions): Promise<ExitCode> {
  const now = session.clock();
  const since = options.since === undefined ? undefined : parseTimeBound(options.since, '--since', now);
  const until = options.until === undefined ? undefined : parseTimeBound(options.until, '--until', now);
  refuseEmptySpan(options, since, until);
  const assembly = await session.synthesizeOrRead('logs');
  const units = session.unitsOf(assembly);
  const selected = selectUnits(units, { stages: [options.stage], directory: options.directory });
  const sources = chosenSources(await findSources(selected, units), options.app);
  const { arm, credential } = await azureAccess(session, assembly);
  const { clock, sleep, interruption, report } = session;
  const access = { arm, credential, clock, sleep, signal: interruption.signal };
  const { follow = false, tail, events: isSystem = false, onLine } = options;
  if (follow) {
    interruption.expect();
  }
  const reader = new LogReader({
    access,
    report,
    workspaces: new Workspaces(access, units),
    sources,
    isSystem,
    onLine,
  });
  const failures = await reader.read({ follow, tail, since, until });
  if (interruption.happened && !follow) {
    throw new ToolkitError('INTERRUPTED', 'Interrupted.');
  }
  return failures === 0 ? ExitCode.DONE : ExitCode.FAILED;
}

function refuseEmptySpan({ follow, since: given }: LogsOptions, since?: Date, until?: Date): void {
  if (follow === true && until !== undefined) {
    throw new ToolkitError('USAGE', '--follow has no end: leave out --until.');
  }
  if (since !== undefined && until !== undefined && since >= until) {
    throw new ToolkitError('USAGE', `--since ${given ?? ''} is not before --until.`, 'Give an earlier --since.');
  }
}

/** @throws ToolkitError where there are none */
async function findSources(selected: readonly StageUnit[], all: readonly StageUnit[]): Promise<readonly LogSource[]> {
  const sources = (await inTurn(selected, sourcesOf)).flat();
  if (sources.length > 0) {
    return sources;
  }
  const names = selected.map(({ name }) => name).join(', ');
  const deployed = await Promise.all(selected.map((unit) => unit.isDeployed()));
  if (!deployed.includes(true)) {
    const are = selected.length === 1 ? 'is' : 'are';
    throw new ToolkitError(
      'REFUSED',
      `${names} ${are} not deployed: there are no logs.`,
      `Deploy with azstage deploy ${selected.map(({ name }) => shellWord(name)).join(' ')}.`,
    );
  }
  const others = all.filter(({ stage }) => LOGGED_TYPES.some((type) => stage.template.resource?.[type] !== undefined));
  const hint =
    others.length === 0 ? 'No stage has any.' : `Stages with some: ${others.map(({ name }) => name).join(', ')}.`;
  throw new ToolkitError('REFUSED', `${names}: no container app, job or Kubernetes cluster is deployed there.`, hint);
}
