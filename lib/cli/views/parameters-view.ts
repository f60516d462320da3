import { type ParametersResult } from '../../toolkit/io/results';
import { layout } from '../layout';
import { type Style } from '../style';
import { formatTable } from '../table';
import { formatHeading } from './synth-view';

/** Formats the effective parameters for the terminal. */
export function formatParameters(result: ParametersResult, style: Style): string {
  const header = ['PARAMETER', 'VALUE', 'SOURCE', 'ALLOWED', 'DESCRIPTION'];
  const rows = result.parameters.map((parameter) => [
    parameter.name,
    parameter.value === undefined ? '-' : textOf(parameter.value),
    parameter.source,
    allowed(parameter.schema),
    parameter.description,
  ]);
  const table = formatTable([header, ...rows], (cell, column, row) =>
    row === 0 ? style.dim(cell) : column === 0 ? style.name(cell) : cell,
  );
  const body = rows.length === 0 ? ['The app has no parameters.'] : table;
  return layout([formatHeading(result, style), body]);
}

function allowed(schema: Readonly<Record<string, unknown>>): string {
  const { enum: values, type, minimum, maximum } = schema;
  if (Array.isArray(values)) {
    return values.map(textOf).join(', ');
  }
  const isBounded = (bound: unknown) => typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const bounds = [
    isBounded(minimum) ? `from ${String(minimum)}` : '',
    isBounded(maximum) ? `to ${String(maximum)}` : '',
  ].filter((bound) => bound !== '');
  return [typeof type === 'string' ? type : 'any', ...bounds].join(' ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
