import { didYouMean, quote } from '../../errors';
import { type StageUnit } from '../unit/stage-unit';
import { ToolkitError } from '../toolkit-error';

/**
 * Refuses addresses whose loss of data was allowed and that no stage has, in its code or its state: a typing error would allow nothing, or later
 * something else.
 *
 * @param allowed addresses, or `stage/address`
 * @throws ToolkitError
 */
export async function refuseUnknownLosses(units: readonly StageUnit[], allowed: readonly string[] = []): Promise<void> {
  if (allowed.length === 0) {
    return;
  }
  const addresses = await Promise.all(units.map((unit) => addressesOf(unit)));
  if (addresses.includes(undefined)) {
    // A state that cannot be read may have any address; its stage is refused anyway.
    return;
  }
  const known = units.flatMap(({ name }, index) =>
    (addresses[index] ?? []).flatMap((address) => [address, `${name}/${address}`]),
  );
  const unknown = allowed.filter((address) => !known.includes(address));
  if (unknown.length > 0) {
    throw new ToolkitError(
      'USAGE',
      unknown.map((address) => `--allow-data-loss: there is no resource ${quote(address)}.`).join('\n'),
      [
        ...new Set(unknown.flatMap((address) => didYouMean(address, known) ?? [])),
        'Give the address as the plan shows it, in quotes, or with its stage: stage-data/azurerm_storage_account.docs.',
      ].join(' '),
    );
  }
}

/** Addresses of the resources of a stage, in its code and in its state; undefined when its state cannot be read. */
async function addressesOf(unit: StageUnit): Promise<readonly string[] | undefined> {
  try {
    const state = await unit.state();
    const { resource = {} } = unit.stage.template;
    const inCode = Object.entries(resource).flatMap(([type, named]) =>
      Object.keys(named).map((name) => `${type}.${name}`),
    );
    return [...inCode, ...(state?.addresses ?? [])];
  } catch (error) {
    if (error instanceof ToolkitError) {
      return undefined;
    }
    throw error;
  }
}
