import { ResourceName, uniqueSuffix } from './resource-name';

const TYPE = 'azurerm_kubernetes_cluster_node_pool';
const MAX_LENGTH = 12;
const TEMPORARY = 'tmp';

/**
 * The name of a node pool of Linux machines: up to 12 lower-case letters and digits, a letter first.
 */
export class NodePoolName {
  /**
   * Checks a name.
   *
   * @throws ValueError when AKS does not take it
   */
  public static of(name: string): NodePoolName {
    return new NodePoolName(ResourceName.check(TYPE, name, 'Give a name, such as agents.'));
  }

  private constructor(private readonly name: string) {}

  /**
   * Name of the temporary pool during a rotation: `tmpagents` for `agents`.
   *
   * Names of more than nine characters keep four of them, and get five that stand for the whole.
   */
  public get temporary(): string {
    const readable = `${TEMPORARY}${this.name}`;
    return readable.length <= MAX_LENGTH ? readable : `${TEMPORARY}${this.name.slice(0, 4)}${uniqueSuffix(this.name)}`;
  }

  public toString(): string {
    return this.name;
  }
}
