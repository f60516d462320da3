import tools from '../../facts/pipeline-tools.json';
import { PASSPHRASE, SECRET_PREFIX } from '../../toolkit/host/environment-variables';
import { inputsOf, scriptOf } from '../command-text';
import { type CommandStep, type FilesStep, type Job, type Pipeline } from '../pipeline';

/** Variable group with the passphrase of bundles and the secret parameters of the app. */
export const VARIABLE_GROUP = 'azstage';

/** Names of the parameters of pipelines, by the variables that pass them to commands. */
const PARAMETERS = { STAGES: 'stages', ALLOW_DATA_LOSS: 'allowDataLoss' } as const;

/** Parameter of a pipeline that approves the loss of data. */
export const LOSS_PARAMETER = {
  name: 'allowDataLoss',
  displayName: 'Addresses of resources whose data may be lost, separated by blanks',
  type: 'string',
  default: ' ',
} as const;

/** Name of the service connection whose identity works on an environment. */
export function serviceConnection(environment: string): string {
  return `azstage-${environment}`;
}

/** Name of the service connection whose identity plans pull requests, and only reads. */
export function readingConnection(environment: string): string {
  return `${serviceConnection(environment)}-read`;
}

/** Path within the checkout. */
export function inCheckout({ directory }: Pick<Pipeline, 'directory'>, path: string): string {
  return ['$(System.DefaultWorkingDirectory)', directory, path].filter((part) => part !== '').join('/');
}

/** Task with its version. */
export function task(name: keyof typeof tools.tasks): string {
  return `${name}@${tools.tasks[name]}`;
}

/** Steps of a job. */
export function azureSteps(pipeline: Pipeline, job: Job): readonly unknown[] {
  return job.steps.map((step) =>
    step.kind === 'command' ? commandStep(pipeline, job, step) : filesStep(pipeline, job, step),
  );
}

function commandStep(pipeline: Pipeline, { kind, environment }: Job, step: CommandStep): unknown {
  const { directory } = pipeline;
  const names = [...(step.needsPassphrase === true ? [PASSPHRASE] : []), ...secretsOf(step)];
  const inputs = inputsOf(step).map((name) => [name, `\${{ parameters.${PARAMETERS[name]} }}`]);
  const env = { ...Object.fromEntries(names.map((name) => [name, `$(${name})`])), ...Object.fromEntries(inputs) };
  // The default of a parameter that may be left out is a blank.
  const blanks = inputsOf(step).map((name) => `${name}="\${${name}# }"`);
  const script = [...names.map(requireVariable), ...blanks, scriptOf(step)].join('\n');
  const inDirectory = directory === '' ? undefined : directory;
  if (environment === undefined) {
    return {
      script,
      displayName: step.title,
      condition: step.always === true ? 'succeededOrFailed()' : undefined,
      workingDirectory: inDirectory,
      env: orNothing(env),
    };
  }
  const connection = kind === 'plan' ? readingConnection(environment) : serviceConnection(environment);
  return {
    task: task('AzureCLI'),
    displayName: step.title,
    inputs: {
      azureSubscription: connection,
      scriptType: 'bash',
      scriptLocation: 'inlineScript',
      inlineScript: `${SIGN_IN}\n${script}\n`,
      workingDirectory: inDirectory,
    },
    env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)', ...env },
  };
}

/**
 * Variables of azurerm, from those that the task sets:
 * https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/service_principal_oidc and
 * https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/azure-cli-v2
 */
const SIGN_IN = [
  'set -e',
  'export ARM_USE_OIDC=true ARM_CLIENT_ID="$AZURESUBSCRIPTION_CLIENT_ID" ARM_TENANT_ID="$AZURESUBSCRIPTION_TENANT_ID"',
  'export ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID="$AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"',
  'ARM_SUBSCRIPTION_ID=`az account show --query id --output tsv`; export ARM_SUBSCRIPTION_ID',
].join('\n');

/** Line that fails without a variable: Azure Pipelines passes on `$(NAME)` as it is where there is none of that name. */
function requireVariable(name: string): string {
  const message = `##[error]${name} is not in the variable group ${VARIABLE_GROUP}.`;
  return `case "$${name}" in '' | *${name}*) echo "${message}"; exit 1 ;; esac`;
}

function secretsOf({ secrets = [] }: CommandStep): readonly string[] {
  return secrets.map((name) => `${SECRET_PREFIX}${name}`);
}

function filesStep(pipeline: Pipeline, { kind: job }: Job, { kind, artifact, paths }: FilesStep): unknown {
  const [place = ''] = paths;
  const path = inCheckout(pipeline, place.replace(/\/\*.*$/, ''));
  if (kind === 'load') {
    const isPattern = artifact.includes('*');
    return {
      task: task('DownloadPipelineArtifact'),
      inputs: {
        artifactName: isPattern ? undefined : artifact,
        itemPattern: isPattern ? `${artifact}/**` : undefined,
        targetPath: path,
      },
    };
  }
  // A bundle is there once, and only when it is complete; of reports, each attempt of a job keeps its own.
  const isBundle = job === 'bundle' && artifact.startsWith('plans-');
  return {
    publish: path,
    artifact: isBundle ? artifact : `${artifact}-$(System.JobAttempt)`,
    condition: isBundle ? undefined : 'succeededOrFailed()',
  };
}

function orNothing<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
