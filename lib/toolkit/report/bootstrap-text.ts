import { count } from '../host/count';
import { type BootstrapPart, type BootstrapResult } from '../io/bootstrap-result';
import { oneLine } from '../io/printable';

const HEADINGS: readonly (readonly [BootstrapPart['status'], string])[] = [
  ['missing', 'To make'],
  ['incomplete', 'To complete'],
  ['present', 'There already'],
];

/** Description of the parts in Azure: those to make, those to complete, and those that are there; then the setting and the local states. */
export function bootstrapText({ parts, file, setting, backend, localStates }: BootstrapResult): string {
  const sections = HEADINGS.flatMap(([status, heading]) => {
    const own = parts.filter((part) => part.status === status);
    return own.length === 0 ? [] : [[`${heading}:`, ...own.flatMap(linesOf)]];
  });
  const place = oneLine(`${backend['storageAccountName'] ?? ''}/${backend['containerName'] ?? ''}`);
  const written = setting === 'present' ? [] : [['To write:', `  ${oneLine(file)}`, `    backend azurerm, ${place}`]];
  const states = localStates.map(
    ({ stage, file: place, resources }) => `  ${oneLine(stage)}: ${oneLine(place)} (${count(resources, 'resource')})`,
  );
  const local = states.length === 0 ? [] : [['Local states:', ...states]];
  return [...sections, ...written, ...local].map((lines) => lines.join('\n')).join('\n\n');
}

function linesOf({ kind, name, changes }: BootstrapPart): string[] {
  return [`  ${oneLine(`${kind} ${name}`)}`, ...changes.map((change) => `    ${oneLine(change)}`)];
}
