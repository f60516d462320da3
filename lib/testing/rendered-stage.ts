import { Testing, TerraformStack } from 'cdktf';
import { type IConstruct } from 'constructs';
import { AzstageError } from '../errors';

/** Arguments of one Terraform resource or data source, as rendered. */
export type RenderedResource = Readonly<Record<string, unknown>>;

/** Error of a test that looks for something that the stage does not have. */
class NotRenderedError extends AzstageError {
  public readonly code = 'NOT_RENDERED';
}

/**
 * The Terraform JSON of a stage, for assertions.
 */
export class RenderedStage {
  /**
   * Renders a stage or any other stack, with validations.
   *
   * All stacks of the app are prepared first, so that references between stages are there.
   */
  public static of(stage: TerraformStack): RenderedStage {
    stacksOf(stage).forEach((each) => each.prepareStack());
    return new RenderedStage(Testing.synth(stage, true));
  }

  /** All stacks of the app of a construct, each of which is prepared once. @internal */
  public static allOf(construct: IConstruct): ReadonlyMap<TerraformStack, RenderedStage> {
    const stacks = stacksOf(construct);
    stacks.forEach((each) => each.prepareStack());
    return new Map(stacks.map((stack) => [stack, new RenderedStage(Testing.synth(stack, true))]));
  }

  private readonly content: Readonly<Record<string, Record<string, Record<string, RenderedResource>>>>;

  private constructor(
    /** The JSON text that synth would write. */
    public readonly json: string,
  ) {
    this.content = JSON.parse(json);
  }

  /** The resources of a type, by address. */
  public resources(type: string): RenderedResource[] {
    return Object.values(this.content['resource']?.[type] ?? {});
  }

  /** The data sources of a type. */
  public dataSources(type: string): RenderedResource[] {
    return Object.values(this.content['data']?.[type] ?? {});
  }

  /**
   * The only resource of a type.
   *
   * @throws AzstageError when there is none or more than one
   */
  public resource(type: string): RenderedResource {
    const [only, ...more] = this.resources(type);
    if (only === undefined || more.length > 0) {
      throw new NotRenderedError(
        `expected one ${type}, found ${this.resources(type).length}; the stage has ${this.resourceTypes.join(', ') || 'no resources'}`,
      );
    }
    return only;
  }

  /** The Terraform types that occur, sorted. */
  public get resourceTypes(): string[] {
    return Object.keys(this.content['resource'] ?? {}).sort();
  }

  /** Blocks of a kind, such as `resource`, as they are. @internal */
  public blocks(kind: string): Readonly<Record<string, Record<string, RenderedResource>>> {
    return this.content[kind] ?? {};
  }

  /** The `terraform` block. */
  public get terraform(): Readonly<Record<string, unknown>> {
    return this.content['terraform'] ?? {};
  }

  /** The outputs, by name. */
  public get outputs(): Readonly<Record<string, unknown>> {
    return this.content['output'] ?? {};
  }

  /** The configuration of the azurerm provider. */
  public get provider(): Readonly<Record<string, unknown>> {
    const providers = this.content['provider']?.['azurerm'] as unknown as Record<string, unknown>[] | undefined;
    return providers?.[0] ?? {};
  }
}

function stacksOf({ node }: IConstruct): TerraformStack[] {
  return node.root.node.findAll().filter((each) => TerraformStack.isStack(each as TerraformStack)) as TerraformStack[];
}
