import { count } from '../host/count';
import { type FoundResource } from '../io/imports';
import { oneLine } from '../io/printable';

const HEADINGS: Readonly<Record<FoundResource['status'], string>> = {
  found: 'In Azure, to be imported',
  missing: 'Not in Azure',
  'taken-over': 'Cannot be imported; azurerm takes over what is there when it creates it',
  unknown: 'No id could be worked out; give it with --map ADDRESS=ID where the resource exists',
};

/**
 * Description of the resources that are in no state, for each stage: those that Azure has, with their ids, then the others.
 *
 * @param subscription subscription that ids leave out, as the heading of the run has it
 */
export function importsText(resources: readonly FoundResource[], subscription = ''): string {
  const prefix = `/subscriptions/${subscription}/`;
  const stages = [...new Set(resources.map(({ stage }) => stage))];
  const sections = stages.map((name) =>
    stageText(
      name,
      resources.filter(({ stage }) => stage === name),
      prefix,
    ),
  );
  return [...sections, summaryOf(resources)].join('\n\n');
}

function stageText(name: string, resources: readonly FoundResource[], prefix: string): string {
  const statuses = ['found', 'missing', 'taken-over', 'unknown'] as const;
  const parts = statuses.flatMap((status) => {
    const own = resources.filter((each) => each.status === status);
    return own.length === 0 ? [] : [`  ${HEADINGS[status]}:`, ...own.flatMap((each) => linesOf(each, prefix))];
  });
  return [`${name}:`, ...parts].join('\n');
}

function linesOf({ address, status, id = '', why }: FoundResource, prefix: string): string[] {
  const shortId = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  const detail = status === 'found' ? shortId : why;
  return [`    ${oneLine(address)}`, ...(detail === undefined ? [] : [`      ${oneLine(detail)}`])];
}

function summaryOf(resources: readonly FoundResource[]): string {
  if (resources.length === 0) {
    return 'All resources of the code are in the states.';
  }
  const number = (status: FoundResource['status']) => resources.filter((each) => each.status === status).length;
  const unknown = number('unknown');
  const takenOver = number('taken-over');
  const others = [
    ...(takenOver === 0 ? [] : [`, ${takenOver} to be taken over`]),
    ...(unknown === 0 ? [] : [`, ${unknown} without a known id`]),
  ].join('');
  return `${count(resources.length, 'resource')} not in a state: ${number('found')} found in Azure, ${number('missing')} not there${others}.`;
}
