/** Output of a stage. */
export interface ShownOutput {
  readonly name: string;
  readonly sensitive: boolean;
  /** Value; absent when it is hidden. */
  readonly value?: unknown;
}

/** Outputs of a stage. */
export interface StageOutputs {
  readonly name: string;
  readonly outputs: readonly ShownOutput[];
}

/** `name = value`; `<sensitive>` for one that is hidden. */
export function describeOutput({ name, value, sensitive }: ShownOutput): string {
  const shown = value === undefined && sensitive ? '<sensitive>' : value;
  return `${name} = ${typeof shown === 'string' ? shown : JSON.stringify(shown)}`;
}
