import { createDefaultHttpClient, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { ValueError } from '../../errors';
import { JsonFormat } from '../../json/json-format';
import { FederatedSubject } from '../../values/federated-subject';
import { type Environment, valueOf } from '../../toolkit/host/environment-variables';
import { ToolkitError } from '../../toolkit/toolkit-error';
import { trouble } from '../azure-answer';
import { AzureError } from '../azure-error';
import { type AzurePipelineOptions, azurePipeline } from '../pipeline';

const HOST = 'api.github.com';

/** Day from which on repositories that are made have immutable subjects: https://docs.github.com/actions/reference/security/oidc#immutable-subject-claims */
const IMMUTABLE_FROM = '2026-07-15';

/** Repository: https://docs.github.com/rest/repos/repos#get-a-repository */
export const GITHUB_REPOSITORY = new JsonFormat(
  'repository of GitHub',
  z.object({ id: z.number(), full_name: z.string(), created_at: z.string(), owner: z.object({ id: z.number() }) }),
);

/** Subjects of a repository: https://docs.github.com/rest/actions/oidc#get-the-customization-template-for-an-oidc-subject-claim-for-a-repository */
export const GITHUB_SUBJECT = new JsonFormat(
  'subject template of GitHub',
  z.object({
    use_default: z.boolean(),
    include_claim_keys: z.array(z.string()).nullish(),
    sub_claim_prefix: z.string().nullish(),
  }),
);

/** Repository whose pipelines deploy. */
export interface GitHubOptions {
  /** `owner/name`. */
  readonly repository: string;
  /** Ids of owner and repository, `123456/456789`; false for a repository whose subjects have names alone. @default GitHub is asked */
  readonly ids?: string | false;
}

/** How GitHub is asked. */
export interface GitHubAccess {
  readonly env: Environment;
  readonly signal?: AbortSignal;
  /** @default those of the environment */
  readonly pipeline?: AzurePipelineOptions;
}

/** Subjects of the tokens of a repository. */
export interface GitHubSubjects {
  /** Repository as GitHub spells it. */
  readonly repository: string;
  readonly subjects: readonly FederatedSubject[];
  /** What is not verified. @default nothing */
  readonly unverified?: string;
}

/**
 * Subjects of the tokens of jobs that name an environment: with the ids of owner and repository for a repository that has immutable subjects, otherwise
 * with the names alone. Where GitHub does not say which of the two an older repository has, both.
 *
 * @throws ToolkitError when the repository cannot be found, or has subjects of a template of its own
 */
export async function gitHubSubjects(
  { repository, ids }: GitHubOptions,
  environment: string,
  access: GitHubAccess,
): Promise<GitHubSubjects> {
  const named = subjectOf(repository, environment);
  const [owner = '', name = ''] = repository.split('/');
  if (ids === false) {
    return { repository, subjects: [named], unverified: 'that the subjects of the repository have names alone' };
  }
  if (ids !== undefined) {
    const [, ownerId, repositoryId] = /^(\d+)\/(\d+)$/.exec(ids) ?? [];
    if (ownerId === undefined || repositoryId === undefined) {
      throw new ToolkitError(
        'USAGE',
        `--github-ids: "${ids}" is not two numbers.`,
        'Allowed: the ids of owner and repository, such as 123456/456789.',
      );
    }
    const subject = subjectOf(`${owner}@${ownerId}/${name}@${repositoryId}`, environment);
    return { repository, subjects: [subject], unverified: 'the ids, and that the repository has immutable subjects' };
  }
  return askedSubjects(repository, environment, access);
}

async function askedSubjects(asked: string, environment: string, access: GitHubAccess): Promise<GitHubSubjects> {
  const found = await ask(`/repos/${asked}`, access);
  refuseUnanswered(asked, found, access);
  const { id, full_name: repository, created_at: created, owner } = read(asked, GITHUB_REPOSITORY, found);
  const [ownerName = '', name = ''] = repository.split('/');
  const numbered = `${ownerName}@${owner.id}/${name}@${id}`;
  const answer = await ask(`/repos/${repository}/actions/oidc/customization/sub`, access);
  const template = answer.status === 200 ? GITHUB_SUBJECT.tryParse(answer.bodyAsText ?? '') : undefined;
  if (template?.use_default === false && (template.include_claim_keys ?? ['repo']).join() !== 'repo,context') {
    throw new ToolkitError(
      'REFUSED',
      `The subjects of ${repository} are made from a template of its own, or of its organization.`,
      `Reset it with gh api --method PUT repos/${repository}/actions/oidc/customization/sub -F use_default=true, or add the credential for its subject yourself.`,
    );
  }
  const prefix = template?.sub_claim_prefix;
  if (prefix !== undefined && prefix !== null) {
    return { repository, subjects: [subjectOf(prefix.replace(/^repo:/, ''), environment)] };
  }
  if (created.slice(0, 10) > IMMUTABLE_FROM) {
    return { repository, subjects: [subjectOf(numbered, environment)] };
  }
  return {
    repository,
    subjects: [subjectOf(repository, environment), subjectOf(numbered, environment)],
    unverified: `which of the two the repository has: gh api repos/${repository}/actions/oidc/customization/sub tells; delete the other credential`,
  };
}

function subjectOf(repository: string, environment: string): FederatedSubject {
  try {
    return FederatedSubject.gitHubEnvironment(repository, environment);
  } catch (error) {
    if (!(error instanceof ValueError)) {
      throw error;
    }
    const { message, allowed = '' } = error.problem;
    throw new ToolkitError('USAGE', `--github: ${message}.`, `Allowed: ${allowed}.`);
  }
}

async function ask(path: string, { env, signal, pipeline }: GitHubAccess): Promise<PipelineResponse> {
  const request = createPipelineRequest({ url: `https://${HOST}${path}`, timeout: 30_000, abortSignal: signal });
  request.headers.set('accept', 'application/vnd.github+json');
  request.headers.set('x-github-api-version', '2022-11-28');
  const token = valueOf(env, 'GH_TOKEN') ?? valueOf(env, 'GITHUB_TOKEN');
  if (token !== undefined) {
    request.headers.set('authorization', `Bearer ${token}`);
  }
  try {
    return await azurePipeline(pipeline).sendRequest(createDefaultHttpClient(), request);
  } catch (error) {
    const found = trouble(`GET ${path}`, HOST, error);
    throw found instanceof AzureError
      ? new AzureError({ reason: found.reason }, found.message, `Check the network, or ${WITHOUT_GITHUB}`)
      : found;
  }
}

const WITHOUT_GITHUB =
  'give the ids yourself with --github-ids OWNER-ID/REPOSITORY-ID; --no-github-ids for a repository whose subjects have names alone.';

/** @throws AzureError for a repository that GitHub does not show */
function refuseUnanswered(repository: string, { status, headers }: PipelineResponse, { env }: GitHubAccess): void {
  if (status === 200) {
    return;
  }
  const hasToken = (valueOf(env, 'GH_TOKEN') ?? valueOf(env, 'GITHUB_TOKEN')) !== undefined;
  const isLimited = status === 429 || headers.get('x-ratelimit-remaining') === '0';
  const message = isLimited
    ? `${HOST} limits the rate of requests.`
    : status === 404
      ? `GitHub has no repository ${repository}, or shows it only to who is signed in.`
      : `${HOST} answered ${status} to GET /repos/${repository}.`;
  const token = hasToken ? 'Check the token in GH_TOKEN' : 'Set GH_TOKEN, as with $(gh auth token)';
  throw new AzureError({ status }, message, `${token}, or ${WITHOUT_GITHUB}`);
}

function read<T>(repository: string, format: JsonFormat<T>, { bodyAsText, status }: PipelineResponse): T {
  const content = format.tryParse(bodyAsText ?? '');
  if (content === undefined) {
    throw new AzureError({ status }, `The answer of ${HOST} about ${repository} is not a ${format.name}.`);
  }
  return content;
}
