import { sha256 } from '../host/sha256';
import { blocksOf } from './references';
import { type TerraformJson } from '../assembly/stage-artifact';

/** Prefix of the name of an output, as in the address of a resource. */
export const OUTPUT = 'output.';

/** Length of a digest: sufficient to distinguish versions of one block. */
const LENGTH = 12;

/** Digests of the blocks and outputs of a root module, by address, without the metadata of synth. */
export function blockDigests(template: TerraformJson): Readonly<Record<string, string>> {
  const outputs = Object.entries(template.output ?? {}).map(([name, block]) => [`${OUTPUT}${name}`, block] as const);
  const withoutNotes = (key: string, value: unknown) => (key === '//' ? undefined : value);
  return Object.fromEntries(
    [...blocksOf(template), ...outputs].map(([address, block]) => [
      address,
      sha256(JSON.stringify(block, withoutNotes)).slice(0, LENGTH),
    ]),
  );
}

/** Addresses of the blocks that differ. */
export function differingBlocks(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const addresses = [...Object.keys(before), ...Object.keys(now)];
  return new Set(addresses.filter((address) => before[address] !== now[address]));
}
