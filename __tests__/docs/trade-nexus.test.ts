import * as system from '../../stacks/trade-nexus';
import { tradeNexusParameters } from '../../stacks/trade-nexus/parameters';
import { testSystemPage } from '../helpers/system-page-contract';

testSystemPage({
  name: 'trade-nexus',
  system,
  today: '2026-11-01',
  environments: ['dev'],
  parameters: tradeNexusParameters.names,
  complete: { knowledgeBase: 'postgresql' },
});
