import { type ShownOutput } from '../io/shown-output';
import { type StageUnit } from './stage-unit';

/** Length of the shortest text that is looked for in others: a shorter one may be in anything. */
const SHORTEST = 4;

/** Texts in the sensitive outputs of stages, but for those that synth knows to be open. */
export async function secretsOf(units: readonly StageUnit[]): Promise<ReadonlySet<string>> {
  const states = await Promise.all(
    units.map(async (unit) => ({ unit, state: await unit.state().catch(() => undefined) })),
  );
  return new Set(states.flatMap(({ unit, state }) => secretTextsIn(unit, state?.outputs ?? {})));
}

/** Texts in the sensitive ones of the outputs of a stage, but for those that synth knows to be open. */
export function secretTextsIn(
  { stage }: StageUnit,
  outputs: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>,
): readonly string[] {
  const open = new Set(stage.metadata?.openOutputs ?? []);
  return Object.entries(outputs)
    .flatMap(([name, { value, sensitive }]) => (sensitive === true && !open.has(name) ? textsIn(value) : []))
    .filter((text) => text.length >= SHORTEST);
}

/** The outputs with those hidden that have a secret of another stage in them: Terraform forgets that what it reads from a state is sensitive. */
export function withoutSecrets(outputs: readonly ShownOutput[], secrets: ReadonlySet<string>): readonly ShownOutput[] {
  return outputs.map(({ value, ...output }) => {
    const texts = textsIn(value);
    const isSecret = [...secrets].some((secret) => texts.some((text) => text.includes(secret)));
    return isSecret ? { ...output, sensitive: true } : { ...output, ...(value === undefined ? {} : { value }) };
  });
}

/** All texts in a value, keys of objects too. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => [...(Array.isArray(value) ? [] : [key]), ...textsIn(item)])
    : [];
}
