import { didYouMean, quote } from '../../errors';
import { ToolkitError } from '../toolkit-error';
import { type StageUnit } from './stage-unit';

/** Import id that the user gave for a resource. */
export interface ImportMapping {
  readonly unit: StageUnit;
  readonly address: string;
  readonly id: string;
}

/** `address=id` or `stage/address=id`; an index of the address may have an equals sign. */
const MAPPING = /^(?:(?<stage>[^/="[\]]+)\/)?(?<address>[^=/"[\]]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?)=(?<id>.+)$/s;

const FORM =
  'Give the address as the plan shows it, and the import id of the type: --map azurerm_resource_group.Group=/subscriptions/...';

/**
 * Import ids that the user gave for resources of stages.
 *
 * @param texts `address=id`, or `stage/address=id`
 * @throws ToolkitError when there is no such resource, or it is in the state already
 */
export async function importMappings(units: readonly StageUnit[], texts: readonly string[]): Promise<ImportMapping[]> {
  const mappings: ImportMapping[] = [];
  for (const text of texts) {
    const { stage, address = '', id = '' } = MAPPING.exec(text)?.groups ?? {};
    const block = withoutIndex(address);
    if (stage !== undefined && !units.some(({ name }) => name === stage)) {
      throw new ToolkitError('USAGE', `--map: ${stage} is not one of the selected stages.`, FORM);
    }
    const owners = units.filter(
      (unit) => (stage === undefined || unit.name === stage) && blocksOf(unit).includes(block),
    );
    const [unit] = owners;
    if (unit === undefined || owners.length > 1) {
      throw new ToolkitError('USAGE', problemOf(text, address, units, owners), FORM);
    }
    if ((await unit.state())?.addresses.includes(address) === true) {
      throw new ToolkitError('USAGE', `--map: ${address} is in the state of ${unit.name} already.`);
    }
    mappings.push({ unit, address, id });
  }
  return mappings;
}

/** Address of the block of an instance: `azurerm_subnet.App` of `azurerm_subnet.App["a"]`. */
export function withoutIndex(address: string): string {
  return address.split('[', 1)[0] ?? address;
}

/** Addresses of the resources in the code of a stage, without an index. */
export function blocksOf({ stage }: StageUnit): string[] {
  return Object.entries(stage.template.resource ?? {}).flatMap(([type, named]) =>
    Object.keys(named).map((name) => `${type}.${name}`),
  );
}

function problemOf(text: string, address: string, units: readonly StageUnit[], owners: readonly StageUnit[]): string {
  if (address === '') {
    return `--map: got ${quote(text)}. Allowed: address=id.`;
  }
  if (owners.length > 1) {
    const names = owners.map(({ name }) => `${name}/${address}`);
    return `--map: several stages have ${address}: name one of ${names.join(', ')}.`;
  }
  const near = didYouMean(address, units.flatMap(blocksOf));
  return `--map: there is no resource ${quote(address)} in the selected stages.${near === undefined ? '' : ` ${near}`}`;
}
