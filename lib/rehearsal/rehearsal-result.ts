import {
  type RunResult,
  type StageChange,
  type StageError,
  type StageOutcome,
  type StageResult,
} from '../toolkit/io/run-result';

/** Steps of a rehearsal, in order. */
export const STEPS = ['deploy', 'plan', 'change', 'plan-after-change', 'down', 'redeploy', 'destroy'] as const;

/** Step of a rehearsal. */
export type StepName = (typeof STEPS)[number];

/** Step of a rehearsal with one stage. */
export interface RehearsedStep {
  readonly step: StepName;
  /** Whether the stage did what it should. */
  readonly held: boolean;
  readonly result: StageResult;
  /** What did not hold, or why nothing was done. */
  readonly reason?: string;
  readonly milliseconds: number;
  /** Changes of the resources, where the step is about them. */
  readonly changes?: readonly StageChange[];
  readonly errors?: readonly StageError[];
  /** Number of runs that it took, with faults on purpose. @default one */
  readonly runs?: number;
}

/** Stage of a rehearsal with its steps in order. */
export interface RehearsedStage {
  readonly stage: string;
  readonly steps: readonly RehearsedStep[];
}

/** Result of `rehearse`. */
export interface RehearsalResult extends RunResult {
  readonly rehearsal: {
    readonly stages: readonly RehearsedStage[];
    /** Number of requests that the loopback Azure answered. */
    readonly requests: number;
    /** Faults on purpose among the answers, by kind. */
    readonly faults: Readonly<Record<string, number>>;
    /** Hosts that were asked for although they are no part of Azure; no connection to them was made. */
    readonly refusedHosts: readonly string[];
    /** Ids of resources and principals that the app refers to and does not define; they were assumed to exist. */
    readonly assumed: readonly string[];
    /** Ids of resources that were still there after all stages were destroyed. */
    readonly leftOver: readonly string[];
    /** Requests that a rehearsal does not support. */
    readonly unsupported: readonly string[];
    /** Private directory, where it was kept. */
    readonly directory?: string;
  };
}

/** Outcome of a stage in reports: that of the first step that did not hold, or of the last one. */
export function outcomeOf({ stage, steps }: RehearsedStage): StageOutcome {
  const milliseconds = steps.reduce((sum, step) => sum + step.milliseconds, 0);
  const broken = steps.find(({ held }) => !held);
  if (broken === undefined) {
    const reason = `${steps.map(({ step }) => step).join(', ')} held`;
    return { stage, result: steps.at(-1)?.result ?? 'not-deployed', reason, milliseconds };
  }
  const { step, errors, reason, changes } = broken;
  const result = broken.result === 'skipped' ? 'skipped' : 'failed';
  return { stage, result, reason: `${step}: ${reason ?? broken.result}`, errors, changes, milliseconds };
}
