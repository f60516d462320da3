import path from 'node:path';
import tools from '../facts/pipeline-tools.json';
import { REPORTS, settingsWords } from './azstage-commands';
import { type EnvironmentGraph } from './environment-graph';
import { EnvironmentJobs } from './environment-jobs';
import { type CommandStep, type Job, type Pipeline, type Switching } from './pipeline';
import { checkGraph, checkOptions, type CommonSettings, type PipelineOptions } from './pipeline-options';
import { Runners } from './runners';

/** Schedule of the check for drift, unless another is given. */
const DRIFT_AT = '0 5 * * *';

/** Properties of {@link buildPipeline}. */
export interface BuildPipelineProps {
  /** Environments, in the order in which they are deployed. */
  readonly graphs: readonly EnvironmentGraph[];
  readonly options: PipelineOptions;
  readonly settings: CommonSettings;
  /** Directory of the project in the repository, with `/`; empty where it is the root. */
  readonly directory: string;
}

/**
 * The pipeline of a project, from the graphs of its environments.
 *
 * @throws ToolkitError for names and options that would mean something to a CI system or a shell, and for runners that do not fit
 */
export function buildPipeline({ graphs, options, settings, directory }: BuildPipelineProps): Pipeline {
  checkOptions(options, settings);
  graphs.forEach(checkGraph);
  const { branch = 'main', driftAt = DRIFT_AT, per = 'stage' } = options;
  const { nodeVersion = tools.node, terraformVersion = tools.terraform } = options;
  const runners = new Runners(options, graphs);
  const all = graphs.map((graph) => new EnvironmentJobs(graph, runners, settings));
  const environments = all.map(({ environment }) => environment);
  const command = commandOf(environments, options, settings);
  return {
    command,
    directory,
    branch,
    node: nodeVersion,
    terraform: terraformVersion,
    environments,
    secrets: [...new Set(graphs.flatMap(({ secrets }) => secrets))].sort(),
    pullRequest: pullRequest(all, command),
    deployments: chained(all.map((each) => each.deployment(per))),
    drift: driftAt === false ? undefined : { schedule: driftAt, jobs: all.map(({ drift }) => drift) },
    switching: switching(
      all.filter(({ canSwitch }) => canSwitch),
      options,
    ),
  };
}

/** The command that writes the same files again. */
function commandOf(
  environments: readonly string[],
  options: PipelineOptions,
  settings: CommonSettings,
): readonly string[] {
  const { system, per, branch, driftAt, downAt, upAt, runners = [], planRunner } = options;
  const { out, nodeVersion, terraformVersion } = options;
  const values: Readonly<Record<string, string | undefined>> = {
    '--environments': environments.join(','),
    '--per': per === 'stage' ? undefined : per,
    '--branch': branch,
    '--drift-at': driftAt === false ? undefined : driftAt,
    '--down-at': downAt,
    '--up-at': upAt,
    '--plan-runner': planRunner,
    '--node-version': nodeVersion,
    '--terraform-version': terraformVersion,
    // Another place of this machine means nothing to a job.
    '--out': out === undefined || path.isAbsolute(out) ? undefined : out,
  };
  return [
    ...['npx', 'azstage', 'pipeline', system],
    ...Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name, value])),
    ...(driftAt === false ? ['--no-drift'] : []),
    ...(runners.length === 0 ? [] : ['--runner', ...runners]),
    ...settingsWords(settings),
  ];
}

function pullRequest(all: readonly EnvironmentJobs[], command: readonly string[]): readonly Job[] {
  const run = (title: string, ...words: readonly string[]): CommandStep => ({ kind: 'command', title, words });
  const needs = ['check', ...all.map(({ environment }) => `plan-${environment}`)];
  return [
    {
      id: 'check',
      kind: 'check',
      title: 'Check',
      about: 'Runs the code of the pull request without credentials, also that of a fork.',
      needs: [],
      minutes: 30,
      steps: [
        run('Check the types', 'npm', 'run', 'check', '--if-present'),
        run('Test', 'npm', 'run', 'test', '--if-present'),
        run('Compare the pipeline with the stages', ...command, '--check'),
        ...all.flatMap(({ checks }) => checks),
        { kind: 'save', artifact: 'policy-findings', paths: [`${REPORTS}/*.sarif`] },
      ],
    },
    {
      id: 'findings',
      kind: 'findings',
      title: 'Show the findings',
      about: 'Policy findings, beside the lines of the code that they are about.',
      needs: ['check'],
      minutes: 10,
      steps: [{ kind: 'load', artifact: 'policy-*', paths: [REPORTS] }],
    },
    ...all.map(({ plan }) => plan),
    {
      id: 'comment',
      kind: 'comment',
      title: 'Comment',
      about: 'One comment, which is replaced at each push. Runs nothing of the pull request.',
      needs,
      minutes: 10,
      steps: [
        { kind: 'load', artifact: 'reports-*', paths: [REPORTS] },
        { kind: 'load', artifact: 'policy-*', paths: [REPORTS] },
      ],
    },
  ];
}

/** Deployments, each of whose plans is made after the deployment before it. */
function chained(deployments: Pipeline['deployments']): Pipeline['deployments'] {
  return deployments.map((deployment, index) => {
    const before = deployments[index - 1];
    const needs = before === undefined ? [] : [`deploy-${before.environment}`];
    return { ...deployment, bundle: { ...deployment.bundle, needs } };
  });
}

function switching(all: readonly EnvironmentJobs[], { downAt, upAt }: PipelineOptions): Switching | undefined {
  if (all.length === 0) {
    return undefined;
  }
  return {
    environments: all.map(({ environment }) => environment),
    scheduled: all.filter(({ isProtected }) => !isProtected).map(({ environment }) => environment),
    downAt,
    upAt,
    approvals: all.filter(({ isProtected }) => isProtected).map(({ approval }) => ({ ...approval, needs: [] })),
    down: all.map((each) => afterApproval(each, each.down)),
    up: all.map((each) => afterApproval(each, each.up)),
  };
}

/** A job that changes an environment outside of a deployment: in production it waits for the approval too. */
function afterApproval({ isProtected, approval }: EnvironmentJobs, job: Job): Job {
  return isProtected ? { ...job, needs: [approval.id] } : job;
}
