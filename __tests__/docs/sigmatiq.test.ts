import * as system from '../../stacks/sigmatiq';
import { sigmatiqParameters } from '../../stacks/sigmatiq/parameters';
import { testSystemPage } from '../helpers/system-page-contract';

testSystemPage({
  name: 'sigmatiq',
  system,
  today: '2026-11-21',
  environments: ['beta', 'prod'],
  files: ['beta'],
  parameters: sigmatiqParameters.names,
  budgets: ['beta', 'prod'],
});
