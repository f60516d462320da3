/** Source of the app of a new project. */
export const MAIN = `import { StagedApp } from 'azstage';
import { parameters } from './parameters';
import { DataStage } from './stages/data-stage';
import { FoundationStage } from './stages/foundation-stage';

const app = new StagedApp({ name: '<name>' });
const { containers, logRetentionDays } = app.readParameters(parameters);
const foundation = new FoundationStage(app, 'stage-foundation', { logRetentionDays });
new DataStage(app, 'stage-data', { foundation, containers });
app.synth();
`;

export const PARAMETERS = `import { ParameterSet } from 'azstage';
import { z } from 'zod';

/** Parameters of the system; each environment sets them in environments/<name>.json, under "parameters". */
export const parameters = new ParameterSet({
  shape: {
    logRetentionDays: z.int().min(30).max(730).default(30).describe('Days for which logs are kept'),
    containers: z.array(z.string()).min(1).default(['incoming']).describe('Containers for documents'),
  },
});
`;

export const FOUNDATION = `import { LogAnalyticsWorkspace, Stage, type StagedApp, StageLifecycle } from 'azstage';

export interface FoundationStageProps {
  readonly logRetentionDays: number;
}

/** Resources that all other stages share. */
export class FoundationStage extends Stage {
  public readonly workspace: LogAnalyticsWorkspace;

  constructor(app: StagedApp, id: string, props: FoundationStageProps) {
    super(app, id, {
      title: 'Foundation',
      purpose: 'Logs that all other stages write to.',
      lifecycle: StageLifecycle.PERMANENT,
    });
    this.workspace = new LogAnalyticsWorkspace(this, 'Workspace', { retentionDays: props.logRetentionDays });
  }
}
`;

export const DATA = `import { Stage, type StagedApp, StorageAccount } from 'azstage';
import { type FoundationStage } from './foundation-stage';

export interface DataStageProps {
  readonly foundation: FoundationStage;
  readonly containers: string[];
}

/** Storage for documents. */
export class DataStage extends Stage {
  constructor(app: StagedApp, id: string, props: DataStageProps) {
    super(app, id, {
      title: 'Data',
      purpose: 'Storage for documents.',
      upstream: [props.foundation],
    });
    new StorageAccount(this, 'Documents', { containers: props.containers });
  }
}
`;

export const TEST = `import { azstageMatchers, testApp } from 'azstage/testing';
import { DataStage } from '../stages/data-stage';
import { FoundationStage } from '../stages/foundation-stage';

expect.extend(azstageMatchers);

const app = testApp();
const foundation = new FoundationStage(app, 'stage-foundation', { logRetentionDays: 90 });
const data = new DataStage(app, 'stage-data', { foundation, containers: ['incoming', 'archive'] });

test('logs are kept for as long as the parameter says', () => {
  expect(foundation).toHaveResource('azurerm_log_analytics_workspace', { retention_in_days: 90 });
});

test('documents are in private containers', () => {
  expect(data).toHaveResourceCount('azurerm_storage_container', 2);
  expect(data).toHaveResource('azurerm_storage_container', { name: 'archive', container_access_type: 'private' });
});

test('the account accepts no keys', () => {
  expect(data).toHaveResource('azurerm_storage_account', { shared_access_key_enabled: false });
});
`;
