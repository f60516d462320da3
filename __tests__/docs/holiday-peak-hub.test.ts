import * as system from '../../stacks/holiday-peak-hub';
import { holidayPeakHubParameters } from '../../stacks/holiday-peak-hub/parameters';
import { testSystemPage } from '../helpers/system-page-contract';

const AGENT = 'stage-agent-ecommerce-catalog-search';

testSystemPage({
  name: 'holiday-peak-hub',
  system,
  today: '2026-11-01',
  environments: ['dev', 'prod'],
  parameters: holidayPeakHubParameters.names,
  isDocumented: (stage) => stage === AGENT || !stage.startsWith('stage-agent-'),
});
