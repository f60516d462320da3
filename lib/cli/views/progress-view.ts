import { count } from '../../toolkit/host/count';
import { formatDuration } from '../../toolkit/host/duration';
import { type RunProgress, type StageProgress } from '../run-progress';
import { cellsOf, fitted } from '../fitted';
import { type Style } from '../style';
import { colored } from './result-color';

/** Size of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Number of waiting stages that are named. */
const MOST_NAMES = 3;

/** Width of a duration, right-aligned: `12 min 5 s`. */
const DURATION = 10;

/**
 * Lines of the running stages that fit into a terminal: a line for each stage where there is room, otherwise one for each that runs, and one each for
 * those that are done and those that wait. No line is as wide as the terminal, and one row stays free for the cursor, so that redrawing scrolls nothing.
 */
export function formatProgress(progress: RunProgress, size: TerminalSize, style: Style): readonly string[] {
  const width = Math.max(1, size.columns - 1);
  const height = Math.max(1, size.rows - 1);
  if (progress.app !== undefined) {
    return [style.dim(withDuration(`Running the app: ${progress.app}`, progress.elapsed(), width))];
  }
  const { stages } = progress;
  if (stages.length === 0) {
    return [];
  }
  const heading = style.bold(withDuration(headingOf(progress), progress.elapsed(), width));
  const body = stages.length < height ? stageLines(stages, width, style) : groups(progress, height - 1, width, style);
  return [heading, ...body].slice(0, height);
}

function headingOf({ command = 'run', isPreparation, isInterrupted, stages, running }: RunProgress): string {
  const done = stages.filter(isDone);
  const failed = done.filter(({ status }) => status === 'failed' || status === 'interrupted').length;
  return [
    `${command}: ${done.length} of ${count(stages.length, 'stage')} ${isPreparation ? 'planned' : 'done'}`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(running.length === 0 ? [] : [`${running.length} ${isInterrupted ? 'stopping' : 'running'}`]),
  ].join(', ');
}

/** Those that run, then the others in groups. */
function groups({ stages, running }: RunProgress, height: number, width: number, style: Style): readonly string[] {
  const others = [
    groupOf(stages.filter(isDone), 'done', resultsOf, width),
    groupOf(stages.filter(isWaiting), 'waiting', namesOf, width),
  ].filter((line) => line !== undefined);
  const room = Math.max(0, height - others.length);
  const shown = running.length > room ? running.slice(0, Math.max(0, room - 1)) : running;
  const more = running.length - shown.length;
  return [
    ...stageLines(shown, width, style),
    ...(more === 0 ? [] : [fitted(`  ... and ${more} more running`, width)]),
    ...others.map((line) => style.dim(line)),
  ];
}

function groupOf(
  stages: readonly StageProgress[],
  what: string,
  describe: (stages: readonly StageProgress[], room: number) => string,
  width: number,
): string | undefined {
  const start = `  ${stages.length} ${what}: `;
  return stages.length === 0 ? undefined : fitted(`${start}${describe(stages, width - start.length)}`, width);
}

/** `12 applied, 1 failed` */
function resultsOf(stages: readonly StageProgress[]): string {
  const numbers = new Map<string, number>();
  for (const { status } of stages) {
    numbers.set(status, (numbers.get(status) ?? 0) + 1);
  }
  return [...numbers].map(([status, number]) => `${number} ${status.replace('-', ' ')}`).join(', ');
}

/** `a, b, c, ... and 12 more`, with as many names as there is room for. */
function namesOf(stages: readonly StageProgress[], room: number): string {
  const names = stages.map(({ name }) => name);
  const withNames = (number: number) => {
    const more = names.length - number;
    return [...names.slice(0, number), ...(more > 0 ? [`... and ${more} more`] : [])].join(', ');
  };
  const numbers = Array.from({ length: MOST_NAMES }, (_, index) => MOST_NAMES - index);
  return withNames(numbers.find((number) => cellsOf(withNames(number)) <= room) ?? 1);
}

function stageLines(stages: readonly StageProgress[], width: number, style: Style): readonly string[] {
  const longest = Math.max(0, ...stages.map(({ name }) => name.length));
  const nameWidth = Math.min(longest, Math.floor(width * 0.45));
  return stages.map(({ name, status, text, elapsed }) => {
    const duration = (elapsed === undefined ? '-' : formatDuration(elapsed())).padStart(DURATION);
    const start = `  ${fitted(name, nameWidth).padEnd(nameWidth)}${duration}  `;
    const line = fitted(`${start}${text}`, width);
    if (status === 'waiting') {
      return style.dim(line);
    }
    const shown = line.slice(start.length);
    return `${line.slice(0, start.length)}${status === 'running' ? shown : colored(shown, status, style)}`;
  });
}

function isWaiting({ status }: StageProgress): boolean {
  return status === 'waiting';
}

function isDone({ status }: StageProgress): boolean {
  return status !== 'waiting' && status !== 'running';
}

function withDuration(text: string, milliseconds: number, width: number): string {
  const duration = `  ${formatDuration(milliseconds)}`;
  return `${fitted(text, Math.max(0, width - duration.length))}${duration}`.slice(0, width);
}
