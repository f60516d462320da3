import { IMPORT_FILE } from './import-block';

/**
 * Output with the id of the apply that was started last. It has no dependencies, so that Terraform writes it first.
 */
export const APPLYING = 'azstage-applying';

/**
 * Output with the record of the apply that was finished last. It depends on every block of the stage, so that Terraform writes it only when all of
 * them succeeded.
 */
export const APPLIED = 'azstage-applied';

/** Terraform variable with the id of an apply. Only azstage sets it: an apply by anything else has no id and leaves no record. */
export const APPLY_ID = 'azstage_apply';

/** Name of the file with these outputs, which is part of the root module while a stage is planned. */
export const RECORD_FILE = 'azstage.tf.json';

/** Whether a file in the directory of a stage is not part of it: written by Terraform, or left by a plan that was killed. */
export function isForeignFile(file: string): boolean {
  return file === RECORD_FILE || file === IMPORT_FILE || /^\.terraform|\.tfstate(\.|$)/.test(file);
}

/** Whether an output is azstage's own, which is in the state alone. */
export function isRecordOutput(name: string): boolean {
  return name === APPLYING || name === APPLIED;
}

/** Line of {@link APPLYING} or {@link APPLIED} in a plan as Terraform shows it: both are sensitive, and so one line each. */
const LINE = new RegExp(`^ {2}[-+~] (?:${APPLYING}|${APPLIED}) += \\(sensitive value\\)(?: -> null)?\\n?`, 'gm');

/** Heading of the outputs in a plan as Terraform shows it; values have an indent. */
const HEADING = /^Changes to Outputs:\n/m;

/** Output in such a plan: its action, its name, and the padding that aligns the values. */
const OUTPUT = /^( {2}[-+~] )(\S+) +(?== )/gm;

/** Sentence of Terraform below outputs that change while no resource does. */
const ONLY_OUTPUTS =
  /^You can apply this plan to save these new output values to the Terraform\s+state, without changing any real infrastructure\.$/m;

/** Plan as Terraform shows it, without azstage's own outputs. */
export function withoutRecordOutputs(text: string): string {
  const { index, 0: heading } = HEADING.exec(text) ?? {};
  if (index === undefined || heading === undefined) {
    return text;
  }
  const outputs = text.slice(index + heading.length).replace(LINE, '');
  return outputs.search(OUTPUT) >= 0
    ? `${text.slice(0, index)}${heading}${aligned(outputs)}`
    : `${text.slice(0, index).trimEnd()}\n${outputs.replace(ONLY_OUTPUTS, '')}`.trimEnd();
}

/** Outputs with their values aligned to the longest name. */
function aligned(outputs: string): string {
  const lengths = [...outputs.matchAll(OUTPUT)].map(([, , name = '']) => name.length);
  return outputs.replace(OUTPUT, (_, sign: string, name: string) => `${sign}${name.padEnd(Math.max(...lengths))} `);
}
