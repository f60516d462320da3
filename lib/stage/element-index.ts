import { type TerraformElement, type TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';

/**
 * Elements of one kind in each stack, by key: a stack is searched once for all of them, and again where one is missing, as it may have been added
 * since. Elements are never taken away.
 */
export class ElementIndex<T extends TerraformElement> {
  private readonly byStack = new WeakMap<TerraformStack, Map<string, T>>();

  constructor(
    private readonly isOfKind: (child: IConstruct) => child is IConstruct & T,
    private readonly keyOf: (element: T) => string,
  ) {}

  /** The element of a stack with a key; undefined where it has none. */
  public find(stack: TerraformStack, key: string): T | undefined {
    const known = this.byStack.get(stack) ?? new Map<string, T>();
    this.byStack.set(stack, known);
    if (!known.has(key)) {
      stack.node
        .findAll()
        .filter(this.isOfKind)
        .forEach((element) => known.set(this.keyOf(element), element));
    }
    return known.get(key);
  }
}
