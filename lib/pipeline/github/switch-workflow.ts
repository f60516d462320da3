import { headerOf } from '../command-text';
import { type Job, type Pipeline, type PipelineFile, type Switching } from '../pipeline';
import { section, yamlText } from '../yaml-text';
import { approvalJob, gitHubJob, LOSS_INPUT } from './github-job';

/** Workflow that destroys on-demand and ephemeral stages, and deploys them again: by schedule and by hand. */
export function switchWorkflow(pipeline: Pipeline, switching: Switching): PipelineFile {
  const { environments, approvals, down, up, downAt, upAt } = switching;
  const schedules = [downAt, upAt].flatMap((cron) => (cron === undefined ? [] : [{ cron }]));
  const changing = (job: Job) => [
    job.id,
    gitHubJob(pipeline, job, { if: conditionOf(job, switching), isExclusive: true }),
  ];
  const jobs = [
    ...approvals.map((job) => [job.id, approvalJob(job, byHand(job))]),
    ...down.map(changing),
    ...up.map(changing),
  ];
  const about =
    'Destroys on-demand and ephemeral stages, and deploys them again: by hand, and by schedule (in UTC) where there is one.';
  return {
    path: '.github/workflows/azstage-down-up.yml',
    content: yamlText(headerOf(pipeline, about), {
      name: 'azstage down and up',
      on: {
        ...(schedules.length === 0 ? {} : { schedule: schedules }),
        workflow_dispatch: {
          inputs: {
            action: { description: 'What to do', type: 'choice', options: ['down', 'up'], required: true },
            environment: { description: 'Environment', type: 'choice', options: environments, required: true },
            stages: {
              description: 'Stages, separated by blanks (empty: all on-demand and ephemeral ones)',
              type: 'string',
              required: false,
              default: '',
            },
            'allow-data-loss': LOSS_INPUT,
          },
        },
      },
      permissions: {},
      jobs: section(Object.fromEntries(jobs) as Record<string, unknown>),
    }),
  };
}

function byHand({ environment = '' }: Job): string {
  return `github.event_name == 'workflow_dispatch' && inputs.environment == '${environment}'`;
}

/** When a job runs: by hand for its environment, and by its schedule unless it is of production. */
function conditionOf(job: Job, { scheduled, downAt, upAt }: Switching): string {
  const schedule = job.kind === 'down' ? downAt : upAt;
  const chosen = `(${byHand(job)} && inputs.action == '${job.kind}')`;
  return schedule === undefined || !scheduled.includes(job.environment ?? '')
    ? chosen
    : `${chosen} || github.event.schedule == '${schedule}'`;
}
