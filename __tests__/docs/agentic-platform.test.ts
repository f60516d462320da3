import path from 'node:path';
import * as system from '../../stacks/agentic-platform';
import { agenticPlatformParameters } from '../../stacks/agentic-platform/parameters';
import { testSystemPage } from '../helpers/system-page-contract';

/** Stages of a further region that are like those of the primary one, and those of other tenants. */
const ALIKE = /^(southeastasia-|westeurope-(cluster|platform|tenants)$|tenant-acme$)/;

testSystemPage({
  name: 'agentic-platform',
  system,
  today: '2026-11-01',
  environments: ['dev', 'prod'],
  parameters: agenticPlatformParameters.names,
  complete: {
    phase: 'global',
    domain: 'platform.example.com',
    gitRepository: 'https://github.com/example/clusters',
  },
  tenants: path.join(__dirname, '../fixtures/platform-tenants'),
  insideNetwork: ['eastus-tenants'],
  isDocumented: (stage) => !ALIKE.test(stage),
});
