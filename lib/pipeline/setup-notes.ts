import { PASSPHRASE, SECRET_PREFIX } from '../toolkit/host/environment-variables';
import { approvalEnvironment } from './github/github-job';
import { type CiSystem, type Pipeline } from './pipeline';

/** Things to set up once in the CI system, as sentences. */
export function setupOf(system: CiSystem, pipeline: Pipeline): readonly string[] {
  return NOTES[system]?.(pipeline) ?? [];
}

const VARIABLES = 'ARM_CLIENT_ID, ARM_TENANT_ID and ARM_SUBSCRIPTION_ID';

const NOTES: Readonly<Partial<Record<CiSystem, (pipeline: Pipeline) => readonly string[]>>> = {
  github: ({ environments, branch, secrets }) => [
    `Environments ${environments.join(', ')}: the variables ${VARIABLES} of the identity that deploys, and deployments from ${branch} alone.`,
    `Environments ${environments.map(approvalEnvironment).join(', ')}: required reviewers.`,
    `Variables of the repository: ${VARIABLES} of an identity that only reads, for pull requests.`,
    `Secrets: ${secretNames(secrets)}.`,
  ],
};

function secretNames(secrets: readonly string[]): string {
  return [PASSPHRASE, ...secrets.map((name) => `${SECRET_PREFIX}${name}`)].join(', ');
}
