import { z } from 'zod';

/**
 * Run of a CI system that a process belongs to.
 *
 * Runners are short-lived and their host names are reused, so that the run is better evidence for whether a process can still be alive.
 */
export interface CiRun {
  readonly system: 'github' | 'azure-pipelines' | 'gitlab';
  /** Id of the run, the build or the job. */
  readonly id: string;
  /** Number of the attempt, from 1; GitHub alone counts them. */
  readonly attempt?: number;
  /** `owner/name`; GitHub's run ids are unique within a repository. */
  readonly repository?: string;
}

/** Schema of a {@link CiRun} in a file. */
export const ciRunSchema = z.object({
  system: z.enum(['github', 'azure-pipelines', 'gitlab']),
  id: z.string(),
  attempt: z.number().optional(),
  repository: z.string().optional(),
}) satisfies z.ZodType<CiRun>;

const NAMES: Readonly<Record<CiRun['system'], string>> = {
  github: 'GitHub run',
  'azure-pipelines': 'Azure Pipelines build',
  gitlab: 'GitLab job',
};

/**
 * CI run according to the environment variables; undefined outside of the three systems.
 *
 * Variables: https://docs.github.com/actions/reference/workflows-and-actions/variables,
 * https://learn.microsoft.com/azure/devops/pipelines/build/variables,
 * https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export function ciRunOf(env: NodeJS.ProcessEnv): CiRun | undefined {
  const { GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_REPOSITORY, BUILD_BUILDID, CI_JOB_ID } = env;
  if (GITHUB_RUN_ID !== undefined) {
    const attempt = Number(GITHUB_RUN_ATTEMPT);
    return {
      system: 'github',
      id: GITHUB_RUN_ID,
      attempt: Number.isInteger(attempt) && attempt > 0 ? attempt : undefined,
      repository: GITHUB_REPOSITORY,
    };
  }
  if (BUILD_BUILDID !== undefined) {
    return { system: 'azure-pipelines', id: BUILD_BUILDID };
  }
  return CI_JOB_ID === undefined ? undefined : { system: 'gitlab', id: CI_JOB_ID };
}

/** `GitHub run 123, attempt 2` */
export function describeCiRun({ system, id, attempt }: CiRun): string {
  return `${NAMES[system]} ${id}${attempt === undefined ? '' : `, attempt ${attempt}`}`;
}

/**
 * Whether a run has certainly ended: GitHub re-runs a workflow only when its earlier attempts have ended.
 *
 * @see https://docs.github.com/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs
 */
export function isOver(run: CiRun, current: CiRun | undefined): boolean {
  return (
    current?.system === 'github' &&
    run.system === 'github' &&
    run.id === current.id &&
    run.repository === current.repository &&
    (run.attempt ?? Infinity) < (current.attempt ?? 0)
  );
}
