import { type Job, type Pipeline } from '../pipeline';
import { InlineList, section } from '../yaml-text';
import { azureSteps } from './azure-step';

/** File with the steps that all jobs start with. */
export const SETUP_FILE = 'azure-pipelines-setup.yml';

/** Parts of a job that depend on the pipeline that it is in. */
export interface AzureJobProps {
  /** Ids in the pipeline, by those of the jobs. */
  readonly ids: ReadonlyMap<string, string>;
  readonly condition?: string;
  /** Whether it waits for the checks of its environment: approvals and the exclusive lock. @default false */
  readonly isDeployment?: boolean;
}

/** Job that checks out the code, and runs the commands of its steps. */
export function azureJob(pipeline: Pipeline, job: Job, props: AzureJobProps): unknown {
  const { title, needs, runner, minutes, environment, about } = job;
  const { ids, condition, isDeployment = false } = props;
  const id = ids.get(job.id) ?? job.id;
  const common = {
    displayName: title,
    dependsOn: dependsOn(needs, ids),
    condition,
    timeoutInMinutes: minutes,
    pool: poolOf(runner),
  };
  const steps = [
    { checkout: 'self', persistCredentials: false },
    { template: SETUP_FILE, parameters: environment === undefined ? { terraform: false } : undefined },
    ...azureSteps(pipeline, job),
  ];
  const value = isDeployment
    ? {
        deployment: id,
        ...common,
        environment,
        strategy: { runOnce: { deploy: { steps: [{ download: 'none' }, ...steps] } } },
      }
    : { job: id, ...common, steps };
  return section(value, about);
}

/** Pool of a job: that of the first label, with agents that have the others as capabilities. */
function poolOf(runner: readonly string[] | undefined): unknown {
  const [name, ...demands] = runner ?? [];
  return name === undefined
    ? { vmImage: 'ubuntu-latest' }
    : { name, demands: demands.length === 0 ? undefined : demands };
}

/** Ids that something waits for; the empty list in the place of the one before, which Azure Pipelines takes without it. */
export function dependsOn(needs: readonly string[], ids: ReadonlyMap<string, string>): unknown {
  const names = needs.map((name) => ids.get(name) ?? name);
  return names.length === 1 ? names[0] : new InlineList(names);
}
