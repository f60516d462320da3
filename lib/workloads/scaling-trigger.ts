/** Number outside of a cluster that sets the number of replicas, as a trigger of KEDA that signs in by workload identity. */
export interface ScalingTrigger {
  /** Type of the trigger, such as `prometheus`. */
  readonly trigger: string;
  /** Part of the number for each replica. */
  readonly perReplica: number;
  /** Metadata of the trigger. */
  readonly metadata: Readonly<Record<string, string>>;
}
