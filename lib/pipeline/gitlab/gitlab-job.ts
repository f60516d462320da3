import { scriptOf } from '../command-text';
import { type CommandStep, type FilesStep, type Job, type Pipeline } from '../pipeline';
import { section } from '../yaml-text';

/** Hidden job with what all jobs start with. */
export const SETUP = '.azstage';

/** Hidden job with the token of GitLab that signs in to Azure. */
export const SIGN_IN = '.azstage-sign-in';

/** Stages of the pipeline; jobs wait for what they need, and not for stages. */
export const STAGES = ['check', 'plan', 'deploy'] as const;

/** Parts of a job that depend on the file that it is in. */
export interface GitLabJobProps {
  readonly stage: (typeof STAGES)[number];
  /** When it is part of a pipeline. @default always */
  readonly rules?: readonly unknown[];
  /** Names of jobs in this file, by the ids of what is needed. */
  readonly names: ReadonlyMap<string, string>;
  /** Entries of `needs` besides those. @default none */
  readonly needs?: readonly unknown[];
  /** Whether GitLab records a deployment. @default false */
  readonly recordsDeployment?: boolean;
  /** Whether only one job of its environment changes something at a time. @default false */
  readonly isExclusive?: boolean;
}

/** Job that runs the commands of its steps in a checkout. */
export function gitLabJob(pipeline: Pipeline, job: Job, props: GitLabJobProps): unknown {
  const { environment, kind, needs, runner, minutes, steps, about } = job;
  const { stage, rules, names, recordsDeployment = false, isExclusive = false } = props;
  const commands = steps.filter((step): step is CommandStep => step.kind === 'command');
  const files = steps.filter((step): step is FilesStep => step.kind === 'save');
  // Merge requests name no environment, and get the variables that are for all: of an identity that only reads.
  const named = environment === undefined || kind === 'plan' ? undefined : environment;
  return section(
    {
      stage,
      extends: environment === undefined ? SETUP : [SETUP, SIGN_IN],
      rules,
      needs: [...needs.map((id) => ({ job: names.get(id) ?? id, artifacts: false })), ...(props.needs ?? [])],
      environment: named === undefined || recordsDeployment ? named : { name: named, action: 'access' },
      resource_group: isExclusive ? named : undefined,
      tags: runner,
      timeout: `${minutes} minutes`,
      script: commands.map(scriptOf),
      artifacts: artifactsOf(pipeline, files),
    },
    about,
  );
}

/** Path within the checkout. */
export function inCheckout({ directory }: Pick<Pipeline, 'directory'>, path: string): string {
  return directory === '' ? path : `${directory}/${path}`;
}

function artifactsOf(pipeline: Pipeline, files: readonly FilesStep[]): unknown {
  const paths = files.flatMap((step) => step.paths.map((path) => inCheckout(pipeline, path.replace(/\/\*.*$/, ''))));
  return paths.length === 0 ? undefined : { paths: [...new Set(paths)], when: 'always', expire_in: '30 days' };
}
