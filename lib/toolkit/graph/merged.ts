import { type DeploymentStatus, type GraphNode } from '../io/results';
import { rangeName } from './group-names';

/**
 * Merges each group of nodes into one node.
 *
 * @param nodes in deployment order
 * @param groups names; every node is in one, and the groups have no cycles
 */
export function merged(
  nodes: readonly GraphNode[],
  groups: readonly (readonly string[])[],
  nameOf: (stages: readonly string[], group: number) => string,
): readonly GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const taken = new Set(nodes.map(({ name }) => name));
  const newNames = new Map<string, string>();
  const made = groups.map((names, index) => {
    const members = names.flatMap((name) => byName.get(name) ?? []);
    const [only, second] = members;
    const node =
      only !== undefined && second === undefined ? only : groupOf(members, (stages) => nameOf(stages, index), taken);
    names.forEach((name) => newNames.set(name, node.name));
    return node;
  });
  return made.map((node) => {
    const dependencies = new Set(node.dependencies.flatMap((name) => newNames.get(name) ?? []));
    dependencies.delete(node.name);
    return { ...node, dependencies: [...dependencies] };
  });
}

function groupOf(
  members: readonly GraphNode[],
  nameOf: (stages: readonly string[]) => string,
  taken: Set<string>,
): GraphNode {
  const stages = members.flatMap((node) => node.stages ?? [node.name]);
  const inOrderOfNames = stages.toSorted();
  const counted = (name: string) => `${name} (${stages.length} stages)`;
  const short = counted(nameOf(inOrderOfNames));
  let name = taken.has(short) ? counted(rangeName(inOrderOfNames)) : short;
  while (taken.has(name)) {
    name += ' …';
  }
  taken.add(name);
  const lifecycles = new Set(members.map(({ lifecycle }) => lifecycle));
  return {
    name,
    dependencies: members.flatMap(({ dependencies }) => dependencies),
    stages,
    lifecycle: lifecycles.size === 1 ? members[0]?.lifecycle : undefined,
    statuses: sum(members),
  };
}

function sum(members: readonly GraphNode[]): GraphNode['statuses'] {
  if (members.every(({ statuses }) => statuses === undefined)) {
    return undefined;
  }
  const counts: Partial<Record<DeploymentStatus, number>> = {};
  for (const { statuses = {} } of members) {
    for (const [status, count] of Object.entries(statuses) as [DeploymentStatus, number][]) {
      counts[status] = (counts[status] ?? 0) + count;
    }
  }
  return counts;
}
