import { type IResolvable, Token } from 'cdktf';
import { type IConstruct } from 'constructs';
import { checkTags } from '../values/tags';
import { checkedValue } from './checks';

const TAGS = Symbol.for('azstage/ResourceTags');

/**
 * The tags of a construct and of everything below it.
 *
 * They are rendered at synth, so a tag added after a resource was made still reaches it.
 */
export class ResourceTags implements IResolvable {
  /** The tags of a construct. */
  public static of(construct: IConstruct): ResourceTags {
    const holder = construct as { [TAGS]?: ResourceTags };
    if (holder[TAGS] === undefined) {
      Object.defineProperty(construct, TAGS, { value: new ResourceTags(construct) });
    }
    return holder[TAGS] as ResourceTags;
  }

  /**
   * The `tags` argument of a construct's resource: those of its scopes, outermost first, then its own.
   *
   * @throws ValidationError when one of its own tags is one that Azure refuses
   */
  public static render(construct: IConstruct, own: Readonly<Record<string, string>> = {}): Record<string, string> {
    ResourceTags.of(construct).addAll(own);
    return Token.asStringMap(ResourceTags.of(construct));
  }

  /** Empty: where tags were added is not recorded. */
  public readonly creationStack: string[] = [];
  private readonly tags: Record<string, string> = {};

  private constructor(private readonly construct: IConstruct) {}

  /** Adds a tag, or replaces the one of that name. */
  public add(name: string, value: string): void {
    this.addAll({ [name]: value });
  }

  /** Adds several tags. */
  public addAll(tags: Readonly<Record<string, string>>): void {
    Object.assign(
      this.tags,
      checkedValue(this.construct, 'tags', () => checkTags(tags)),
    );
  }

  /** The tags of the scopes, outermost first, and its own: undefined when there are none. */
  public resolve(): Record<string, string> | undefined {
    const scopes = this.construct.node.scopes as { [TAGS]?: ResourceTags }[];
    const merged = Object.assign({}, ...scopes.map((scope) => scope[TAGS]?.tags)) as Record<string, string>;
    return Object.keys(merged).length === 0 ? undefined : merged;
  }

  public toString(): string {
    return Token.asString(this);
  }
}
