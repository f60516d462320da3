import os from 'node:os';
import path from 'node:path';
import { TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { type GeneratorValue } from 'fast-check';
import fc from 'fast-check';
import { movedFrom, Stage, StagedApp } from '../../lib';
import { type FakeStage } from './test-project';

/** Construct in a tree of random shape: its id, those that it had, and whether it is a resource. */
export interface TreeNode {
  readonly id: string;
  /** Ids that it had before, the oldest first. */
  readonly earlier: readonly string[];
  /** Value of its resource; a construct without one has children. */
  readonly value?: string;
  readonly children: readonly TreeNode[];
}

/** A resource of Terraform itself, which needs no provider. */
export class TerraformData extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly input: string,
  ) {
    super(scope, id, { terraformResourceType: 'terraform_data' });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: this.input };
  }
}

/** Tree of one to three levels with up to eight resources, all of different values that begin with a name. */
export function randomTree(g: GeneratorValue, name = 'value'): TreeNode[] {
  let count = 0;
  const level = (depth: number): TreeNode[] =>
    Array.from({ length: g(fc.integer, { min: 1, max: 2 }) }, (_, index) => {
      const id = `${g(fc.constantFrom, 'Cache', 'Data', 'e', 'Resource', 'a_b')}${depth}${index}`;
      const isResource = depth === 3 || g(fc.boolean);
      count += 1;
      return {
        id,
        earlier: [],
        value: isResource ? `${name} ${count}` : undefined,
        children: isResource ? [] : level(depth + 1),
      };
    });
  return level(1);
}

/** The same tree after some of its constructs were renamed. */
export function renamedTree(g: GeneratorValue, nodes: readonly TreeNode[]): TreeNode[] {
  return nodes.map((node) => {
    const children = renamedTree(g, node.children);
    return g(fc.boolean)
      ? { ...node, id: `${node.id}New`, earlier: [...node.earlier, node.id], children }
      : { ...node, children };
  });
}

/** The stage of the fake app with the Terraform JSON of a tree in a real stage. */
export function stageOfTree(nodes: readonly TreeNode[]): FakeStage {
  const app = new StagedApp({ name: 'shop', env: {}, outdir: path.join(os.tmpdir(), 'azstage-refactoring') });
  const stage = new Stage(app, 'stage-data', { title: 'Data', purpose: 'Data.' });
  add(stage, nodes, []);
  const { resource, moved } = stage.toTerraform() as {
    readonly resource: { readonly terraform_data: Readonly<Record<string, object>> };
    readonly moved?: unknown;
  };
  const resources = Object.entries(resource.terraform_data).map(
    ([name, body]) => [`terraform_data.${name}`, body] as const,
  );
  return { resources: Object.fromEntries(resources), more: moved === undefined ? {} : { moved } };
}

function add(scope: Construct, nodes: readonly TreeNode[], path: readonly string[]): void {
  for (const { id, earlier, value, children } of nodes) {
    const construct = value === undefined ? new Construct(scope, id) : new TerraformData(scope, id, value);
    earlier.forEach((before) => movedFrom(construct, [...path, before].join('/')));
    add(construct, children, [...path, id]);
  }
}
