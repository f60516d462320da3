import { describeOutput, type ShownOutput } from '../../toolkit/io/shown-output';

/** A line for each output: `  name = value`; `<sensitive>` for one that is hidden. */
export function formatValues(outputs: readonly ShownOutput[]): string[] {
  return outputs.map((output) => `  ${describeOutput(output)}`);
}
