import { DefaultTokenResolver, StringConcat, TerraformOutput, type TerraformStack, Tokenization } from 'cdktf';
import { ElementIndex } from './element-index';

/** An attribute of an azurerm resource or data source, as an expression reads it. */
export interface AttributeReference {
  /** The stack that has the resource. */
  readonly stack: TerraformStack;
  /** Terraform type: `azurerm_key_vault`. */
  readonly type: string;
  /** Address in its stack: `azurerm_key_vault.Vault` or `data.azurerm_key_vault.Vault`. */
  readonly address: string;
  /** Names of the attribute and of the part of it that is read, without indices; empty for the whole resource. */
  readonly path: readonly string[];
}

/**
 * A reference in an expression: to a resource or data source of azurerm, whose address is the first group and what is read of it the
 * fourth, or to an output of another stack, whose remote state and name are the second and third.
 */
export const REFERENCE =
  /(?<![\w.-])(?:((?:data\.)?azurerm_\w+\.[A-Za-z_][\w-]*)|data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+))((?:\.[\w*-]+|\[[^\]]*\])*)/g;
/** Prefix of the remote states that cdktf adds when a stack uses a construct of another one. */
const REMOTE_STATE = 'cross-stack-reference-input-';

/**
 * Finds the attributes that the expressions in a value read. What is read from another stack's outputs is followed into that stack.
 *
 * @param stack the stack that the value is in; all stacks of the app have been prepared
 * @param value as rendered: text, or lists and objects of text
 */
export function attributesReadBy(stack: TerraformStack, value: unknown): AttributeReference[] {
  return expressionsIn(value)
    .flatMap((text) => [...text.matchAll(REFERENCE)])
    .flatMap(([, address, state = '', output = '', rest = '']) => {
      if (address === undefined) {
        const found = outputBehind(stack, state, output);
        return found === undefined ? [] : attributesReadBy(found.stack, found.value);
      }
      const type = address.split('.').at(-2) ?? '';
      const path = rest.split(/[.[\]]+/).filter((part) => /^[a-z]\w*$/.test(part));
      return [{ stack, type, address, path }];
    });
}

/** Value of another stack's output, as rendered there; undefined where cdktf did not add the remote state. */
export function outputBehind(
  stack: TerraformStack,
  state: string,
  output: string,
): { readonly stack: TerraformStack; readonly value: unknown } | undefined {
  const upstream = stackBehind(stack, state);
  const found = upstream === undefined ? undefined : outputs.find(upstream, output)?.value;
  return upstream === undefined || found === undefined
    ? undefined
    : { stack: upstream, value: rendered(upstream, found) };
}

/** A value as the stack renders it. All stacks of the app have been prepared. */
export function rendered(stack: TerraformStack, value: unknown): unknown {
  return Tokenization.resolve(value, {
    scope: stack,
    resolver: new DefaultTokenResolver(new StringConcat()),
    preparing: false,
  });
}

/** All texts with an expression in them. */
export function expressionsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return value.includes('${') ? [value] : [];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

/** The stack whose state a data source reads, when cdktf made it. */
function stackBehind(stack: TerraformStack, dataSource: string): TerraformStack | undefined {
  const input = stack.node.children.find(
    (child) =>
      child.node.id.startsWith(REMOTE_STATE) && 'friendlyUniqueId' in child && child.friendlyUniqueId === dataSource,
  );
  return stack.dependencies.find((each) => input?.node.id === `${REMOTE_STATE}${each.node.path.replace(/\//g, '--')}`);
}

const outputs = new ElementIndex(
  (child) => TerraformOutput.isTerraformOutput(child),
  (output) => output.friendlyUniqueId,
);
