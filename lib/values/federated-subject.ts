import { quote, ValueError } from '../errors';

/** Source: docs.github.com/actions/reference/security/oidc. */
const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/**
 * The issuer and subject of the tokens that may sign in as an identity, without a secret.
 *
 * Entra ID compares both letter by letter, with case and without wildcards.
 *
 * A repository of GitHub is `owner/name`. One that was made, renamed or transferred after 15 July 2026, or that opted in,
 * has immutable subjects and is `owner@123456/name@456789`, with the numbers of both: `gh api
 * repos/<owner>/<name>/actions/oidc/customization/sub` prints which of the two.
 */
export class FederatedSubject {
  /**
   * Jobs of GitHub Actions that run for a branch.
   *
   * @param repository `owner/name` or `owner@123456/name@456789`
   * @param branch such as `main`
   * @throws ValueError when one of them is none
   */
  public static gitHubBranch(repository: string, branch: string): FederatedSubject {
    return gitHub(repository, `ref:refs/heads/${gitReference('branch', branch)}`);
  }

  /**
   * Jobs of GitHub Actions that run for a tag.
   *
   * @param repository `owner/name` or `owner@123456/name@456789`
   * @param tag such as `v1.0.0`; there are no patterns, so every tag needs a subject of its own
   * @throws ValueError when one of them is none
   */
  public static gitHubTag(repository: string, tag: string): FederatedSubject {
    return gitHub(repository, `ref:refs/tags/${gitReference('tag', tag)}`);
  }

  /**
   * Jobs of GitHub Actions that name an environment, whose rules (reviewers, branches) GitHub enforces.
   *
   * @param repository `owner/name` or `owner@123456/name@456789`
   * @param environment as the job names it
   * @throws ValueError when one of them is none
   */
  public static gitHubEnvironment(repository: string, environment: string): FederatedSubject {
    if (environment === '' || environment.length > 255) {
      throw new ValueError({ message: `environment ${quote(environment)}`, allowed: '1 to 255 characters' });
    }
    // GitHub writes a colon so, as colons part the subject.
    return gitHub(repository, `environment:${withoutWildcard('environment', environment).replace(/:/g, '%3A')}`);
  }

  /**
   * Jobs of GitHub Actions that run for a pull request, whoever opened it: grant such an identity read access only.
   *
   * @param repository `owner/name` or `owner@123456/name@456789`
   * @throws ValueError when it is none
   */
  public static gitHubPullRequest(repository: string): FederatedSubject {
    return gitHub(repository, 'pull_request');
  }

  /**
   * Pods that run as a service account.
   *
   * @param issuer address of the cluster's token issuer
   * @throws ValueError when Kubernetes takes no such name
   */
  public static serviceAccount(issuer: string, namespace: string, serviceAccount: string): FederatedSubject {
    checkName(
      'namespace',
      namespace,
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      'up to 63 lower-case letters, digits and hyphens',
    );
    checkName(
      'serviceAccount',
      serviceAccount,
      /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
      'up to 253 lower-case letters, digits, hyphens and dots',
    );
    return new FederatedSubject(issuer, `system:serviceaccount:${namespace}:${serviceAccount}`);
  }

  /**
   * A subject of any other issuer, or of a repository whose subjects are made from a template of its own.
   *
   * @param issuer the `iss` claim of the tokens
   * @param subject the `sub` claim of the tokens
   * @throws ValueError when the subject is empty, longer than 600 characters or has a wildcard
   */
  public static of(issuer: string, subject: string): FederatedSubject {
    return new FederatedSubject(issuer, subject);
  }

  private constructor(
    /** URL of the token issuer. */
    public readonly issuer: string,
    /** The `sub` claim of the tokens. */
    public readonly subject: string,
  ) {
    if (subject === '' || subject.length > 600) {
      throw new ValueError({ message: `subject ${quote(subject)}`, allowed: '1 to 600 characters' });
    }
    withoutWildcard('subject', subject);
  }
}

/** Sources: docs.github.com/actions/reference/security/oidc, github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens. */
function gitHub(repository: string, rest: string): FederatedSubject {
  const owner = '[A-Za-z0-9](?:-?[A-Za-z0-9_]){0,38}';
  const name = '[A-Za-z0-9._-]{1,100}';
  checkName(
    'repository',
    repository,
    new RegExp(`^(?:${owner}/${name}|${owner}@\\d+/${name}@\\d+)$`),
    'owner/name as GitHub spells it, or owner@123456/name@456789 for one with immutable subjects',
  );
  return FederatedSubject.of(GITHUB_ISSUER, `repo:${repository}:${rest}`);
}

function gitReference(kind: string, name: string): string {
  const short = name.replace(/^refs\/(heads|tags)\//, '');
  if (name === '' || short !== name) {
    const fix = short === '' ? undefined : `Did you mean ${quote(short)}?`;
    throw new ValueError({ message: `${kind} ${quote(name)}`, allowed: `the name of a ${kind} without refs/`, fix });
  }
  return withoutWildcard(kind, name);
}

/** Source: learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations. */
function withoutWildcard(what: string, text: string): string {
  if (text.includes('*')) {
    throw new ValueError({
      message: `${what} ${quote(text)} has a wildcard`,
      allowed: 'one exact text: Entra ID does not support patterns',
      fix: 'Create one credential for each, or use a GitHub environment.',
    });
  }
  return text;
}

function checkName(what: string, got: string, pattern: RegExp, allowed: string): void {
  if (!pattern.test(got)) {
    throw new ValueError({ message: `${what} ${quote(got)}`, allowed });
  }
}
