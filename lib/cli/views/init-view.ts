import { type InitResult } from '../../toolkit/io/results';
import { joined } from '../layout';
import { shellWord } from '../../toolkit/host/shell-word';

/**
 * Text of what `init` wrote, kept and left to the user.
 *
 * @param place directory as the user named it; undefined for the current one
 */
export function formatInit(result: InitResult, place?: string): string {
  const { files, added, kept, keptEntries, unignored } = result;
  const additions = Object.entries(added ?? {}).filter(([, names]) => names.length > 0);
  const steps = [
    ...(place === undefined ? [] : [`cd ${shellWord(place)}`]),
    'npm install',
    'npm test',
    'npx azstage synth',
  ];
  return joined([
    `Wrote ${files.join(', ')}`,
    ...additions.map(([section, names]) => `Added to package.json, ${section}: ${names.join(', ')}`),
    ...(kept.length === 0 ? [] : [`Kept as they are: ${kept.join(', ')}`]),
    ...keptEntries.map((entry) => `Kept in package.json: ${entry}`),
    ...(unignored.length === 0
      ? []
      : [`Add to .gitignore, as these hold secrets or can be generated: ${unignored.join(' ')}`]),
    `Next: ${steps.join(' && ')}`,
  ]);
}
