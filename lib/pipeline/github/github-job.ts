import { PASSPHRASE, SECRET_PREFIX } from '../../toolkit/host/environment-variables';
import { inputsOf, scriptOf } from '../command-text';
import { type CommandStep, type FilesStep, type Job, type Pipeline } from '../pipeline';
import { InlineList, noted, section } from '../yaml-text';
import { action } from './github-action';
import { SETUP } from './setup-action';

/** Parts of a job that depend on the workflow that it is in. */
export interface GitHubJobProps {
  /** @default runs whenever what it needs has succeeded */
  readonly if?: string;
  /** Whether GitHub records a deployment. @default false */
  readonly recordsDeployment?: boolean;
  /** Whether only one job of its environment changes something at a time. @default false */
  readonly isExclusive?: boolean;
}

/** Names of the inputs of workflows, by the variables that pass them to commands. */
const INPUTS = { STAGES: 'stages', ALLOW_DATA_LOSS: 'allow-data-loss' } as const;

/** Input of a workflow that approves the loss of data. */
export const LOSS_INPUT = {
  description: 'Addresses of resources whose data may be lost, separated by blanks',
  type: 'string',
  required: false,
  default: '',
} as const;

/** Job that checks out the code, and runs the commands of its steps. */
export function gitHubJob(pipeline: Pipeline, job: Job, props: GitHubJobProps = {}): unknown {
  const { environment, needs, minutes, runner } = job;
  const signsIn = environment !== undefined;
  return section(
    {
      name: job.title,
      needs: needsOf(needs),
      if: props.if,
      'runs-on': runnerOf(runner),
      environment: signsIn ? environmentOf(environment, job, props) : undefined,
      'timeout-minutes': minutes,
      concurrency: props.isExclusive === true && signsIn ? exclusive(environment) : undefined,
      permissions: { contents: 'read', 'id-token': signsIn ? 'write' : undefined },
      defaults: inDirectory(pipeline),
      env: signsIn ? SIGN_IN : undefined,
      steps: [
        { uses: action('actions/checkout'), with: { 'persist-credentials': false } },
        { uses: SETUP, with: signsIn ? undefined : { terraform: 'false' } },
        ...job.steps.map((step) => (step.kind === 'command' ? commandStep(step) : filesStep(pipeline, step))),
      ],
    },
    job.about,
  );
}

/** Ids of jobs that a job needs. */
export function needsOf(needs: readonly string[]): unknown {
  return needs.length === 0 ? undefined : needs.length === 1 ? needs[0] : new InlineList(needs);
}

/** Group in which one job changes an environment at a time; the others wait, and none is cancelled. */
export function exclusive(environment: string): Readonly<Record<string, unknown>> {
  return { group: `azstage-${environment}`, 'cancel-in-progress': false, queue: 'max' };
}

/** Secrets of a step or a called workflow: the passphrase of bundles, and parameters of the app. */
export function secretsOf(names: readonly string[], needsPassphrase: boolean): Readonly<Record<string, string>> {
  const all = [...(needsPassphrase ? [PASSPHRASE] : []), ...names.map((name) => `${SECRET_PREFIX}${name}`)];
  return Object.fromEntries(all.map((name) => [name, `\${{ secrets.${name} }}`]));
}

/** Step that gets or keeps files. */
export function filesStep({ directory }: Pipeline, { kind, artifact, paths }: FilesStep): unknown {
  const places = paths.map((path) => (directory === '' ? path : `${directory}/${path}`));
  if (kind === 'load') {
    const isPattern = artifact.includes('*');
    const name = isPattern ? { pattern: artifact, 'merge-multiple': true } : { name: artifact };
    return { uses: action('actions/download-artifact'), with: { ...name, path: places[0] } };
  }
  return {
    uses: action('actions/upload-artifact'),
    if: '!cancelled()',
    with: { name: artifact, path: places.join('\n'), 'if-no-files-found': 'ignore', overwrite: true },
  };
}

/** Variables that azurerm, its backend and azstage sign in with: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/service_principal_oidc */
const SIGN_IN = {
  ARM_USE_OIDC: 'true',
  ARM_CLIENT_ID: '${{ vars.ARM_CLIENT_ID }}',
  ARM_TENANT_ID: '${{ vars.ARM_TENANT_ID }}',
  ARM_SUBSCRIPTION_ID: '${{ vars.ARM_SUBSCRIPTION_ID }}',
};

function commandStep(step: CommandStep): unknown {
  const inputs = inputsOf(step).map((name) => [name, `\${{ inputs.${INPUTS[name]} }}`]);
  const env = { ...secretsOf(step.secrets ?? [], step.needsPassphrase === true), ...Object.fromEntries(inputs) };
  return {
    name: step.title,
    if: step.always === true ? '!cancelled()' : undefined,
    run: step.about === undefined ? scriptOf(step) : `# ${step.about}\n${scriptOf(step)}`,
    env: Object.keys(env).length === 0 ? undefined : env,
  };
}

/** Jobs of pull requests name no environment: their subject is that of pull requests, whose identity reads alone. */
function environmentOf(name: string, { kind }: Job, { recordsDeployment }: GitHubJobProps): unknown {
  return kind === 'plan' ? undefined : recordsDeployment === true ? name : { name, deployment: false };
}

function runnerOf(labels: readonly string[] | undefined): unknown {
  return labels === undefined ? 'ubuntu-latest' : labels.length === 1 ? labels[0] : new InlineList(labels);
}

function inDirectory({ directory }: Pipeline): unknown {
  return directory === '' ? undefined : { run: { 'working-directory': directory } };
}

/** Name of the environment of GitHub whose reviewers approve the deployments of an environment. */
export function approvalEnvironment(environment: string): string {
  return `${environment}-approval`;
}

/** Job that waits until the reviewers of its environment approve. */
export function approvalJob({ title, needs, environment = '' }: Job, condition?: string): unknown {
  return section(
    {
      name: title,
      needs: needsOf(needs),
      if: condition,
      'runs-on': 'ubuntu-latest',
      environment: noted(approvalEnvironment(environment), 'required reviewers approve here, once for all stages'),
      'timeout-minutes': 5,
      permissions: {},
      steps: [{ run: 'echo "Approved: ${{ github.ref_name }} at ${{ github.sha }}"' }],
    },
    undefined,
  );
}
