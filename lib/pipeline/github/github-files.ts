import { PASSPHRASE, SECRET_PREFIX } from '../../toolkit/host/environment-variables';
import { headerOf } from '../command-text';
import { type EnvironmentDeployment, type Pipeline, type PipelineFile } from '../pipeline';
import { InlineList, section, yamlText } from '../yaml-text';
import { approvalJob, exclusive, gitHubJob, LOSS_INPUT, secretsOf } from './github-job';
import { pullRequestWorkflow } from './pull-request-workflow';
import { setupAction } from './setup-action';
import { switchWorkflow } from './switch-workflow';

/** Files of GitHub Actions. */
export function gitHubFiles(pipeline: Pipeline): readonly PipelineFile[] {
  return [
    setupAction(pipeline),
    pullRequestWorkflow(pipeline),
    deployWorkflow(pipeline),
    ...pipeline.deployments.map((deployment) => stagesWorkflow(pipeline, deployment)),
    ...(pipeline.drift === undefined ? [] : [driftWorkflow(pipeline, pipeline.drift)]),
    ...(pipeline.switching === undefined ? [] : [switchWorkflow(pipeline, pipeline.switching)]),
  ];
}

/** Name of the workflow that applies the plans of an environment. */
function stagesFile(environment: string): string {
  return `.github/workflows/azstage-deploy-${environment}.yml`;
}

/** Workflow of the branch that is deployed: plans, approval and deployment of one environment after the other. */
function deployWorkflow(pipeline: Pipeline): PipelineFile {
  const { branch, deployments, secrets } = pipeline;
  const jobs = deployments.flatMap(({ environment, bundle, approval }) => [
    [bundle.id, gitHubJob(pipeline, bundle, { if: `github.ref == 'refs/heads/${branch}'`, isExclusive: true })],
    [approval.id, approvalJob(approval)],
    [
      `deploy-${environment}`,
      section({
        name: `Deploy ${environment}`,
        needs: approval.id,
        uses: `./${stagesFile(environment)}`,
        with: { 'allow-data-loss': '${{ inputs.allow-data-loss }}' },
        secrets: secretsOf(secrets, true),
        permissions: { contents: 'read', 'id-token': 'write' },
        concurrency: exclusive(environment),
      }),
    ],
  ]);
  return {
    path: '.github/workflows/azstage-deploy.yml',
    content: yamlText(
      headerOf(pipeline, `Branch ${branch}: plans, approves and deploys one environment after the other.`),
      {
        name: 'azstage deploy',
        on: {
          push: { branches: new InlineList([branch]) },
          workflow_dispatch: { inputs: { 'allow-data-loss': LOSS_INPUT } },
        },
        permissions: {},
        jobs: section(Object.fromEntries(jobs)),
      },
    ),
  };
}

/** Workflow that applies the plans of an environment: its jobs are the graph of the stages. */
function stagesWorkflow(pipeline: Pipeline, { environment, deploy }: EnvironmentDeployment): PipelineFile {
  const names = [PASSPHRASE, ...pipeline.secrets.map((name) => `${SECRET_PREFIX}${name}`)];
  const about = `Applies the approved plans of ${environment}. A failed job stops those that need it; "Re-run failed jobs" goes on there.`;
  return {
    path: stagesFile(environment),
    content: yamlText(headerOf(pipeline, about), {
      name: `azstage deploy ${environment}`,
      on: {
        workflow_call: {
          inputs: { 'allow-data-loss': LOSS_INPUT },
          secrets: Object.fromEntries(names.map((name) => [name, { required: false }])),
        },
      },
      permissions: {},
      jobs: section(
        Object.fromEntries(deploy.map((job) => [job.id, gitHubJob(pipeline, job, { recordsDeployment: true })])),
      ),
    }),
  };
}

function driftWorkflow(pipeline: Pipeline, { schedule, jobs }: NonNullable<Pipeline['drift']>): PipelineFile {
  return {
    path: '.github/workflows/azstage-drift.yml',
    content: yamlText(headerOf(pipeline, 'Checks by schedule (in UTC) for drift of what is deployed.'), {
      name: 'azstage drift',
      on: { schedule: [{ cron: schedule }], workflow_dispatch: {} },
      permissions: {},
      jobs: section(Object.fromEntries(jobs.map((job) => [job.id, gitHubJob(pipeline, job)]))),
    }),
  };
}
