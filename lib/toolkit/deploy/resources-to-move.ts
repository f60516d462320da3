import { isDeepStrictEqual } from 'node:util';
import { type StageArtifact } from '../assembly/stage-artifact';
import { type Moves } from '../terraform/moved-states';
import { type TerraformState } from '../terraform/terraform-state';
import { ToolkitError } from '../toolkit-error';
import { type StageUnit } from '../unit/stage-unit';

/** Stage between which resources move, with its state. */
export interface StageWithState {
  readonly unit: StageUnit;
  /** Whether it is in the code; the Terraform JSON of another one is that of its last apply. */
  readonly isInCode: boolean;
  /** @default it has none */
  readonly state?: TerraformState;
}

/**
 * Blocks of the state of a stage that move to another one.
 *
 * @param named addresses, or paths of constructs; by default all that the code of the other stage has, and the code of the first one no longer has
 * @throws ToolkitError when something named cannot move
 */
export function resourcesToMove(from: StageWithState, to: StageWithState, named: readonly string[]): Moves {
  const mine = from.state?.rootBlocks ?? new Set<string>();
  const [stays, comes] = [new Set(codeOf(from)), new Set(incoming(to.unit.stage))];
  const all = [...mine].filter((block) => comes.has(block) && !stays.has(block)).sort();
  const chosen = named.length === 0 ? all : [...new Set(named.flatMap((name) => chosenBy(name, { from, to, all })))];
  refuseTwins(chosen, from, to);
  const inBoth = chosen.filter((block) => to.state?.rootBlocks.has(block));
  return { addresses: chosen.filter((block) => !inBoth.includes(block)), inBoth };
}

/** Addresses of the resources in the code of a stage. */
function blocksOf({ template: { resource = {} } }: StageArtifact): string[] {
  return Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`));
}

/** Addresses of the resources that a stage keeps. */
function codeOf({ unit, isInCode }: StageWithState): string[] {
  return isInCode ? blocksOf(unit.stage) : [];
}

/** Addresses of the resources in the code of a stage, also those that they had before they were renamed. */
function incoming(stage: StageArtifact): string[] {
  return [...blocksOf(stage), ...(stage.template.moved ?? []).map(({ from }) => from)];
}

function chosenBy(
  name: string,
  { from, to, all }: { readonly from: StageWithState; readonly to: StageWithState; readonly all: readonly string[] },
): readonly string[] {
  const isBelow = (block: string) => {
    const path = to.unit.stage.originOf(block).constructPath ?? '';
    const inStage = path.split('/').slice(1).join('/');
    return [path, inStage].some((each) => each === name || each.startsWith(`${name}/`));
  };
  const found = all.filter((block) => block === name || isBelow(block));
  if (found.length === 0) {
    throw new ToolkitError(
      'USAGE',
      `${name} cannot move from ${from.unit.name} to ${to.unit.name}: ${whyNot(name, from, to)}.`,
      all.length === 0 ? `Put the construct into ${to.unit.name} in the code first.` : `These can: ${all.join(', ')}.`,
    );
  }
  return found;
}

function whyNot(name: string, from: StageWithState, to: StageWithState): string {
  if (from.state?.rootBlocks.has(name) !== true) {
    return `it is neither a resource in the state of ${from.unit.name} nor a construct of ${to.unit.name} with one`;
  }
  return codeOf(from).includes(name)
    ? `it is still in the code of ${from.unit.name}`
    : `it is not in the code of ${to.unit.name}`;
}

function refuseTwins(chosen: readonly string[], from: StageWithState, to: StageWithState): void {
  const twins = chosen.filter(
    (block) => to.state?.rootBlocks.has(block) && !isDeepStrictEqual(to.state.idsOf(block), from.state?.idsOf(block)),
  );
  if (twins.length > 0) {
    throw new ToolkitError(
      'REFUSED',
      `${to.unit.name} has ${twins.join(', ')} already, with other ids than ${from.unit.name}.`,
      'Destroy one of the two, or rename one construct.',
    );
  }
}
