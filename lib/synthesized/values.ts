/** Arguments of a resource or of a block in it, as in Terraform JSON, a plan or a state. */
export type Values = Readonly<Record<string, unknown>>;

/** A text argument; undefined where it is absent, or a reference that is not known yet. */
export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' && !value.includes('${') ? value : undefined;
}

/** A number; undefined where it is absent or not known yet. */
export function number(values: Values, name: string): number | undefined {
  const value = values[name];
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

/** A switch; undefined where it is absent or not known yet. */
export function flag(values: Values, name: string): boolean | undefined {
  const value = values[name];
  return typeof value === 'boolean' ? value : undefined;
}

/** The blocks of a name: synth writes a block as an object or as a list, a plan always as a list. */
export function blocks(values: Values, name: string): readonly Values[] {
  const value = values[name];
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.filter((each): each is Values => typeof each === 'object' && each !== null && !Array.isArray(each));
}

/** The only block of a name. */
export function block(values: Values, name: string): Values | undefined {
  return blocks(values, name)[0];
}

/** Number of elements of a list argument. */
export function countOf(values: Values, name: string): number {
  const value = values[name];
  return Array.isArray(value) ? value.length : 0;
}

/** `1 node`, `3 nodes`. */
export function counted(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

/** `2 to 5 nodes`, or {@link counted} where both numbers are equal. */
export function countedRange(least: number, most: number, noun: string): string {
  return most > least ? `${least} to ${most} ${noun}s` : counted(least, noun);
}
