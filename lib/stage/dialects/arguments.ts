import { type ArgumentChange, type Arguments, pathOf, type TypeRule } from './dialect';

/**
 * Writes the arguments of a resource or data source in a dialect.
 *
 * What is in the dialect already stays, so that bindings of a newer azurerm can be mixed with these.
 *
 * @throws ValueError for what the dialect cannot say
 */
export function argumentsByRule({ changes = [], rewrite }: TypeRule, args: Arguments): Arguments {
  const rewritten = rewrite === undefined ? args : rewrite(args);
  const changed = changes.reduce((known, change) => withChange(known, change, pathOf(change).blocks), rewritten);
  return changed['lifecycle'] === undefined ? changed : { ...changed, ...withLifecycle(changed, changes) };
}

/** The arguments of every block of a name, of those that Terraform makes in a loop (`dynamic`) too. */
export function mapBlocks(args: Arguments, name: string, map: (block: Arguments) => Arguments): Arguments {
  const loop = (args['dynamic'] as Readonly<Record<string, Arguments>> | undefined)?.[name];
  return {
    ...args,
    ...(args[name] === undefined ? {} : { [name]: mapEach(args[name], map) }),
    ...(loop === undefined
      ? {}
      : {
          dynamic: {
            ...(args['dynamic'] as Arguments),
            [name]: { ...loop, content: mapEach(loop['content'], map) },
          },
        }),
  };
}

function mapEach(blocks: unknown, map: (block: Arguments) => Arguments): unknown {
  if (Array.isArray(blocks)) {
    return blocks.map((block) => mapEach(block, map));
  }
  return typeof blocks === 'object' && blocks !== null ? map(blocks as Arguments) : blocks;
}

function withChange(args: Arguments, change: ArgumentChange, [block, ...inner]: readonly string[]): Arguments {
  if (block !== undefined) {
    return mapBlocks(args, block, (each) => withChange(each, change, inner));
  }
  const { name } = pathOf(change);
  const { [name]: value, ...others } = args;
  const { to, write = (same: unknown) => same } = change;
  return value === undefined ? args : { ...others, [to]: write(value) };
}

/** `ignore_changes` has names without the resource, such as `service_endpoints` or `georeplications[0].tags`. */
function withLifecycle({ lifecycle }: Arguments, changes: readonly ArgumentChange[]): Arguments {
  const settings = lifecycle as Arguments;
  const ignored = settings['ignore_changes'];
  if (!Array.isArray(ignored)) {
    return {};
  }
  const renamed = ignored.map((entry: unknown) => (typeof entry === 'string' ? renamedEntry(entry, changes) : entry));
  return { lifecycle: { ...settings, ignore_changes: [...new Set(renamed)] } };
}

function renamedEntry(entry: string, changes: readonly ArgumentChange[]): string {
  const names = entry.replace(/\[[^\]]*\]/g, '');
  const change = changes.find(({ from }) => from === names);
  return change === undefined ? entry : entry.replace(/[^.\]]+$/, change.to);
}
