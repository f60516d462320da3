import { count } from '../../toolkit/host/count';
import { type PipelineFileResult, type PipelineResult } from '../../toolkit/io/pipeline-result';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';

/** Statuses by which `--check` fails. */
const OUTDATED: readonly PipelineFileResult['status'][] = ['missing', 'outdated', 'unneeded'];

/** Formats the files of a pipeline for the terminal. */
export function formatPipeline(result: PipelineResult, style: Style): string {
  const { files } = result;
  if (files.some(({ status }) => status === 'shown')) {
    return files.map(({ path, content = '' }) => `${style.bold(`# ${path}`)}\n${content}`).join('\n');
  }
  const outdated = files.filter(({ status }) => OUTDATED.includes(status));
  return layout([
    formatTable(files.map(({ path, status }) => [path, statusText(status, style)])),
    ...outdated.map((file) => difference(file, style)),
    outdated.length > 0
      ? [style.bad(`${count(outdated.length, 'file')} not as the stages make them. Run the command without --check.`)]
      : summary(result, style),
  ]);
}

function summary({ environments, setup, files }: PipelineResult, style: Style): string[] {
  const jobs = environments.map(
    ({ name, stages, jobs: number }) => `${name}: ${count(stages, 'stage')} in ${count(number, 'job')}`,
  );
  return files.some(({ status }) => status === 'written')
    ? [...jobs, '', style.bold('To set up once (docs/pipelines.md):'), ...setup.map((text) => `  ${text}`)]
    : jobs;
}

function difference({ path, difference: first }: PipelineFileResult, style: Style): string[] {
  return first === undefined
    ? []
    : [style.name(`${path}, line ${first.line}`), style.bad(`- ${first.found}`), style.good(`+ ${first.expected}`)];
}

function statusText(status: PipelineFileResult['status'], style: Style): string {
  switch (status) {
    case 'missing':
    case 'outdated':
    case 'unneeded':
      return style.bad(status);
    case 'written':
    case 'removed':
      return style.good(status);
    case 'unchanged':
    case 'shown':
      return style.dim(status);
  }
}
