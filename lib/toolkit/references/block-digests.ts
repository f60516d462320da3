import { sha256 } from '../host/sha256';
import { blocksOf } from './references';
import { type TerraformJson } from '../assembly/stage-artifact';

/** Prefix of the name of an output, as in the address of a resource. */
export const OUTPUT = 'output.';

/** Characters of a digest: enough to tell two versions of one block apart. */
const LENGTH = 12;

/** Digests of the blocks and outputs of a root module, by address, without what synth notes of them. */
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
