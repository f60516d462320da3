import { REPORTS } from '../azstage-commands';
import { COMMENT_FUNCTION } from '../comment-text';
import { inCheckout } from './gitlab-job';
import { type Pipeline } from '../pipeline';

/** Variable with the token of a project access token that may write notes: the token of a job may not. */
export const COMMENT_TOKEN = 'AZSTAGE_COMMENT_TOKEN';

/**
 * Program that replaces the note with the mark in a merge request, or adds one: https://docs.gitlab.com/api/notes/#merge-requests
 */
export function commentProgram(pipeline: Pick<Pipeline, 'directory'>): string {
  return `${COMMENT_FUNCTION}
const { env } = process;
const request = '/projects/' + env.CI_PROJECT_ID + '/merge_requests/' + env.CI_MERGE_REQUEST_IID + '/notes';
const notes = env.CI_API_V4_URL + request;

async function ask(method, url, content) {
  const headers = { 'private-token': env.${COMMENT_TOKEN}, 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: content && JSON.stringify(content) });
  if (!answer.ok) throw new Error(method + ' ' + url + ': ' + answer.status);
  return answer.json();
}

async function ownNote() {
  for (let page = 1; ; page += 1) {
    const found = await ask('GET', notes + '?per_page=100&page=' + page);
    const own = found.find(({ body, system }) => !system && body.startsWith(MARK));
    if (own || found.length < 100) return own;
  }
}

async function main() {
  const body = commentOf('${inCheckout(pipeline, REPORTS)}', env.CI_PIPELINE_URL);
  const own = await ownNote();
  await (own ? ask('PUT', notes + '/' + own.id, { body }) : ask('POST', notes, { body }));
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;
}
