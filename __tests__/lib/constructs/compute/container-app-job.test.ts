import { ContainerAppEnvironment } from '../../../../lib/constructs/compute/container-app-environment';
import { ContainerAppJob, type ContainerAppJobProps } from '../../../../lib/constructs/compute/container-app-job';
import { JobTrigger } from '../../../../lib/constructs/compute/job-trigger';
import { Scaling } from '../../../../lib/constructs/compute/scaling';
import { StorageAccount } from '../../../../lib/constructs/data/storage-account';
import { type Stage } from '../../../../lib/stage/stage';
import { type RenderedResource, RenderedStage, testStage } from '../../../../lib/testing';

function addJob(stage: Stage, props: Partial<ContainerAppJobProps> = {}): ContainerAppJob {
  const environment = new ContainerAppEnvironment(stage, 'ContainerAppEnvironment', { location: 'westeurope' });
  return new ContainerAppJob(stage, 'Ingest', { environment, image: 'ghcr.io/team/ingest:1.0', ...props });
}

function rendered(props: Partial<ContainerAppJobProps> = {}): RenderedResource {
  const stage = testStage();
  addJob(stage, props);
  return RenderedStage.of(stage).resource('azurerm_container_app_job');
}

test('by default a job is started by hand, once, in the region of its environment', () => {
  expect(rendered()).toMatchObject({
    name: 'caj-demo-dev-ingest',
    location: 'westeurope',
    manual_trigger_config: { parallelism: 1, replica_completion_count: 1 },
    replica_timeout_in_seconds: 1800,
    replica_retry_limit: 0,
    workload_profile_name: 'Consumption',
    identity: { type: 'UserAssigned' },
    template: { container: [{ name: 'ingest', image: 'ghcr.io/team/ingest:1.0', cpu: 0.5, memory: '1Gi' }] },
  });
});

test('a job has no probes: nothing asks it', () => {
  expect(JSON.stringify(rendered())).not.toContain('probe');
});

test('a schedule runs in UTC, and all replicas must succeed by default', () => {
  const job = rendered({ trigger: JobTrigger.schedule('0 6 * * MON-FRI', { parallelism: 3 }) });
  expect(job).toMatchObject({
    schedule_trigger_config: { cron_expression: '0 6 * * MON-FRI', parallelism: 3, replica_completion_count: 3 },
  });
  expect(job).not.toHaveProperty('manual_trigger_config');
});

test('a queue starts executions, and the scaler signs in as the identity of the job', () => {
  const stage = testStage();
  const account = new StorageAccount(stage, 'Documents');
  addJob(stage, {
    trigger: JobTrigger.event({
      rules: [Scaling.queue({ account, queueName: 'filings', queueLength: 1 })],
      maxExecutions: 10,
    }),
    replicaTimeoutSeconds: 600,
    replicaRetryLimit: 2,
  });
  const job = RenderedStage.of(stage).resource('azurerm_container_app_job');
  expect(job).toMatchObject({
    replica_timeout_in_seconds: 600,
    replica_retry_limit: 2,
    event_trigger_config: {
      scale: [
        {
          min_executions: 0,
          max_executions: 10,
          polling_interval_in_seconds: 30,
          rules: [
            {
              name: 'queue',
              custom_rule_type: 'azure-queue',
              metadata: { queueName: 'filings', queueLength: '1' },
              identity_id: expect.stringContaining('azurerm_user_assigned_identity'),
            },
          ],
        },
      ],
    },
  });
  // 4.69 takes the argument in a job too, and forgets it.
  expect(stage.context.azurermMinor).toBe(73);
  expect(job['depends_on']).toEqual([expect.stringContaining('StorageQueueDataReader')]);
});

test('a job is connected as an app is', () => {
  const stage = testStage();
  const job = addJob(stage);
  job.connectTo(new StorageAccount(stage, 'Documents'));
  const resource = RenderedStage.of(stage).resource('azurerm_container_app_job');
  expect(JSON.stringify(resource['template'])).toContain('AZURE_STORAGE_BLOB_ENDPOINT');
  expect(resource['depends_on']).toEqual([expect.stringContaining('azurerm_role_assignment')]);
});

describe('bad input', () => {
  test('every problem is reported at once, those of the container included', () => {
    expect(() =>
      rendered({
        image: 'Ingest:1',
        trigger: JobTrigger.schedule('0 0 6 * * *', { parallelism: 1, replicaCompletionCount: 2 }),
        replicaTimeoutSeconds: 0,
        replicaRetryLimit: -1,
      }),
    ).toThrow(
      /replicaTimeoutSeconds: got 0.*\n.*replicaRetryLimit: got -1.*\n.*replicaCompletionCount: got 2\. Allowed: a whole number from 1 to 1\.\n.*trigger: "0 0 6 \* \* \*" has 6 fields.*\n.*image: "Ingest:1"/,
    );
  });

  test('an event trigger needs rules, and those of KEDA', () => {
    expect(() => rendered({ trigger: JobTrigger.event({ rules: [] }) })).toThrow(
      'trigger.rules: got []. Allowed: at least one rule',
    );
    expect(() => rendered({ trigger: JobTrigger.event({ rules: [Scaling.http()] }) })).toThrow(
      'a job has no requests to count',
    );
  });

  test('executions at least are no more than those at most', () => {
    const rules = [Scaling.custom({ name: 'bus', type: 'azure-servicebus', metadata: {} })];
    expect(() => rendered({ trigger: JobTrigger.event({ rules, minExecutions: 5, maxExecutions: 2 }) })).toThrow(
      'trigger.minExecutions: got 5. Allowed: a whole number from 0 to 2.',
    );
  });
});
