import { dependable, TerraformOutput, TerraformResource, TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { type Problem, ValidationError } from '../../errors';
import { circleProblem, noteReason } from './circle';
import {
  addressOf,
  elementsIn,
  isWaitingElement,
  namedByElement,
  waitNoMore,
  type WaitingElement,
  waitWithin,
} from './element';
import { type Foreign, namedBy } from './named';
import { circleIn, ReferenceGraph } from './reference-graph';

/** A construct of the stage that shall wait for another one of it. */
interface Wish {
  readonly from: IConstruct;
  readonly to: IConstruct;
}

/**
 * Resolves the dependencies of a stage's constructs, given by `dependsOn` and by `node.addDependency`.
 *
 * cdktf renders a `dependsOn` that names something of another stack as a reference to its state, which Terraform does not take, and
 * does not look at `node.addDependency`. Here, what is in another stage makes the stage need that one; what is in the same stage
 * becomes a `depends_on` of the elements; and what can be neither is refused.
 */
export class StageDependencies {
  private readonly problems: Problem[] = [];
  private readonly wishes: Wish[] = [];
  /** Addresses in the stage that elements wait for by their `dependsOn`. */
  private readonly named = new Map<WaitingElement, readonly string[]>();

  constructor(private readonly stage: TerraformStack) {}

  /**
   * Makes the stage need others. To be called before it is prepared, when cdktf would make references of these.
   *
   * @throws ValidationError when one of the others needs it already, or what is waited for is in no stage or waits for the same
   */
  public settleBetween(): void {
    const above = this.stage.node.scopes.slice(0, -1);
    for (const construct of [...above, ...this.stage.node.findAll()]) {
      construct.node.dependencies.forEach((dependency) => this.settleAdded(construct, dependency));
      if (isWaitingElement(construct)) {
        this.settleElement(construct);
      } else if (TerraformOutput.isTerraformOutput(construct)) {
        this.settleOutput(construct);
      }
      if (TerraformResource.isTerraformResource(construct)) {
        this.settleReplacement(construct);
      }
    }
    this.refuseCircle();
    this.refuseProblems();
  }

  /**
   * Makes elements of the stage wait for others of it. To be called when it is prepared.
   *
   * @throws ValidationError when what is waited for needs what waits
   */
  public settleWithin(): void {
    if (this.wishes.length > 0) {
      elementsIn(this.stage, this.stage).forEach(waitNoMore);
      const graph = ReferenceGraph.of(this.stage);
      const more = new Map<WaitingElement, Set<string>>();
      this.wishes.forEach((wish) => this.fulfil(wish, graph, more));
      more.forEach((addresses, element) => waitWithin(element, [...addresses]));
    }
    this.refuseProblems();
  }

  /** Resolves one call of `node.addDependency`. */
  private settleAdded(from: IConstruct, to: IConstruct): void {
    if (from.node.scopes.includes(to) || to.node.scopes.includes(from)) {
      this.refuse(from, `waits for ${pathOf(to)}, and one of them is a part of the other`);
      return;
    }
    const stacks = stacksOf(to);
    if (stacks.length === 0) {
      this.refuse(from, `waits for ${pathOf(to)}, which is in no stage`);
    }
    for (const stack of stacks) {
      if (stack === this.stage) {
        this.wishes.push({ from, to });
      } else {
        this.need(from, { stack, construct: to });
      }
    }
  }

  private settleElement(element: WaitingElement): void {
    const { own, isPlain, foreign, constructs } = namedByElement(element);
    if (own.length > 0) {
      this.named.set(element, own);
    }
    foreign.forEach((each) => this.need(element, each));
    constructs.forEach((construct) => this.settleAdded(element, construct));
    if (!isPlain) {
      waitWithin(element, []);
    }
  }

  /** cdktf renders the addresses that an output waits for as expressions, which Terraform does not take there. */
  private settleOutput(output: TerraformOutput): void {
    if (output.dependsOn === undefined) {
      return;
    }
    const { own, foreign, constructs } = namedBy(output, output.dependsOn.map(dependable));
    foreign.forEach((each) => this.need(output, each));
    const inside = constructs.flatMap((construct) => elementsIn(construct, this.stage)).map(addressOf);
    output.dependsOn = [...new Set([...own, ...inside])].map((fqn) => ({ fqn }));
  }

  /** As {@link settleOutput}, for `replaceTriggeredBy`. */
  private settleReplacement(resource: TerraformResource): void {
    const { lifecycle } = resource;
    if (lifecycle?.replaceTriggeredBy === undefined) {
      return;
    }
    const entries = lifecycle.replaceTriggeredBy.map((each) => (typeof each === 'string' ? each : dependable(each)));
    const [foreign] = namedBy(resource, entries).foreign;
    if (foreign === undefined) {
      resource.lifecycle = { ...lifecycle, replaceTriggeredBy: entries };
    } else {
      this.refuse(
        resource,
        `is to be replaced with ${pathOfForeign(foreign)}, which is in another stage`,
        'Terraform replaces a resource with others of its own stage alone: put both into one stage, or refer to a terraform_data there.',
      );
    }
  }

  private need(from: IConstruct, foreign: Foreign): void {
    const { stack } = foreign;
    const reason = { from: from.node.path, to: pathOfForeign(foreign) };
    const problem = circleProblem(this.stage, stack, reason);
    if (problem === undefined) {
      noteReason(this.stage, stack, reason);
      this.stage.addDependency(stack);
    } else {
      this.problems.push(problem);
    }
  }

  /**
   * Makes all elements of one construct wait for those of the other. Those of the other that need one of the first do not count, as
   * a role that it was granted there; but its main one may not be among them.
   */
  private fulfil({ from, to }: Wish, graph: ReferenceGraph, more: Map<WaitingElement, Set<string>>): void {
    const waiting = new Set(elementsIn(from, this.stage));
    const all = elementsIn(to, this.stage);
    const awaited = all.filter((element) => graph.firstNeeded(element, waiting) === undefined);
    const main = all.find((element) => element === to || element === to.node.defaultChild) ?? all[0];
    if (main !== undefined && !awaited.includes(main) && waiting.size > 0) {
      const needed = graph.firstNeeded(main, waiting);
      const why = needed === undefined ? '' : `, but ${main.node.path} needs ${needed.node.path}`;
      this.refuse(from, `waits for ${to.node.path}${why}`, 'Leave one of the two out.');
      return;
    }
    for (const element of waiting) {
      const addresses = more.get(element) ?? new Set<string>();
      more.set(element, addresses);
      for (const each of awaited) {
        addresses.add(addressOf(each));
        graph.add(element, each);
      }
    }
  }

  private refuseCircle(): void {
    // One that waits for nothing is in no circle.
    const byAddress = new Map([...this.named.keys()].map((element) => [addressOf(element), element]));
    const waiting = [...this.named].map(
      ([element, addresses]) => [element, addresses.flatMap((address) => byAddress.get(address) ?? [])] as const,
    );
    const [first, ...others] = circleIn(new Map(waiting)) ?? [];
    if (first !== undefined) {
      const way = others.map(({ node }) => `waits for ${node.path}`).join(', which ');
      this.refuse(first, way, 'Leave one of them out.');
    }
  }

  private refuse(construct: IConstruct, message: string, fix?: string): void {
    this.problems.push({ path: pathOf(construct), message, fix });
  }

  private refuseProblems(): void {
    if (this.problems.length > 0) {
      throw new ValidationError(this.problems);
    }
  }
}

/** The stacks that a construct is in, or that are in it. */
function stacksOf(construct: IConstruct): TerraformStack[] {
  const around = construct.node.scopes.filter((scope) => TerraformStack.isStack(scope)).slice(-1);
  return around.length > 0 ? around : construct.node.findAll().filter((each) => TerraformStack.isStack(each));
}

function pathOfForeign({ stack, construct, address = '' }: Foreign): string {
  const found = construct ?? elementsIn(stack, stack).find((element) => addressOf(element) === address);
  return found?.node.path ?? `${stack.node.path}/${address}`;
}

function pathOf(construct: IConstruct): string {
  return construct.node.path === '' ? 'the app' : construct.node.path;
}
