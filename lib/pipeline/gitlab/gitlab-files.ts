import tools from '../../facts/pipeline-tools.json';
import { headerOf } from '../command-text';
import { installTerraform } from '../install-terraform';
import { type EnvironmentDeployment, type Job, type Pipeline, type PipelineFile, type Switching } from '../pipeline';
import { section, yamlText } from '../yaml-text';
import { COMMENT_TOKEN, commentProgram } from './gitlab-comment';
import { gitLabJob, inCheckout, SETUP, SIGN_IN, STAGES } from './gitlab-job';

const OF_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"';

/** Variable that says what a pipeline of the branch does: `deploy`, unless a schedule or a form says something else. */
const ACTION = 'PIPELINE_ACTION';

/** Variable with the environment of `down` and `up`. */
const TARGET = 'PIPELINE_ENVIRONMENT';

/** Files of GitLab: the pipeline, and one that each deployment of an environment starts. */
export function gitLabFiles(pipeline: Pipeline): readonly PipelineFile[] {
  return [mainFile(pipeline), ...pipeline.deployments.map((deployment) => stagesFile(pipeline, deployment))];
}

/** Name of the file with the jobs that apply the plans of an environment. */
function pathOf(environment: string): string {
  return `.gitlab-ci-${environment}.yml`;
}

function mainFile(pipeline: Pipeline): PipelineFile {
  const { branch, drift, switching } = pipeline;
  const onBranch = `$CI_COMMIT_BRANCH == "${branch}"`;
  return {
    path: '.gitlab-ci.yml',
    content: yamlText(
      headerOf(
        pipeline,
        `Merge requests: tests, plans, drift, costs and findings. Branch ${branch}: plans, approves and deploys.`,
      ),
      {
        stages: [...STAGES],
        workflow: { rules: [{ if: OF_REQUEST }, { if: onBranch }] },
        variables: section(variablesOf(pipeline)),
        ...hiddenJobs(pipeline),
        ...requestJobs(pipeline),
        ...Object.assign({}, ...pipeline.deployments.map((each) => deployJobs(pipeline, each, onBranch))),
        ...actionJobs(pipeline, drift?.jobs ?? [], onBranch),
        ...(switching === undefined ? {} : switchJobs(pipeline, switching, onBranch)),
      },
    ),
  };
}

/** Variables that the form of a new pipeline asks for, and that a schedule sets. */
function variablesOf({ drift, switching }: Pipeline): Readonly<Record<string, unknown>> {
  const actions = [
    'deploy',
    ...(drift === undefined ? [] : ['drift']),
    ...(switching === undefined ? [] : ['down', 'up']),
  ];
  const [first] = switching?.environments ?? [];
  return {
    [ACTION]: { value: 'deploy', options: actions, description: 'What the pipeline does' },
    [TARGET]:
      first === undefined
        ? undefined
        : { value: first, options: switching?.environments, description: 'Environment of down and up' },
    STAGES: {
      value: '',
      description: 'Stages of down and up, separated by blanks (empty: all on-demand and ephemeral ones)',
    },
    ALLOW_DATA_LOSS: { value: '', description: 'Addresses of resources whose data may be lost, separated by blanks' },
  };
}

/** What all jobs start with, and how they sign in. */
function hiddenJobs(pipeline: Pipeline): Readonly<Record<string, unknown>> {
  const { terraform, directory } = pipeline;
  const bin = '$CI_PROJECT_DIR/.terraform-bin';
  return {
    [SETUP]: section({
      image: imageOf(pipeline),
      variables: { TF_PLUGIN_CACHE_DIR: '$CI_PROJECT_DIR/.terraform-plugins' },
      cache: {
        key: { files: [inCheckout(pipeline, '.terraform.lock.hcl')], prefix: 'azstage-providers' },
        paths: ['.terraform-plugins'],
      },
      before_script: [
        `${installTerraform(terraform, bin)}\nexport PATH="${bin}:$PATH"\nmkdir -p "$TF_PLUGIN_CACHE_DIR"\n`,
        ...(directory === '' ? [] : [`cd ${directory}`]),
        'npm ci',
        'npm run build --if-present',
      ],
    }),
    [SIGN_IN]: section(
      {
        id_tokens: { ARM_OIDC_TOKEN: { aud: 'api://AzureADTokenExchange' } },
        variables: { ARM_USE_OIDC: 'true' },
      },
      'ARM_CLIENT_ID, ARM_TENANT_ID and ARM_SUBSCRIPTION_ID are variables of the project: of each environment, and of an identity that reads for all others.',
    ),
  };
}

function imageOf({ node }: Pipeline): string {
  return tools.images.node.replace('<version>', node);
}

function requestJobs(pipeline: Pipeline): Readonly<Record<string, unknown>> {
  const jobs = pipeline.pullRequest.filter(({ kind }) => kind !== 'findings');
  const names = namesOf(jobs);
  const rules = [{ if: OF_REQUEST }];
  return Object.fromEntries(
    jobs.map((job) => [
      names.get(job.id),
      job.kind === 'comment'
        ? commentJob(pipeline, job, names)
        : gitLabJob(pipeline, job, { stage: job.kind === 'check' ? 'check' : 'plan', rules, names }),
    ]),
  );
}

/** Job that writes the note, and runs nothing of the merge request. */
function commentJob(pipeline: Pipeline, { needs, minutes, about }: Job, names: ReadonlyMap<string, string>): unknown {
  return section(
    {
      stage: 'plan',
      image: imageOf(pipeline),
      rules: [{ if: `${OF_REQUEST} && $${COMMENT_TOKEN}`, when: 'always' }],
      needs: needs.map((id) => ({ job: names.get(id) ?? id, optional: true })),
      timeout: `${minutes} minutes`,
      variables: { GIT_STRATEGY: 'none' },
      script: [`node - <<'SCRIPT'\n${commentProgram(pipeline)}SCRIPT\n`],
    },
    about,
  );
}

/** Jobs of the branch that plan an environment, wait for the approval, and start the jobs of its stages. */
function deployJobs(
  pipeline: Pipeline,
  { environment, bundle, approval }: EnvironmentDeployment,
  onBranch: string,
): Readonly<Record<string, unknown>> {
  const rules = [{ if: `${onBranch} && $${ACTION} == "deploy"` }];
  const names = namesOf([bundle, approval]);
  const nameOf = (id: string) => names.get(id) ?? id;
  return {
    [nameOf(bundle.id)]: gitLabJob(pipeline, bundle, { stage: 'deploy', rules, names, isExclusive: true }),
    [nameOf(approval.id)]: approvalJob(approval, names, rules[0]?.if ?? ''),
    [`deploy-${environment}`]: section(
      {
        stage: 'deploy',
        rules,
        needs: [nameOf(approval.id)],
        resource_group: environment,
        variables: { BUNDLE_PIPELINE_ID: '$CI_PIPELINE_ID' },
        trigger: {
          include: [{ local: pathOf(environment) }],
          strategy: 'depend',
          forward: { pipeline_variables: true },
        },
      },
      'Holds the resource group of the environment until all jobs of its stages have ended.',
    ),
  };
}

/** Job that whoever may deploy to its environment starts by hand. */
function approvalJob({ needs, environment = '' }: Job, names: ReadonlyMap<string, string>, condition: string): unknown {
  return section(
    {
      stage: 'deploy',
      image: tools.images.shell,
      rules: [{ if: condition, when: 'manual', allow_failure: false }],
      needs: needs.map((id) => names.get(id) ?? id),
      environment: { name: `${environment}-approval` },
      variables: { GIT_STRATEGY: 'none' },
      script: ['echo "Approved by $GITLAB_USER_LOGIN: $CI_COMMIT_SHA"'],
    },
    'Protect this environment: who may deploy to it approves here, once for all stages.',
  );
}

/** Jobs that apply the plans of an environment: the graph of the stages. */
function stagesFile(pipeline: Pipeline, { environment, bundle, deploy }: EnvironmentDeployment): PipelineFile {
  const names = namesOf(deploy);
  const plans = { pipeline: '$BUNDLE_PIPELINE_ID', job: bundle.id };
  const about = `Applies the approved plans of ${environment}. A failed job stops those that need it; a retry of it goes on there.`;
  const jobs = deploy.map((job) => [
    names.get(job.id),
    gitLabJob(pipeline, job, { stage: 'deploy', names, needs: [plans], recordsDeployment: true }),
  ]);
  return {
    path: pathOf(environment),
    content: yamlText(headerOf(pipeline, about), {
      stages: ['deploy'],
      ...hiddenJobs(pipeline),
      ...Object.fromEntries(jobs),
    }),
  };
}

function actionJobs(pipeline: Pipeline, jobs: readonly Job[], onBranch: string): Readonly<Record<string, unknown>> {
  const names = namesOf(jobs);
  return Object.fromEntries(
    jobs.map((job) => {
      const rules = [{ if: `${onBranch} && $${ACTION} == "${job.kind}"` }];
      return [names.get(job.id), gitLabJob(pipeline, job, { stage: 'deploy', rules, names })];
    }),
  );
}

/** Jobs that destroy on-demand and ephemeral stages, and deploy them again. */
function switchJobs(
  pipeline: Pipeline,
  { approvals, down, up }: Switching,
  onBranch: string,
): Readonly<Record<string, unknown>> {
  const approvalNames = new Map(approvals.map(({ id }) => [id, `${id}-by-hand`]));
  const of = ({ environment = '' }: Job) => `$${TARGET} == "${environment}"`;
  const jobs = [...down, ...up].map((job) => {
    const rules = [{ if: `${onBranch} && $${ACTION} == "${job.kind}" && ${of(job)}` }];
    return [job.id, gitLabJob(pipeline, job, { stage: 'deploy', rules, names: approvalNames, isExclusive: true })];
  });
  return Object.fromEntries([
    ...approvals.map((job) => {
      const condition = `${onBranch} && $${ACTION} =~ /^(down|up)$/ && ${of(job)}`;
      return [approvalNames.get(job.id), approvalJob(job, approvalNames, condition)];
    }),
    ...jobs,
  ]);
}

/** Names of jobs: their ids. */
function namesOf(jobs: readonly Job[]): ReadonlyMap<string, string> {
  return new Map(jobs.map(({ id }) => [id, id]));
}
