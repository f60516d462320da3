import { count } from '../../toolkit/host/count';
import { type BootstrapResult } from '../../toolkit/io/bootstrap-result';
import { oneLine } from '../../toolkit/io/printable';
import { bootstrapText } from '../../toolkit/report/bootstrap-text';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';

/** Formats what came of `bootstrap`, or what would be done, for the terminal. */
export function formatBootstrap(result: BootstrapResult, style: Style): string {
  const { isDryRun, parts, notes, next, file, setting } = result;
  const changed = parts.filter(({ status }) => status === 'made' || status === 'completed').length;
  const open = parts.filter(({ status }) => status === 'missing' || status === 'incomplete').length;
  const summary = isDryRun
    ? `Dry run: ${count(open, 'part')} to make or complete; nothing was changed.`
    : changed === 0
      ? `All ${count(parts.length, 'part')} were there.`
      : `${count(changed, 'part')} of ${parts.length} made or completed.`;
  const backend = setting === 'written' ? [`Wrote the backend into ${file}`] : [];
  return layout([
    isDryRun ? bootstrapText(result).split('\n') : [],
    [summary, ...backend],
    movedLines(result, style),
    deployerLines(result, style),
    notes.map((note) => style.warn(note)),
    next === undefined ? [] : [`Next: ${style.bold(next)}`],
  ]);
}

function movedLines({ moved = [], localStates }: BootstrapResult, style: Style): string[] {
  const rows = moved.map(({ stage, result, reason = '' }) => [stage, result.replace('-', ' '), reason]);
  const table = rows.length === 0 ? [] : formatTable([['STAGE', 'RESULT', 'STATE'], ...rows], undefined, style.columns);
  const errors = moved.flatMap(({ stage, errors: found = [] }) =>
    found.map(({ summary, detail }) =>
      style.bad(`${oneLine(stage)}: ${summary}${detail === undefined ? '' : `\n${detail}`}`),
    ),
  );
  const left = localStates.length === 0 ? [] : [`${count(localStates.length, 'local state')} not moved.`];
  return [...table, ...errors, ...left];
}

function deployerLines({ deployer }: BootstrapResult, style: Style): string[] {
  if (deployer === undefined) {
    return [];
  }
  const { repository, subjects, unverified, commands } = deployer;
  return [
    style.bold(`Pipelines of ${oneLine(repository)} sign in with`),
    ...subjects.map((subject) => `  ${oneLine(subject)}`),
    ...(unverified === undefined ? [] : [style.warn(`Not verified: ${unverified}.`)]),
    ...(commands.length === 0 ? [] : [style.bold('Set their variables, none of them secret, with')]),
    ...commands.map((command) => `  ${oneLine(command)}`),
  ];
}
