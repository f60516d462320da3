import { REPORTS } from '../azstage-commands';
import { COMMENT_FUNCTION } from '../comment-text';
import { type Job, type Pipeline } from '../pipeline';
import { section } from '../yaml-text';
import { azureSteps, inCheckout } from './azure-step';
import { dependsOn } from './azure-job';

/**
 * Program that replaces the comment with the mark in a pull request of Azure Repos, or adds a thread with one:
 * https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads
 */
export function commentProgram(reports: string): string {
  return `${COMMENT_FUNCTION}
const { env } = process;
const project = env.SYSTEM_COLLECTIONURI + encodeURIComponent(env.SYSTEM_TEAMPROJECT);
const request = env.BUILD_REPOSITORY_ID + '/pullRequests/' + env.SYSTEM_PULLREQUEST_PULLREQUESTID;
const threads = project + '/_apis/git/repositories/' + request + '/threads';

async function ask(method, url, content) {
  const headers = { authorization: 'Bearer ' + env.SYSTEM_ACCESSTOKEN, 'content-type': 'application/json' };
  const answer = await fetch(url + '?api-version=7.1', { method, headers, body: content && JSON.stringify(content) });
  if (!answer.ok) throw new Error(method + ' ' + url + ': ' + answer.status);
  return answer.json();
}

async function main() {
  const content = commentOf('${reports}', project + '/_build/results?buildId=' + env.BUILD_BUILDID);
  const { value } = await ask('GET', threads);
  const all = value.flatMap(({ id, comments = [] }) => comments.map((comment) => ({ thread: id, comment })));
  const own = all.find(({ comment }) => comment.content?.startsWith(MARK));
  if (own) {
    await ask('PATCH', threads + '/' + own.thread + '/comments/' + own.comment.id, { content });
  } else {
    await ask('POST', threads, { comments: [{ parentCommentId: 0, content, commentType: 'text' }], status: 'closed' });
  }
}

main().catch((error) => {
  console.error('##[error]' + error.message);
  process.exitCode = 1;
});
`;
}

/** Job that writes the comment, and runs nothing of the pull request. */
export function commentJob(pipeline: Pipeline, job: Job, ids: ReadonlyMap<string, string>, condition: string): unknown {
  const program = commentProgram(inCheckout(pipeline, REPORTS));
  return section(
    {
      job: ids.get(job.id),
      displayName: job.title,
      dependsOn: dependsOn(job.needs, ids),
      condition,
      timeoutInMinutes: job.minutes,
      pool: { vmImage: 'ubuntu-latest' },
      steps: [
        { checkout: 'none' },
        ...azureSteps(pipeline, job),
        {
          script: `node - <<'SCRIPT'\n${program}SCRIPT\n`,
          displayName: job.title,
          env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' },
        },
      ],
    },
    job.about,
  );
}
