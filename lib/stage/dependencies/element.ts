import { dependable, Lazy, TerraformDataSource, TerraformModule, TerraformResource, TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { rendered } from '../attribute-reference';
import { type Named, namedBy } from './named';

/** An element that Terraform lets wait for others, by `depends_on`. */
export type WaitingElement = TerraformResource | TerraformDataSource | TerraformModule;

/** Dependencies of an element beyond its given `dependsOn`. */
interface Wait {
  readonly given: string[] | undefined;
  /** Replaces the given `dependsOn`. */
  readonly instead: string[];
  more: readonly string[];
}

const waits = new WeakMap<WaitingElement, Wait>();

/** Whether Terraform lets a construct wait for others. */
export function isWaitingElement(construct: IConstruct): construct is WaitingElement {
  return (
    TerraformResource.isTerraformResource(construct) ||
    TerraformDataSource.isTerraformDataSource(construct) ||
    construct instanceof TerraformModule
  );
}

/** The elements in a construct, itself included, that can wait and be waited for, as far as they are in a stack. */
export function elementsIn(construct: IConstruct, stack: TerraformStack): WaitingElement[] {
  return construct.node
    .findAll()
    .filter(isWaitingElement)
    .filter((each) => TerraformStack.of(each) === stack);
}

/** Its address in its stack: `azurerm_subnet.Web`. */
export function addressOf(element: WaitingElement): string {
  return rendered(TerraformStack.of(element), dependable(element)) as string;
}

/** Rendered text of an element, in which other elements occur by their addresses. */
export function renderedText(element: WaitingElement): string {
  return JSON.stringify(rendered(TerraformStack.of(element), element.toTerraform()));
}

/** Elements and stacks that the given `dependsOn` of an element names. */
export function namedByElement(element: WaitingElement): Named {
  const wait = waitOf(element);
  return namedBy(element, (wait === undefined ? element.dependsOn : wait.given) ?? []);
}

/**
 * Makes an element wait for what its `dependsOn` names in its own stack, and for other addresses there.
 *
 * What is named is looked at when it is rendered, as it may be a list that grows. Called again, it replaces the others.
 */
export function waitWithin(element: WaitingElement, more: readonly string[]): void {
  const known = waitOf(element);
  if (known !== undefined) {
    known.more = more;
    return;
  }
  const instead = Lazy.listValue(
    { produce: () => [...new Set([...namedByElement(element).own, ...wait.more])] },
    { omitEmpty: true },
  );
  const wait: Wait = { given: element.dependsOn, instead, more };
  waits.set(element, wait);
  element.dependsOn = instead;
}

/** Lets an element wait only for what its `dependsOn` names, as before {@link waitWithin}. */
export function waitNoMore(element: WaitingElement): void {
  const known = waitOf(element);
  if (known !== undefined) {
    known.more = [];
  }
}

/** Undefined where another `dependsOn` was given since. */
function waitOf(element: WaitingElement): Wait | undefined {
  const wait = waits.get(element);
  return wait !== undefined && wait.instead === element.dependsOn ? wait : undefined;
}
