import { TerraformResource, type TerraformStack } from 'cdktf';
import facts from '../facts/writes.json';
import { type StageWrite } from '../manifest/app-metadata';
import { attributesReadBy, type AttributeReference, rendered } from './attribute-reference';
import { ElementIndex } from './element-index';

/** An argument by which a resource names another one that it writes to. */
interface WritingArgument {
  /** With dots where it is in a block. */
  readonly argument: string;
  /** Whether the other one refuses a second write meanwhile. */
  readonly exclusive: boolean;
}

/** One write: who, where to. */
interface Write {
  readonly target: AttributeReference;
  readonly exclusive: boolean;
  readonly writer: string;
}

/**
 * Finds the writes of a stack to resources of other stacks.
 *
 * A write to a part of a service, such as a subnet, is a write to the service where the service accepts one write at a time.
 *
 * @param stack all stacks of its app have been prepared
 */
export function writesOf(stack: TerraformStack): StageWrite[] {
  const writes = new Map<string, StageWrite>();
  const found = stack.node
    .findAll()
    .filter((child) => TerraformResource.isTerraformResource(child))
    .flatMap((resource) => writesOfResource(stack, resource));
  for (const { target, exclusive, writer } of found) {
    if (target.stack === stack) {
      continue;
    }
    const { address } = target;
    const stage = target.stack.node.id;
    const known = writes.get(`${stage} ${address}`);
    writes.set(`${stage} ${address}`, {
      stage,
      address,
      exclusive: exclusive || known?.exclusive === true,
      writers: [...new Set([...(known?.writers ?? []), writer])].sort(),
    });
  }
  return [...writes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, write]) => write);
}

function writesOfResource(stack: TerraformStack, resource: TerraformResource): Write[] {
  const kinds = (facts.types as Readonly<Record<string, readonly WritingArgument[]>>)[resource.terraformResourceType];
  if (kinds === undefined) {
    return [];
  }
  const args = argumentsOf(resource);
  const writer = addressOf(resource);
  return kinds.flatMap(({ argument, exclusive }) => {
    const [first = '', ...rest] = argument.split('.');
    return attributesReadBy(stack, valuesAt(rendered(stack, args[first]), rest)).map((target) => ({
      target: exclusive ? serviceOf(target) : target,
      exclusive,
      writer,
    }));
  });
}

/** The service that refuses a concurrent write: the resource, or the service that it is a part of. */
function serviceOf(part: AttributeReference): AttributeReference {
  const resource = resources.find(part.stack, part.address);
  const whole = resource && writesOfResource(part.stack, resource).find(({ exclusive }) => exclusive);
  return whole?.target ?? part;
}

const resources = new ElementIndex((child) => TerraformResource.isTerraformResource(child), addressOf);

function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

/** The arguments of a resource, not rendered: most of them write nothing. */
function argumentsOf(resource: TerraformResource): Readonly<Record<string, unknown>> {
  const json = resource.toTerraform() as {
    readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  };
  return json.resource[resource.terraformResourceType]?.[resource.friendlyUniqueId] ?? {};
}

/** The values at a path, in each block where there are several. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((each) => valuesAt(each, path));
  }
  const [first, ...rest] = path;
  if (first === undefined) {
    return [value];
  }
  return typeof value === 'object' && value !== null && first in value
    ? valuesAt((value as Readonly<Record<string, unknown>>)[first], rest)
    : [];
}
