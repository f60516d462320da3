import { type TerraformStack } from 'cdktf';
import { addressOf, elementsIn, renderedText, type WaitingElement } from './element';

/**
 * A circle of elements that wait for each other, by what their `dependsOn` names alone, in the order in which they do; the first is
 * repeated at the end. Undefined where there is none.
 */
export function circleIn(
  waiting: ReadonlyMap<WaitingElement, readonly WaitingElement[]>,
): readonly WaitingElement[] | undefined {
  const done = new Set<WaitingElement>();
  for (const start of waiting.keys()) {
    const way: WaitingElement[] = [];
    const open: (readonly [WaitingElement, number])[] = [[start, 0]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [element, depth] = next;
      way.splice(depth);
      if (way.includes(element)) {
        return [...way.slice(way.indexOf(element)), element];
      }
      if (!done.has(element)) {
        done.add(element);
        way.push(element);
        open.push(...(waiting.get(element) ?? []).map((each) => [each, depth + 1] as const));
      }
    }
  }
  return undefined;
}

/** An address, as it occurs in expressions and in `depends_on`. */
const ADDRESS = /(?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*/g;

/** Graph of the elements of a stage: which ones refer to, or wait for, which others. */
export class ReferenceGraph {
  /** Of a stack that is prepared: references to other stacks then are to their states, and not to be mistaken for its own. */
  public static of(stack: TerraformStack): ReferenceGraph {
    const byAddress = new Map(elementsIn(stack, stack).map((element) => [addressOf(element), element]));
    const needs = new Map<WaitingElement, Set<WaitingElement>>();
    for (const element of byAddress.values()) {
      const named = renderedText(element).match(ADDRESS) ?? [];
      needs.set(element, new Set(named.flatMap((address) => byAddress.get(address) ?? [])));
    }
    return new ReferenceGraph(needs);
  }

  private constructor(private readonly needs: ReadonlyMap<WaitingElement, Set<WaitingElement>>) {}

  /** Adds that one element waits for another. */
  public add(from: WaitingElement, to: WaitingElement): void {
    this.needs.get(from)?.add(to);
  }

  /** The first of some elements that an element needs, directly or not. */
  public firstNeeded(from: WaitingElement, targets: ReadonlySet<WaitingElement>): WaitingElement | undefined {
    const seen = new Set([from]);
    for (const element of seen) {
      for (const next of this.needs.get(element) ?? []) {
        if (targets.has(next)) {
          return next;
        }
        seen.add(next);
      }
    }
    return undefined;
  }
}
