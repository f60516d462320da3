import { DefaultTokenResolver, StringConcat, TerraformOutput, type TerraformStack, Tokenization } from 'cdktf';

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

const ATTRIBUTE = /(?<![\w.-])((?:data\.)?(azurerm_\w+)\.[A-Za-z_][\w-]*)((?:\.[\w*-]+|\[[^\]]*\])*)/g;
const OUTPUT_OF_STAGE = /(?<![\w.-])data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)/g;
/** What cdktf calls the remote state that it makes when a stack uses a construct of another one. */
const REMOTE_STATE = 'cross-stack-reference-input-';

/**
 * Finds the attributes that the expressions in a value read. What is read from another stack's outputs is followed into that stack.
 *
 * @param stack the stack that the value is in; all stacks of the app have been prepared
 * @param value as rendered: text, or lists and objects of text
 */
export function attributesReadBy(stack: TerraformStack, value: unknown): AttributeReference[] {
  return expressionsIn(value).flatMap((text) => [
    ...[...text.matchAll(ATTRIBUTE)].map(([, address = '', type = '', rest = '']) => ({
      stack,
      type,
      address,
      path: rest.split(/[.[\]]+/).filter((part) => /^[a-z]\w*$/.test(part)),
    })),
    ...[...text.matchAll(OUTPUT_OF_STAGE)].flatMap(([, state = '', output = '']) => {
      const upstream = stackBehind(stack, state);
      const found = upstream === undefined ? undefined : outputOf(upstream, output);
      return upstream === undefined || found === undefined ? [] : attributesReadBy(upstream, rendered(upstream, found));
    }),
  ]);
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

function outputOf(stack: TerraformStack, name: string): unknown {
  const output = stack.node
    .findAll()
    .filter((child) => TerraformOutput.isTerraformOutput(child))
    .find((child) => child.friendlyUniqueId === name);
  return output?.value;
}
