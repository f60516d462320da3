import { type Values } from '../synthesized/values';

/** A value that is known only once something is deployed. */
export const UNKNOWN = Symbol('unknown until it is deployed');

/**
 * Arguments of a resource or of a block of it.
 *
 * A path names blocks and an argument: `default_node_pool.max_pods`. Of blocks that are there more than once, {@link get} takes the first; see
 * {@link each} and {@link blocks}.
 */
export class PolicyValues {
  constructor(public readonly values: Values) {}

  /** Value at a path; undefined where it is absent, {@link UNKNOWN} where it is not known before it is deployed. */
  public get(path: string): unknown {
    return this.each(path)[0];
  }

  /** Values at a path, of all blocks of a name. Empty where the argument is absent in all of them. */
  public each(path: string): readonly unknown[] {
    const [name = '', ...inner] = path.split('.');
    const value = this.values[name];
    if (value === undefined || value === null) {
      const isLoop = (this.values['dynamic'] as Values | undefined)?.[name] !== undefined;
      return isLoop ? [UNKNOWN] : [];
    }
    if (isUnknown(value)) {
      return [UNKNOWN];
    }
    return inner.length === 0 ? [value] : this.blocks(name).flatMap((block) => block.each(inner.join('.')));
  }

  /** Text at a path; undefined where it is absent or not known. */
  public text(path: string): string | undefined {
    const value = this.get(path);
    return typeof value === 'string' ? value : undefined;
  }

  /** Number at a path; undefined where it is absent or not known. */
  public number(path: string): number | undefined {
    const value = this.get(path);
    const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
  }

  /** Switch at a path; undefined where it is absent or not known. */
  public flag(path: string): boolean | undefined {
    const value = this.get(path);
    return typeof value === 'boolean' ? value : undefined;
  }

  /** Whether something at a path is not known before it is deployed. */
  public isUnknown(path: string): boolean {
    return this.each(path).includes(UNKNOWN);
  }

  /** Blocks of a name. Those that Terraform makes in a loop (`dynamic`) are not among them: {@link isUnknown} tells. */
  public blocks(name: string): readonly PolicyValues[] {
    const value = this.values[name];
    const list = Array.isArray(value) ? (value as unknown[]) : [value];
    return list
      .filter((each): each is Values => typeof each === 'object' && each !== null && !Array.isArray(each))
      .map((each) => new PolicyValues(each));
  }
}

/** Whether a value has an expression of Terraform in it that leads to nothing known; one in a list makes the list unknown, not a block around it. */
export function isUnknown(value: unknown): boolean {
  return typeof value === 'string'
    ? /\$\{|%\{/.test(value.replaceAll(/\$\$\{|%%\{/g, ''))
    : Array.isArray(value) && value.some((each) => typeof each === 'string' && isUnknown(each));
}
