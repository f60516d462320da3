/**
 * Output that names the apply that was begun last. It depends on nothing, so that Terraform writes it first.
 */
export const APPLYING = 'azstage-applying';

/**
 * Output with the record of the apply that was finished last. It depends on every block of the stage, so that Terraform writes it only
 * when all of them succeeded.
 */
export const APPLIED = 'azstage-applied';

/** Terraform variable with the id of an apply. Only azstage sets it: what anything else applies has no id, and is no record. */
export const APPLY_ID = 'azstage_apply';

/** Name of the file with these outputs, which is beside the Terraform JSON while a stage is planned. */
export const RECORD_FILE = 'azstage.tf.json';

/** Whether a file in the directory of a stage is none of its own: left by Terraform, or by a plan that was killed. */
export function isForeignFile(file: string): boolean {
  return file === RECORD_FILE || /^\.terraform|\.tfstate(\.|$)/.test(file);
}

/** Whether an output is one of azstage's own, which are in the state alone. */
export function isRecordOutput(name: string): boolean {
  return name === APPLYING || name === APPLIED;
}

/** A line of {@link APPLYING} or {@link APPLIED} in a plan as Terraform shows it: both are sensitive, and so one line each. */
const LINE = new RegExp(`^ {2}[-+~] (?:${APPLYING}|${APPLIED}) += \\(sensitive value\\)(?: -> null)?\\n?`, 'gm');

/** Heading of the outputs in a plan as Terraform shows it; values have an indent. */
const HEADING = /^Changes to Outputs:\n/m;

/** An output in it: what is done to it, its name, and as many spaces as make all names equally long. */
const OUTPUT = /^( {2}[-+~] )(\S+) +(?== )/gm;

/** Sentence of Terraform under outputs that change while no resource does. */
const ONLY_OUTPUTS =
  /^You can apply this plan to save these new output values to the Terraform\s+state, without changing any real infrastructure\.$/m;

/** A plan as Terraform shows it, without the outputs of azstage's own. */
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

/** Outputs with as much room for their names as the longest of these needs. */
function aligned(outputs: string): string {
  const lengths = [...outputs.matchAll(OUTPUT)].map(([, , name = '']) => name.length);
  return outputs.replace(OUTPUT, (_, sign: string, name: string) => `${sign}${name.padEnd(Math.max(...lengths))} `);
}
