import { count } from '../../toolkit/host/count';
import { type AppDescription, headingOf } from '../../toolkit/assembly/assembly';
import { NO_STAGES } from '../../toolkit/io/no-stages';
import { type SynthResult } from '../../toolkit/io/results';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';

/** Formats the result of `synth` for the terminal. */
export function formatSynth(result: SynthResult, style: Style): string {
  const sections = [
    formatHeading(result, style),
    formatStages(result, style),
    formatWarnings(result, style),
    formatPrerequisites(result, style),
    formatFiles(result),
    formatNext(result, style),
  ];
  return layout(sections);
}

/** `finagentix, environment dev, in eastus2` */
export function formatHeading(app: AppDescription, style: Style): string[] {
  const heading = headingOf(app, (name) => style.bold(name));
  return heading === undefined ? [] : [heading];
}

function formatStages({ stages }: SynthResult, style: Style): string[] {
  const rows = stages.map((stage) => [
    stage.name,
    count(stage.resources, 'resource'),
    stage.dependencies.length === 0 ? '' : `needs ${stage.dependencies.join(', ')}`,
  ]);
  return formatTable(rows, (cell, column) => (column === 0 ? style.name(cell) : column === 2 ? style.dim(cell) : cell));
}

function formatWarnings({ stages }: SynthResult, style: Style): string[] {
  const warned = stages.filter((stage) => stage.warnings.length > 0);
  return warned.flatMap((stage) => [
    style.warn(`${count(stage.warnings.length, 'warning')} in ${stage.name}`),
    ...stage.warnings.map((warning) => `  ${warning.path}: ${warning.message}`),
  ]);
}

function formatPrerequisites({ stages }: SynthResult, style: Style): string[] {
  const needy = stages.filter((stage) => stage.prerequisites.length > 0);
  return needy.flatMap((stage) => [
    style.bold(`Prerequisites of ${stage.name}`),
    ...stage.prerequisites.map((prerequisite) => `  - ${prerequisite}`),
  ]);
}

function formatFiles({ files = [] }: SynthResult): string[] {
  return files.map((place) => `${count(place.files, 'file')} in ${place.directory}`);
}

function formatNext({ directory, stages, next }: SynthResult, style: Style): string[] {
  if (stages[0] === undefined || next === undefined) {
    return [NO_STAGES];
  }
  const file = stages.length === 1 ? stages[0].file : `${directory}/stacks/<stage>/cdk.tf.json`;
  return [`Terraform JSON: ${file}`, `Next: ${style.bold(next)}`];
}
