import { type GraphNode } from '../io/results';
import { groupName } from './group-names';
import { merged } from './merged';

/** Maximum number of boxes in a picture. */
const MOST_BOXES = 60;

/** Maximum number of layers of a picture that would have more boxes. */
const LAYERS = 12;

/**
 * Merges each layer, or neighboring layers, if a picture would have more than 60 boxes. A stage is one layer below its lowest dependency, so that
 * the boxes have no cycles.
 *
 * @param nodes in deployment order
 */
export function foldLayers(nodes: readonly GraphNode[]): readonly GraphNode[] {
  if (nodes.length <= MOST_BOXES) {
    return nodes;
  }
  const layers = layersOf(nodes);
  const count = Math.max(...layers.values()) + 1;
  const isCoarse = count > LAYERS;
  const bands = new Map<string, { readonly names: string[]; readonly first: number; last: number }>();
  const layerOf = ({ name }: GraphNode) => layers.get(name) ?? 0;
  for (const node of nodes.toSorted((a, b) => layerOf(a) - layerOf(b))) {
    const { name, lifecycle = '' } = node;
    const layer = layerOf(node);
    // Stages of one layer are independent and can be divided by lifecycle; over several layers this could cause cycles.
    const band = isCoarse ? String(Math.floor((layer * LAYERS) / count)) : `${layer}/${lifecycle}`;
    const group = bands.get(band) ?? { names: [], first: layer, last: layer };
    group.names.push(name);
    group.last = layer;
    bands.set(band, group);
  }
  const groups = [...bands.values()];
  return merged(
    nodes,
    groups.map(({ names }) => names),
    (stages, index) => `${layersText(groups[index])}: ${groupName(stages)}`,
  );
}

function layersText(
  { first, last }: { readonly first: number; readonly last: number } = { first: 0, last: 0 },
): string {
  return first === last ? `layer ${first + 1}` : `layers ${first + 1}-${last + 1}`;
}

/** Length of the longest path to each node. */
export function layersOf(nodes: readonly GraphNode[]): ReadonlyMap<string, number> {
  const layers = new Map<string, number>();
  for (const { name, dependencies } of nodes) {
    layers.set(
      name,
      dependencies.reduce((layer, needed) => Math.max(layer, (layers.get(needed) ?? 0) + 1), 0),
    );
  }
  return layers;
}
