/** Arguments of a resource, a data source or a block, as rendered. */
export type Arguments = Readonly<Record<string, unknown>>;

/** An argument or attribute that a major of azurerm has under another name, or with other values. */
export interface ArgumentChange {
  /** Path in azurerm 4, the blocks around it first: `georeplications.regional_endpoint_enabled`. */
  readonly from: string;
  /** Name in the dialect, in the same block. */
  readonly to: string;
  /** Value in the dialect. @default the same */
  readonly write?: (value: unknown) => unknown;
  /** Expression with the value of azurerm 4, over a reference in the dialect. @default the reference */
  readonly read?: (reference: string) => string;
}

/** Differences of one type from azurerm 4. */
export interface TypeRule {
  /** @default none */
  readonly changes?: readonly ArgumentChange[];
  /**
   * Writes what is more than one argument, before the changes.
   *
   * @throws ValueError for what the dialect cannot say
   */
  readonly rewrite?: (args: Arguments) => Arguments;
}

/** Differences of a major of azurerm from azurerm 4, which the constructs write for. */
export interface Dialect {
  /** Rules by the type of the resource. */
  readonly resources: Readonly<Record<string, TypeRule>>;
  /** Rules by the type of the data source. */
  readonly dataSources: Readonly<Record<string, TypeRule>>;
}

/** The rule of an address: `azurerm_subnet.Apps` or `data.azurerm_subnet.Apps`. */
export function ruleOf({ resources, dataSources }: Dialect, address: string): TypeRule | undefined {
  const [first = '', second = ''] = address.split('.');
  return first === 'data' ? dataSources[second] : resources[first];
}

/** Names of the blocks around an argument, and its own. */
export function pathOf({ from }: ArgumentChange): { readonly blocks: string[]; readonly name: string } {
  const blocks = from.split('.');
  const name = blocks.pop() ?? '';
  return { blocks, name };
}
