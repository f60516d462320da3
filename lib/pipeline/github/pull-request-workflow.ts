import { REPORTS } from '../azstage-commands';
import { COMMENT_FUNCTION } from '../comment-text';
import { headerOf } from '../command-text';
import { type Job, type Pipeline, type PipelineFile } from '../pipeline';
import { InlineList, section, yamlText } from '../yaml-text';
import { action } from './github-action';
import { filesStep, gitHubJob, needsOf } from './github-job';

/** Pull requests of forks and of Dependabot get neither a token that writes nor an identity. */
const TRUSTED =
  "github.event.pull_request.head.repo.full_name == github.repository && github.actor != 'dependabot[bot]'";

/** Pull requests that get an identity, once there is one to read with. */
const SIGNS_IN = `vars.ARM_CLIENT_ID != '' && ${TRUSTED}`;

/** Workflow of pull requests: tests, plans, findings and one comment. */
export function pullRequestWorkflow(pipeline: Pipeline): PipelineFile {
  const jobs = pipeline.pullRequest.map((job) => [job.id, jobOf(pipeline, job)]);
  return {
    path: '.github/workflows/azstage-pull-request.yml',
    content: yamlText(
      headerOf(pipeline, 'Pull requests: tests, plans of all environments, drift, costs and policy findings.'),
      {
        name: 'azstage pull request',
        on: { pull_request: { branches: new InlineList([pipeline.branch]) } },
        permissions: {},
        concurrency: {
          group: 'azstage-pull-request-${{ github.event.pull_request.number }}',
          'cancel-in-progress': true,
        },
        jobs: Object.fromEntries(jobs),
      },
    ),
  };
}

function jobOf(pipeline: Pipeline, job: Job): unknown {
  switch (job.kind) {
    case 'findings':
      return findingsJob(pipeline, job);
    case 'comment':
      return commentJob(pipeline, job);
    case 'plan':
      return gitHubJob(pipeline, job, { if: SIGNS_IN });
    default:
      return gitHubJob(pipeline, job);
  }
}

/** Job that writes the comment: it has a token that writes, and so runs nothing of the pull request. */
function commentJob(pipeline: Pipeline, job: Job): unknown {
  return section(
    {
      name: job.title,
      needs: needsOf(job.needs),
      if: `!cancelled() && ${SIGNS_IN}`,
      'runs-on': 'ubuntu-latest',
      'timeout-minutes': job.minutes,
      permissions: { 'pull-requests': 'write' },
      steps: [
        ...job.steps.flatMap((step) => (step.kind === 'command' ? [] : [filesStep(pipeline, step)])),
        { uses: action('actions/github-script'), with: { script: commentScript(pipeline) } },
      ],
    },
    job.about,
  );
}

/** Script of actions/github-script that replaces the comment with the mark, or adds one. */
export function commentScript({ directory }: Pick<Pipeline, 'directory'>): string {
  const reports = directory === '' ? REPORTS : `${directory}/${REPORTS}`;
  return `${COMMENT_FUNCTION}
const { owner, repo } = context.repo;
const number = context.issue.number;
const run = context.serverUrl + '/' + owner + '/' + repo + '/actions/runs/' + context.runId;
const body = commentOf('${reports}', run);
const comments = await github.paginate(github.rest.issues.listComments, { owner, repo, issue_number: number });
const own = comments.find((each) => each.user?.type === 'Bot' && each.body?.startsWith(MARK));
if (own) {
  await github.rest.issues.updateComment({ owner, repo, comment_id: own.id, body });
} else {
  await github.rest.issues.createComment({ owner, repo, issue_number: number, body });
}
`;
}

function findingsJob(pipeline: Pipeline, job: Job): unknown {
  const { directory, environments } = pipeline;
  return section(
    {
      name: job.title,
      needs: needsOf(job.needs),
      if: `!cancelled() && ${TRUSTED}`,
      'runs-on': 'ubuntu-latest',
      'timeout-minutes': job.minutes,
      permissions: { contents: 'read', 'security-events': 'write' },
      steps: [
        { uses: action('actions/checkout'), with: { 'persist-credentials': false } },
        ...job.steps.flatMap((step) => (step.kind === 'command' ? [] : [filesStep(pipeline, step)])),
        ...environments.map((environment) => ({
          uses: action('github/codeql-action/upload-sarif'),
          'continue-on-error': true,
          with: {
            sarif_file: `${directory === '' ? '' : `${directory}/`}${REPORTS}/findings-${environment}.sarif`,
            category: `azstage-${environment}`,
          },
        })),
      ],
    },
    `${job.about ?? ''} A private repository without code scanning refuses them, which fails nothing.`,
  );
}
