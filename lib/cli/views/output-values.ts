import { type ShownOutput } from '../../toolkit/io/shown-output';

/** A line for each output: `  name = value`; `<sensitive>` for one that is hidden. */
export function formatValues(outputs: readonly ShownOutput[]): string[] {
  return outputs.map(({ name, value, sensitive }) => {
    const shown = value === undefined && sensitive ? '<sensitive>' : value;
    return `  ${name} = ${typeof shown === 'string' ? shown : JSON.stringify(shown)}`;
  });
}
