/** Kind of what writes a log: a container app, a Container Apps job, or the pods of a Kubernetes cluster. */
export type LogKind = 'app' | 'job' | 'cluster';

/** Severity of a line of a log. */
export type LogSeverity = 'error' | 'warning' | 'info' | 'debug';

/** Line of a log. */
export interface LogLine {
  readonly stage: string;
  /** Name of the container app, the job or the cluster in Azure. */
  readonly app: string;
  readonly kind: LogKind;
  /** Time in ISO 8601, in UTC with seven decimals of a second; undefined where the line came without one. */
  readonly time?: string;
  /** Revision of a container app, or execution of a job. */
  readonly revision?: string;
  /** Replica of an app or a job; pod of a cluster. */
  readonly replica?: string;
  readonly container?: string;
  /** Namespace of a pod. */
  readonly namespace?: string;
  /** Severity as Azure has it, or as the line itself says; undefined where nothing says it. */
  readonly severity?: LogSeverity;
  /** Reason of an event of the system: `RevisionReady`. */
  readonly reason?: string;
  readonly message: string;
}
