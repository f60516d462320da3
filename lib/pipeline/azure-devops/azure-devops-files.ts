import { headerOf } from '../command-text';
import { installTerraform } from '../install-terraform';
import { jobIds } from '../job-ids';
import { type EnvironmentDeployment, type Job, type Pipeline, type PipelineFile, type Switching } from '../pipeline';
import { InlineList, section, yamlText } from '../yaml-text';
import { commentJob } from './azure-comment';
import { azureJob, SETUP_FILE } from './azure-job';
import { inCheckout, LOSS_PARAMETER, task, VARIABLE_GROUP } from './azure-step';

const VARIABLES = [{ group: VARIABLE_GROUP }];

/** Pull requests of forks get no service connection. */
const TRUSTED = "ne(variables['System.PullRequest.IsFork'], 'True')";

/** Files of Azure Pipelines. */
export function azureDevOpsFiles(pipeline: Pipeline): readonly PipelineFile[] {
  return [
    setup(pipeline),
    pullRequests(pipeline),
    deploy(pipeline),
    ...pipeline.deployments.map((deployment) => stages(pipeline, deployment)),
    ...(pipeline.drift === undefined ? [] : [drift(pipeline, pipeline.drift)]),
    ...(pipeline.switching === undefined ? [] : [downUp(pipeline, pipeline.switching)]),
  ];
}

function file(
  pipeline: Pipeline,
  path: string,
  about: string,
  content: Readonly<Record<string, unknown>>,
): PipelineFile {
  return { path, content: yamlText(headerOf(pipeline, about), content) };
}

/** Steps that all jobs start with: Node.js, the packages of the project, Terraform and its providers. */
function setup(pipeline: Pipeline): PipelineFile {
  const { directory, node, terraform } = pipeline;
  const workingDirectory = directory === '' ? undefined : directory;
  const tools = `$(Agent.ToolsDirectory)/terraform-${terraform}`;
  const plugins = '$(Pipeline.Workspace)/terraform-plugins';
  return file(pipeline, SETUP_FILE, 'The start of every job that runs azstage.', {
    parameters: [{ name: 'terraform', type: 'boolean', default: true }],
    steps: section([
      { task: task('NodeTool'), inputs: { versionSpec: `${node}.x` } },
      {
        script: 'set -e\nnpm ci\nnpm run build --if-present\nmkdir -p reports\n',
        displayName: 'Install the packages',
        workingDirectory,
      },
      {
        '${{ if eq(parameters.terraform, true) }}': [
          {
            script: `set -e\n${installTerraform(terraform, tools)}\nmkdir -p "${plugins}"\necho "##vso[task.prependpath]${tools}"\necho "##vso[task.setvariable variable=TF_PLUGIN_CACHE_DIR]${plugins}"\n`,
            displayName: `Install Terraform ${terraform}`,
          },
          {
            task: task('Cache'),
            inputs: {
              key: `azstage-providers | "$(Agent.OS)" | ${inCheckout(pipeline, '.terraform.lock.hcl')}`,
              path: plugins,
            },
          },
        ],
      },
    ]),
  });
}

function pullRequests(pipeline: Pipeline): PipelineFile {
  const jobs = pipeline.pullRequest.filter(({ kind }) => kind !== 'findings');
  const ids = idsOf(jobs);
  const about =
    'Pull requests: tests, plans of all environments, drift, costs and policy findings. In Azure Repos, a build validation of the branch starts it.';
  return file(pipeline, 'azure-pipelines-pull-request.yml', about, {
    trigger: 'none',
    pr: { branches: { include: new InlineList([pipeline.branch]) } },
    variables: pipeline.secrets.length === 0 ? undefined : VARIABLES,
    jobs: section(
      jobs.map((job) => {
        switch (job.kind) {
          case 'comment': {
            const condition = `and(not(canceled()), ${TRUSTED}, eq(variables['Build.Repository.Provider'], 'TfsGit'))`;
            return commentJob(pipeline, job, ids, condition);
          }
          case 'plan':
            return azureJob(pipeline, job, { ids, condition: `and(succeeded(), ${TRUSTED})` });
          default:
            return azureJob(pipeline, job, { ids });
        }
      }),
    ),
  });
}

/** Pipeline of the branch that is deployed. The checks of an environment are asked once for all jobs of its stage. */
function deploy(pipeline: Pipeline): PipelineFile {
  const { branch, deployments, environments } = pipeline;
  const ids = jobIds(environments, '_');
  const idOf = (kind: string, environment: string) => `${kind}_${ids.get(environment) ?? ''}`;
  const all = deployments.flatMap(({ environment, bundle }, index) => {
    const before = environments[index - 1];
    return [
      section({
        stage: idOf('plan', environment),
        displayName: `Plan ${environment}`,
        dependsOn: before === undefined ? new InlineList([]) : idOf('deploy', before),
        condition: `and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/${branch}'))`,
        jobs: [azureJob(pipeline, { ...bundle, needs: [] }, { ids: idsOf([bundle]) })],
      }),
      section(
        {
          stage: idOf('deploy', environment),
          displayName: `Deploy ${environment}`,
          dependsOn: idOf('plan', environment),
          lockBehavior: 'sequential',
          jobs: [
            {
              template: stagesFile(environment),
              parameters: { allowDataLoss: '${{ parameters.allowDataLoss }}' },
            },
          ],
        },
        `Waits for the approval and the exclusive lock of the environment ${environment}, once for all jobs.`,
      ),
    ];
  });
  return file(
    pipeline,
    'azure-pipelines-deploy.yml',
    `Branch ${branch}: plans, approves and deploys one environment after the other.`,
    {
      trigger: { branches: { include: new InlineList([branch]) } },
      pr: 'none',
      parameters: [LOSS_PARAMETER],
      variables: VARIABLES,
      stages: section(all),
    },
  );
}

function stagesFile(environment: string): string {
  return `azure-pipelines-deploy-${environment}.yml`;
}

/** Jobs that apply the plans of an environment: the graph of the stages. */
function stages(pipeline: Pipeline, { environment, deploy: jobs }: EnvironmentDeployment): PipelineFile {
  const ids = idsOf(jobs);
  const about = `Applies the approved plans of ${environment}. A failed job stops those that need it; "Rerun failed jobs" goes on there.`;
  return file(pipeline, stagesFile(environment), about, {
    parameters: [LOSS_PARAMETER],
    jobs: section(jobs.map((job) => azureJob(pipeline, job, { ids, isDeployment: true }))),
  });
}

function drift(pipeline: Pipeline, { schedule, jobs }: NonNullable<Pipeline['drift']>): PipelineFile {
  const ids = idsOf(jobs);
  return file(pipeline, 'azure-pipelines-drift.yml', 'Checks by schedule (in UTC) for drift of what is deployed.', {
    trigger: 'none',
    pr: 'none',
    schedules: [scheduleOf(schedule, 'drift', pipeline)],
    variables: VARIABLES,
    jobs: section(jobs.map((job) => azureJob(pipeline, job, { ids }))),
  });
}

/** Pipeline that destroys on-demand and ephemeral stages, and deploys them again. */
function downUp(pipeline: Pipeline, switching: Switching): PipelineFile {
  const { environments, scheduled, downAt, upAt, down, up } = switching;
  const jobs = [...down, ...up].map((job) => ({ ...job, needs: [] }));
  const ids = idsOf(jobs);
  const schedules = [
    ...(downAt === undefined ? [] : [scheduleOf(downAt, 'down', pipeline)]),
    ...(upAt === undefined ? [] : [scheduleOf(upAt, 'up', pipeline)]),
  ];
  const about =
    'Destroys on-demand and ephemeral stages, and deploys them again: by hand, and by schedule (in UTC) where there is one.';
  return file(pipeline, 'azure-pipelines-down-up.yml', about, {
    trigger: 'none',
    pr: 'none',
    schedules: schedules.length === 0 ? undefined : schedules,
    parameters: [
      { name: 'action', displayName: 'What to do', type: 'string', values: ['down', 'up'], default: 'down' },
      {
        name: 'environment',
        displayName: 'Environment',
        type: 'string',
        values: environments,
        default: environments[0],
      },
      {
        name: 'stages',
        displayName: 'Stages, separated by blanks (empty: all on-demand and ephemeral ones)',
        type: 'string',
        default: ' ',
      },
      LOSS_PARAMETER,
    ],
    variables: VARIABLES,
    jobs: section(
      jobs.map((job) => {
        const isScheduled = scheduled.includes(job.environment ?? '');
        const condition = `and(succeeded(), ${conditionOf(job, isScheduled)})`;
        // Production waits for the checks of its environment; what a schedule starts waits for nobody.
        return azureJob(pipeline, job, { ids, condition, isDeployment: !isScheduled });
      }),
    ),
  });
}

function conditionOf({ kind, environment = '' }: Job, isScheduled: boolean): string {
  const isManual = "ne(variables['Build.Reason'], 'Schedule')";
  const chosen = `and(${isManual}, eq('\${{ parameters.action }}', '${kind}'), eq('\${{ parameters.environment }}', '${environment}'))`;
  return isScheduled ? `or(${chosen}, eq(variables['Build.CronSchedule.DisplayName'], '${kind}'))` : chosen;
}

function scheduleOf(cron: string, displayName: string, { branch }: Pipeline): unknown {
  return { cron, displayName, branches: { include: new InlineList([branch]) }, always: true };
}

function idsOf(jobs: readonly Job[]): ReadonlyMap<string, string> {
  return jobIds(
    jobs.map(({ id }) => id),
    '_',
  );
}
