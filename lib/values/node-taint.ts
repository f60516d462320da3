import { didYouMean, quote, ValueError } from '../errors';
import { checkKubernetesKey, checkKubernetesValue } from './kubernetes-label';

/** Effect of a taint on pods that do not tolerate it. */
export enum TaintEffect {
  /** They are not put on the node. */
  NO_SCHEDULE = 'NoSchedule',
  /** They are put elsewhere where that is possible. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** They are not put on the node, and those on it must leave. */
  NO_EXECUTE = 'NoExecute',
}

/**
 * A node taint, such as `workload=agents:NoSchedule`: keeps pods off a node unless they tolerate it.
 */
export class NodeTaint {
  /**
   * Parses `key=value:effect`, or `key:effect`.
   *
   * @throws ValueError when it is none
   */
  public static parse(text: string): NodeTaint {
    const [, key, value, effect] = /^([^=:]+)(?:=([^:]*))?:([^:]+)$/.exec(text) ?? [];
    if (key === undefined || effect === undefined) {
      throw new ValueError({
        message: `${quote(text)} is not a taint`,
        allowed: 'key=value:effect, such as workload=agents:NoSchedule',
      });
    }
    const effects = Object.values(TaintEffect);
    const known = effects.find((each) => each === effect);
    if (known === undefined) {
      throw new ValueError({
        message: `${quote(text)} has the effect ${quote(effect)}`,
        allowed: effects.join(', '),
        fix: didYouMean(effect, effects),
      });
    }
    checkKubernetesKey(key);
    checkKubernetesValue(value ?? '');
    return new NodeTaint(key, value, known);
  }

  private constructor(
    public readonly key: string,
    public readonly value: string | undefined,
    public readonly effect: TaintEffect,
  ) {}

  public toString(): string {
    return `${this.key}${this.value === undefined ? '' : `=${this.value}`}:${this.effect}`;
  }
}
