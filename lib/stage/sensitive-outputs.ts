import { TerraformOutput, type TerraformStack, TerraformVariable } from 'cdktf';
import { type Problem } from '../errors';
import facts from '../facts/sensitive-attributes.json';
import { attributesReadBy, type AttributeReference, expressionsIn, REFERENCE, rendered } from './attribute-reference';

/** The part of the Terraform JSON of a stack that matters here. */
interface RenderedRoot {
  readonly output?: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>;
}

/**
 * Marks the outputs that read something sensitive. Terraform refuses to plan them otherwise, though `validate` passes.
 *
 * Terraform itself forgets that an output of another state is sensitive, and would show it: this does not.
 *
 * @param root Terraform JSON of the stack; all stacks of the app have been prepared
 * @returns the same, with `sensitive` at the outputs that lacked it
 */
export function markSensitiveOutputs<Root extends object>(stack: TerraformStack, root: Root): Root {
  const { output } = root as RenderedRoot;
  if (output === undefined) {
    return root;
  }
  const marked = Object.entries(output).map(([name, each]) =>
    each.sensitive === undefined && sensitivePart(stack, each.value) !== undefined
      ? [name, { ...each, sensitive: true }]
      : [name, each],
  );
  return { ...root, output: Object.fromEntries(marked) };
}

/**
 * Finds outputs with `sensitive: false` whose value is sensitive in their own stack, which Terraform refuses.
 *
 * @param stack all stacks of its app have been prepared
 */
export function openOutputsOfSecrets(stack: TerraformStack): Problem[] {
  return stack.node
    .findAll()
    .filter((child) => TerraformOutput.isTerraformOutput(child))
    .filter((output) => output.sensitive === false)
    .flatMap((output) => {
      const part = sensitivePart(stack, rendered(stack, output.value), ({ stack: owner }) => owner === stack);
      return part === undefined
        ? []
        : [
            {
              path: output.node.path,
              property: 'sensitive',
              message: `got false, but ${part} is sensitive, and Terraform would refuse the plan`,
              allowed: 'true',
              fix: 'Leave it out, or wrap the value in Fn.nonsensitive if anybody may see it.',
            },
          ];
    });
}

/** Prefix of the outputs that cdktf adds for what other stacks read. All of them are sensitive to it. */
const CROSS_STACK = 'cross-stack-output-';

/** An expression that is one attribute of azurerm, and nothing else. */
const ATTRIBUTE = new RegExp(`^\\$\\{(?:${REFERENCE.source})\\}$`);

/**
 * Names of the outputs for other stages that nobody has to hide: each is one attribute of azurerm, of which its schema says that it is not sensitive.
 * Whatever is more than that, or of another provider, stays hidden.
 *
 * @param stack all stacks of its app have been prepared
 */
export function openOutputsOf(stack: TerraformStack): string[] {
  return stack.node.children
    .filter((child) => TerraformOutput.isTerraformOutput(child))
    .filter((output) => output.friendlyUniqueId.startsWith(CROSS_STACK))
    .filter((output) => {
      const value = rendered(stack, output.value);
      const attributes = attributesReadBy(stack, value);
      return (
        typeof value === 'string' && ATTRIBUTE.test(value) && attributes.length === 1 && !attributes.some(isSensitive)
      );
    })
    .map(({ friendlyUniqueId }) => friendlyUniqueId)
    .sort();
}

/** The first thing that a value reads and that is sensitive. What is in `nonsensitive(...)` was declared harmless. */
function sensitivePart(
  stack: TerraformStack,
  value: unknown,
  concerns: (attribute: AttributeReference) => boolean = () => true,
): string | undefined {
  const texts = expressionsIn(value).filter((text) => !text.includes('nonsensitive('));
  const attribute = attributesReadBy(stack, texts).filter(concerns).find(isSensitive);
  if (attribute !== undefined) {
    return [attribute.address, ...attribute.path].join('.');
  }
  const variables = texts.flatMap((text) => [...text.matchAll(/(?<![\w.-])var\.([\w-]+)/g)]);
  return variables.find(([, name]) => sensitiveVariables(stack).has(name ?? ''))?.[0];
}

/** Whether azurerm marks an attribute, a part of it or something around it. */
function isSensitive({ type, address, path }: AttributeReference): boolean {
  const known: Readonly<Record<string, readonly string[]>> = address.startsWith('data.')
    ? facts.dataSources
    : facts.resources;
  return (known[type] ?? []).some((each) =>
    each
      .split('.')
      .slice(0, path.length)
      .every((part, index) => part === path[index]),
  );
}

function sensitiveVariables(stack: TerraformStack): Set<string> {
  const variables = stack.node.findAll().filter((child) => child instanceof TerraformVariable);
  return new Set(variables.filter(({ sensitive }) => sensitive === true).map((each) => each.friendlyUniqueId));
}
