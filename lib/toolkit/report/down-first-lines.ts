import { type StageDownFirst } from '../io/run-result';
import { type PlannedChange } from '../terraform/terraform-events';

/**
 * One line for each stage that has to go down first: `replaces azurerm_subnet.Apps, which stage-apps uses: stage-apps has to go down first`.
 *
 * @param quote formats a name. @default unchanged
 */
export function downFirstLines(
  { standing }: StageDownFirst,
  quote: (name: string) => string = (name) => name,
): string[] {
  return standing.map(({ stage, on, down }) => {
    const names = down.map(quote).join(', ');
    const must = `${down.length === 1 ? 'has' : 'have'} to go down first`;
    return `${whatHappens(on, quote)}, which ${quote(stage)} uses: ${names} ${must}`;
  });
}

function whatHappens(on: readonly PlannedChange[], quote: (name: string) => string): string {
  const verbs = [
    ['replaces', on.filter(({ action }) => action === 'replace')],
    ['deletes', on.filter(({ action }) => action !== 'replace')],
  ] as const;
  return verbs
    .filter(([, changes]) => changes.length > 0)
    .map(([verb, changes]) => `${verb} ${changes.map(({ address }) => quote(address)).join(', ')}`)
    .join(' and ');
}
