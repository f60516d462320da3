import { type TerraformStack } from 'cdktf';
import { type Problem } from '../../errors';

/** The constructs for whose sake a stage needs another. */
export interface Reason {
  /** Path of the one that waits. */
  readonly from: string;
  /** Path of the one that is waited for. */
  readonly to: string;
}

const FIX =
  'Stages are applied one after another: put resources that need each other into one stage, or remove one of these dependencies.';

const reasons = new WeakMap<TerraformStack, Map<TerraformStack, Reason>>();

/** Remembers for whose sake a stage needs another, for messages. */
export function noteReason(stack: TerraformStack, dependency: TerraformStack, reason: Reason): void {
  const known = reasons.get(stack) ?? new Map<TerraformStack, Reason>();
  reasons.set(stack, known);
  known.set(dependency, known.get(dependency) ?? reason);
}

/**
 * Reports that a stage cannot need another, because that one needs it already, directly or not; otherwise undefined.
 *
 * @param reason for whose sake. @default unknown
 */
export function circleProblem(stack: TerraformStack, dependency: TerraformStack, reason?: Reason): Problem | undefined {
  const path = reason?.from ?? stack.node.path;
  const wish = reason === undefined ? `needs ${dependency.node.path}` : `waits for ${reason.to}`;
  if (dependency === stack) {
    return { path, message: `${wish}, and so itself` };
  }
  return dependency.dependsOn(stack)
    ? { path, message: `${wish}, but ${wayBetween(dependency, stack).join(', and ')}`, fix: FIX }
    : undefined;
}

/** Describes the path of dependencies from one stage to another. Each stage is visited once. */
function wayBetween(from: TerraformStack, to: TerraformStack): readonly string[] {
  const ways = new Map<TerraformStack, readonly string[]>([[from, []]]);
  for (const [stack, way] of ways) {
    if (stack === to) {
      return way;
    }
    for (const next of stack.dependencies) {
      if (!ways.has(next)) {
        ways.set(next, [...way, describeDependency(stack, next)]);
      }
    }
  }
  return [];
}

function describeDependency(stack: TerraformStack, dependency: TerraformStack): string {
  const reason = reasons.get(stack)?.get(dependency);
  return reason === undefined
    ? `${stack.node.path} needs ${dependency.node.path}`
    : `${reason.from} waits for ${reason.to}`;
}
