import { type ContainerAppJobConfig } from '@cdktf/provider-azurerm/lib/container-app-job';
import { Token } from 'cdktf';
import { CronExpression } from '../../values/cron-expression';
import { type Checks } from '../checks';
import { checkScaling, type Scaling } from './scaling';

/** Number of replicas in one execution of a job. */
export interface JobTriggerOptions {
  /** Replicas that run at the same time. @default 1 */
  readonly parallelism?: number;
  /** Replicas that must succeed; no more than run. @default all that run */
  readonly replicaCompletionCount?: number;
}

export interface EventTriggerOptions extends JobTriggerOptions {
  /** Scale rules: queues and other scalers of KEDA. */
  readonly rules: readonly Scaling[];
  /** Minimum number of executions. @default 0 */
  readonly minExecutions?: number;
  /** Executions at most between two looks. @default 100 */
  readonly maxExecutions?: number;
  /** Seconds between looks. @default 30 */
  readonly pollingIntervalSeconds?: number;
}

/**
 * Trigger of a job. Changing it to another kind replaces the job.
 */
export class JobTrigger {
  /** Somebody, or a pipeline: `az containerapp job start`. */
  public static manual(options: JobTriggerOptions = {}): JobTrigger {
    return new JobTrigger('manual', options);
  }

  /**
   * The time, in UTC.
   *
   * @param cron five fields: minute, hour, day of the month, month, day of the week; `0 6 * * MON-FRI`
   */
  public static schedule(cron: string, options: JobTriggerOptions = {}): JobTrigger {
    return new JobTrigger('schedule', options, cron);
  }

  /** Work that waits, such as messages in a queue. */
  public static event(options: EventTriggerOptions): JobTrigger {
    return new JobTrigger('event', options, undefined, options);
  }

  private constructor(
    private readonly kind: 'manual' | 'schedule' | 'event',
    private readonly replicas: JobTriggerOptions,
    private readonly cron?: string,
    private readonly events?: EventTriggerOptions,
  ) {}

  /** The rules of an event trigger. */
  public get rules(): readonly Scaling[] {
    return this.events?.rules ?? [];
  }

  /**
   * Notes what azurerm or Azure would refuse.
   *
   * Sources: azurerm internal/services/containerapps/container_app_job_resource.go and helpers/container_app_job.go;
   * learn.microsoft.com/azure/container-apps/jobs#advanced-job-configuration for the completion count.
   */
  public check(checks: Checks, secrets: readonly string[]): void {
    const { parallelism, replicaCompletionCount } = this.replicas;
    const { cron, events } = this;
    const most = Number.MAX_SAFE_INTEGER;
    checks
      .wholeNumber('trigger.parallelism', parallelism, 1, most)
      .wholeNumber('trigger.replicaCompletionCount', replicaCompletionCount, 1, parallelism ?? 1)
      .wholeNumber('trigger.minExecutions', events?.minExecutions, 0, events?.maxExecutions ?? 100)
      .wholeNumber('trigger.maxExecutions', events?.maxExecutions, 1, most)
      .wholeNumber('trigger.pollingIntervalSeconds', events?.pollingIntervalSeconds, 1, most);
    if (cron !== undefined && !Token.isUnresolved(cron)) {
      checks.value('trigger', () => CronExpression.parse(cron));
    }
    if (events !== undefined) {
      const own = events.rules.find((rule) => rule.concurrency !== undefined)?.name;
      checks
        .that('trigger.rules', events.rules, events.rules.length > 0, 'at least one rule')
        .that('trigger.rules', own, false, 'rules of KEDA: a job has no requests to count');
      checkScaling(checks, events.rules, secrets);
    }
  }

  /** The trigger block. The rules of an event trigger are added to its `scale` by the job. */
  public render(): Pick<ContainerAppJobConfig, 'manualTriggerConfig' | 'scheduleTriggerConfig' | 'eventTriggerConfig'> {
    const parallelism = this.replicas.parallelism ?? 1;
    const replicas = { parallelism, replicaCompletionCount: this.replicas.replicaCompletionCount ?? parallelism };
    switch (this.kind) {
      case 'manual':
        return { manualTriggerConfig: replicas };
      case 'schedule':
        return { scheduleTriggerConfig: { ...replicas, cronExpression: this.cron ?? '' } };
      case 'event':
        return { eventTriggerConfig: { ...replicas, scale: [this.scale()] } };
    }
  }

  private scale() {
    return {
      minExecutions: this.events?.minExecutions ?? 0,
      maxExecutions: this.events?.maxExecutions ?? 100,
      pollingIntervalInSeconds: this.events?.pollingIntervalSeconds ?? 30,
    };
  }
}
