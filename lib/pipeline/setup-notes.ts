import { PASSPHRASE, SECRET_PREFIX } from '../toolkit/host/environment-variables';
import { readingConnection, serviceConnection, VARIABLE_GROUP } from './azure-devops/azure-step';
import { approvalEnvironment } from './github/github-job';
import { COMMENT_TOKEN } from './gitlab/gitlab-comment';
import { type CiSystem, type Pipeline } from './pipeline';

/** Things to set up once in the CI system, as sentences. */
export function setupOf(system: CiSystem, pipeline: Pipeline): readonly string[] {
  return NOTES[system](pipeline);
}

const VARIABLES = 'ARM_CLIENT_ID, ARM_TENANT_ID and ARM_SUBSCRIPTION_ID';

const NOTES: Readonly<Record<CiSystem, (pipeline: Pipeline) => readonly string[]>> = {
  github: ({ environments, branch, secrets }) => [
    `Environments ${environments.join(', ')}: the variables ${VARIABLES} of the identity that deploys, and deployments from ${branch} alone.`,
    `Environments ${environments.map(approvalEnvironment).join(', ')}: required reviewers.`,
    `Variables of the repository: ${VARIABLES} of an identity that only reads, for pull requests.`,
    `Secrets: ${secretNames(secrets)}.`,
  ],
  'azure-devops': ({ environments, branch, secrets }) => [
    `Service connections ${environments.map(serviceConnection).join(', ')} (workload identity federation): the identities that deploy, for ${branch} alone.`,
    `Service connections ${environments.map(readingConnection).join(', ')}: identities that only read, for pull requests.`,
    `Environments ${environments.join(', ')}: an approval and an exclusive lock as checks.`,
    `Variable group ${VARIABLE_GROUP}, as secrets: ${secretNames(secrets)}.`,
    'A pipeline for each of the files but the templates, and a build validation of the branch.',
  ],
  gitlab: (pipeline) => [
    `Variables of the environments ${pipeline.environments.join(', ')}: ${VARIABLES} of the identity that deploys.`,
    `Environments ${pipeline.environments.map(approvalEnvironment).join(', ')}: protected, and who may deploy to them approves.`,
    `Variables of the project: ${VARIABLES} of an identity that only reads, for merge requests.`,
    `Protected and masked variables: ${secretNames(pipeline.secrets)}; ${COMMENT_TOKEN}, for notes in merge requests.`,
    ...schedulesOf(pipeline),
  ],
};

/** Schedules, which GitLab keeps beside the files. */
function schedulesOf({ drift, switching, branch }: Pipeline): readonly string[] {
  const { downAt, upAt, scheduled = [] } = switching ?? {};
  const changes = [
    ['down', downAt],
    ['up', upAt],
  ].flatMap(([action, cron]) =>
    cron === undefined
      ? []
      : scheduled.map((name) => `"${cron}" with PIPELINE_ACTION=${action} and PIPELINE_ENVIRONMENT=${name}`),
  );
  const all = [...(drift === undefined ? [] : [`"${drift.schedule}" with PIPELINE_ACTION=drift`]), ...changes];
  return all.length === 0 ? [] : [`Pipeline schedules of ${branch}, in UTC: ${all.join('; ')}.`];
}

function secretNames(secrets: readonly string[]): string {
  return [PASSPHRASE, ...secrets.map((name) => `${SECRET_PREFIX}${name}`)].join(', ');
}
