import { ContainerAppJob as ContainerAppJobResource } from '@cdktf/provider-azurerm/lib/container-app-job';
import { type Construct, type IConstruct } from 'constructs';
import { type Checks } from '../checks';
import { place } from '../placement';
import { addCheck } from '../stage-check';
import { ContainerWorkload, type ContainerWorkloadProps } from './container-workload';
import { JobTrigger } from './job-trigger';

/** A job in containers. */
export interface IContainerAppJob extends IConstruct {
  readonly jobId: string;
  readonly jobName: string;
}

export interface ContainerAppJobProps extends ContainerWorkloadProps {
  /** Trigger of its executions. @default JobTrigger.manual() */
  readonly trigger?: JobTrigger;
  /** Seconds that a replica may take. @default 1800 */
  readonly replicaTimeoutSeconds?: number;
  /** Number of retries of a failed replica. @default 0 */
  readonly replicaRetryLimit?: number;
}

/**
 * A job in containers that runs to its end: started manually, on a schedule, or by events.
 *
 * As a {@link ContainerApp} it signs in as an identity of its own, which gets every grant before the job is made, and its secrets
 * stay in the key vault.
 */
export class ContainerAppJob extends ContainerWorkload implements IContainerAppJob {
  public readonly jobId: string;
  public readonly jobName: string;

  constructor(scope: Construct, id: string, props: ContainerAppJobProps) {
    const trigger = props.trigger ?? JobTrigger.manual();
    super(scope, id, props, { check: (checks) => checkJob(checks, trigger, props) });
    const resource = new ContainerAppJobResource(this, 'Resource', {
      ...place(this, 'azurerm_container_app_job', props),
      ...this.renderShared(),
      ...trigger.render(),
      location: props.environment.location,
      replicaTimeoutInSeconds: props.replicaTimeoutSeconds ?? 1800,
      replicaRetryLimit: props.replicaRetryLimit ?? 0,
      template: this.renderTemplate(),
    });
    this.settle(resource, { path: 'event_trigger_config.scale.0.rules', sinceMinor: 73 }, trigger.rules);
    addCheck(this, 'job', resource);
    this.jobId = resource.id;
    this.jobName = resource.name;
  }
}

/** Source: azurerm internal/services/containerapps/container_app_job_resource.go. */
function checkJob(checks: Checks, trigger: JobTrigger, props: ContainerAppJobProps): void {
  checks
    .wholeNumber('replicaTimeoutSeconds', props.replicaTimeoutSeconds, 1, Number.MAX_SAFE_INTEGER)
    .wholeNumber('replicaRetryLimit', props.replicaRetryLimit, 0, Number.MAX_SAFE_INTEGER);
  trigger.check(checks, Object.keys(props.secrets ?? {}));
}
