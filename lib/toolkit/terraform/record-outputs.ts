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

/** Whether an output is one of azstage's own, which are in the state alone. */
export function isRecordOutput(name: string): boolean {
  return name === APPLYING || name === APPLIED;
}

/** A line of {@link APPLYING} or {@link APPLIED} in a plan as Terraform shows it: both are sensitive, and so one line each. */
const LINE = new RegExp(`^ +[-+~] (?:${APPLYING}|${APPLIED}) += \\(sensitive value\\)(?: -> null)?\\n?`, 'gm');

/** Heading of the outputs in a plan as Terraform shows it. */
const HEADING = 'Changes to Outputs:';

/** Sentence of Terraform under outputs that change while no resource does. */
const ONLY_OUTPUTS =
  /\n*You can apply this plan to save these new output values to the Terraform\s+state, without changing any real infrastructure\.\n?/;

/** A plan as Terraform shows it, without the outputs of azstage's own. */
export function withoutRecordOutputs(text: string): string {
  const start = text.lastIndexOf(`${HEADING}\n`);
  if (start === -1) {
    return text;
  }
  const outputs = text.slice(start + HEADING.length + 1).replace(LINE, '');
  return /^ +[-+~] /m.test(outputs)
    ? `${text.slice(0, start)}${HEADING}\n${outputs}`
    : `${text.slice(0, start).trimEnd()}\n${outputs.replace(ONLY_OUTPUTS, '')}`.trimEnd();
}
