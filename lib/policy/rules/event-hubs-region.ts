import { quote } from '../../errors';
import facts from '../../facts/regions.json';
import { type PolicyRule } from '../rule';

export const eventHubsRegion: PolicyRule = {
  id: 'AZS402',
  severity: 'note',
  title: 'Event Hubs are in a region with availability zones',
  why: 'A namespace is spread over zones by itself, in every region that has them.',
  help: 'Deploy to a region with availability zones; in azurerm, location.',
  sources: {
    url: 'https://learn.microsoft.com/azure/reliability/reliability-event-hubs',
    azurePolicy: ['ae243d87-5cf3-4dce-90bd-6d62be328de9'],
    waf: 'RE:05',
    aprl: ['84636c6c-b317-4722-b603-7b1ffc16384b'],
    checkov: ['CKV_AZURE_228'],
  },
  resourceTypes: ['azurerm_eventhub_namespace'],
  check: (namespace) => {
    const location = namespace.text('location');
    return location === undefined || hasZones(location)
      ? undefined
      : `location is ${quote(location)}; required: a region with availability zones`;
  },
};

function hasZones(location: string): boolean {
  const name = location.toLowerCase().replaceAll(' ', '');
  return facts.regions.some((region) => region.name === name && region.availabilityZones);
}
