import facts from '../facts/policy-sources.json';

const NAMES = new Map([...Object.entries(facts.azurePolicy), ...Object.entries(facts.aprl)]);

/** Name of a definition of Azure Policy or of a recommendation of APRL, by its GUID. */
export function sourceName(id: string): string {
  return NAMES.get(id) ?? id;
}
