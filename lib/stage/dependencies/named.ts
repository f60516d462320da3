import {
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  StringConcat,
  TerraformStack,
  Tokenization,
} from 'cdktf';
import { Construct, type IConstruct } from 'constructs';

/** Something of another stack. */
export interface Foreign {
  readonly stack: TerraformStack;
  /** Undefined where only its address is known. */
  readonly construct?: IConstruct;
  /** In its stack. */
  readonly address?: string;
}

/** Targets of a `dependsOn`. */
export interface Named {
  /** Addresses in the same stack. */
  readonly own: readonly string[];
  /** Whether cdktf renders all of it as Terraform takes it: addresses of the same stack. */
  readonly isPlain: boolean;
  readonly foreign: readonly Foreign[];
  /** Constructs that are nothing to Terraform: meant are the elements in them. */
  readonly constructs: readonly IConstruct[];
}

const NOTHING: Named = { own: [], isPlain: true, foreign: [], constructs: [] };
/** Placeholder in a list for an entry that is no address of the same stack. */
const ELSEWHERE = '(elsewhere)';

/**
 * Sorts what a `dependsOn` names by where it is.
 *
 * @param element whose it is
 * @param entries as cdktf keeps them: strings that are or hold tokens, or one list of which only a token is known
 */
export function namedBy(element: IConstruct, entries: readonly string[]): Named {
  if (entries.length === 0) {
    return NOTHING;
  }
  const sorter = new Sorter(TerraformStack.of(element));
  // cdktf leaves out lists that are empty.
  const texts: unknown = Tokenization.resolve(entries, { scope: element, resolver: sorter, preparing: false }) ?? [];
  const strings = (texts as unknown[]).filter((text) => typeof text === 'string');
  const own = strings.filter((text) => text !== ELSEWHERE).map(asAddress);
  const isPlain = own.length === strings.length && own.every((address, index) => address === strings[index]);
  return { own, isPlain, foreign: sorter.foreign, constructs: sorter.constructs };
}

/** An expression, as that of `fqn` or of an attribute, as the address that it begins with. */
function asAddress(text: string): string {
  return /^\$\{((?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)/.exec(text)?.[1] ?? text;
}

/** Content of the tokens of `dependable(element)` and `element.fqn`, which cdktf does not type. */
interface ElementToken extends IResolvable {
  readonly dependable?: unknown;
  readonly originStack?: unknown;
  readonly identifier?: unknown;
}

/** Resolves tokens, and notes those that lead elsewhere. */
class Sorter extends DefaultTokenResolver {
  public readonly foreign: Foreign[] = [];
  public readonly constructs: IConstruct[] = [];

  constructor(private readonly stack: TerraformStack) {
    super(new StringConcat());
  }

  public override resolveToken(token: ElementToken, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const { dependable, originStack, identifier } = token;
    if (Construct.isConstruct(dependable)) {
      const stack = TerraformStack.of(dependable);
      if (stack !== this.stack) {
        this.foreign.push({ stack, construct: dependable });
        return ELSEWHERE;
      }
      if (!('fqn' in dependable)) {
        this.constructs.push(dependable);
        return ELSEWHERE;
      }
    }
    if (TerraformStack.isStack(originStack) && originStack !== this.stack) {
      this.foreign.push({ stack: originStack, address: asAddress(`\${${String(identifier)}}`) });
      return ELSEWHERE;
    }
    return super.resolveToken(token, context, postProcessor);
  }
}
