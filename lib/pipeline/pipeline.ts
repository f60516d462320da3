/** CI systems that a pipeline can be written for. */
export const CI_SYSTEMS = ['github', 'azure-devops', 'gitlab'] as const;

/** One of {@link CI_SYSTEMS}. */
export type CiSystem = (typeof CI_SYSTEMS)[number];

/** Value that whoever starts a run by hand gives. The files of the CI system pass it as an environment variable, which the shell splits into words. */
export interface InputWord {
  /** Name of the variable. */
  readonly input: 'STAGES' | 'ALLOW_DATA_LOSS';
  /** Option before its words; absent with an empty value. @default none */
  readonly option?: string;
  /** Words in its place where it is empty. @default none */
  readonly otherwise?: readonly string[];
}

/** Word of a command line. */
export type Word = string | InputWord;

/** Step of a job that runs a command. */
export interface CommandStep {
  readonly kind: 'command';
  readonly title: string;
  readonly words: readonly Word[];
  /** Comment in the file. @default none */
  readonly about?: string;
  /** Whether it reads or writes an encrypted bundle. @default false */
  readonly needsPassphrase?: boolean;
  /** Whether it runs after a failed step too. @default false */
  readonly always?: boolean;
  /** Names of the secret parameters that the app gets. @default none */
  readonly secrets?: readonly string[];
}

/** Step of a job that keeps files for later jobs, or gets those of an earlier one. */
export interface FilesStep {
  readonly kind: 'save' | 'load';
  /** Name of the artifact; `*` in one that is loaded stands for any text. */
  readonly artifact: string;
  /** Paths, relative to the directory of the project; where they are loaded to, a single directory. */
  readonly paths: readonly string[];
}

/** Step of a job. */
export type Step = CommandStep | FilesStep;

/** Purpose of a job, where renderers have to know it. */
export type JobKind =
  'check' | 'findings' | 'plan' | 'comment' | 'bundle' | 'approval' | 'deploy' | 'drift' | 'down' | 'up';

/** Job of a pipeline. */
export interface Job {
  /** Id, unique in its part of the pipeline: letters, digits, `-` and `_`, a letter or `_` first. */
  readonly id: string;
  readonly kind: JobKind;
  readonly title: string;
  /** Comment in the file. @default none */
  readonly about?: string;
  /** Ids of the jobs that have to succeed before. */
  readonly needs: readonly string[];
  /** Environment of azstage, whose identity the job signs in with. @default the job does not sign in */
  readonly environment?: string;
  /** Labels of the runner, or the name of its pool. @default a runner of the CI system */
  readonly runner?: readonly string[];
  readonly minutes: number;
  readonly steps: readonly Step[];
}

/** Deployment of one environment: its plans, their approval, and the jobs that apply them. */
export interface EnvironmentDeployment {
  readonly environment: string;
  /** Job that writes the bundle. */
  readonly bundle: Job;
  /** Job that waits for the approval by the environment of the CI system. */
  readonly approval: Job;
  /** Jobs that apply: the graph of the stages, or of its layers. */
  readonly deploy: readonly Job[];
}

/** Jobs that destroy on-demand and ephemeral stages, and deploy them again. */
export interface Switching {
  /** Environments with such stages. */
  readonly environments: readonly string[];
  /** Environments whose stages go down and up by schedule: those that are not production. */
  readonly scheduled: readonly string[];
  /** Schedules as cron has them, in UTC. @default by hand alone */
  readonly downAt?: string;
  readonly upAt?: string;
  /** Jobs that wait for an approval: of production. */
  readonly approvals: readonly Job[];
  readonly down: readonly Job[];
  readonly up: readonly Job[];
}

/** Pipeline of a project, in terms that all CI systems have. */
export interface Pipeline {
  /** Command that writes its files. */
  readonly command: readonly string[];
  /** Directory of the project in the repository, with `/`; empty where it is the root. */
  readonly directory: string;
  /** Branch that is deployed. */
  readonly branch: string;
  /** Version of Node.js, such as 22. */
  readonly node: string;
  /** Version of Terraform, such as 1.11.4: all jobs have to run the one that wrote the plans. */
  readonly terraform: string;
  /** Environments, in the order in which they are deployed. */
  readonly environments: readonly string[];
  /** Names of the secret parameters of the app, sorted. */
  readonly secrets: readonly string[];
  /** Jobs of a pull request. */
  readonly pullRequest: readonly Job[];
  /** Deployments, in order: each after the one before. */
  readonly deployments: readonly EnvironmentDeployment[];
  /** Check for drift by schedule. @default none */
  readonly drift?: { readonly schedule: string; readonly jobs: readonly Job[] };
  /** @default no environment has on-demand or ephemeral stages */
  readonly switching?: Switching;
}

/** A file of a pipeline, relative to the root of the repository, with `/`. */
export interface PipelineFile {
  readonly path: string;
  readonly content: string;
}
