import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { commentProgram as azureProgram } from '../../../lib/pipeline/azure-devops/azure-comment';
import { commentScript } from '../../../lib/pipeline/github/pull-request-workflow';
import { commentProgram as gitLabProgram } from '../../../lib/pipeline/gitlab/gitlab-comment';

const MARK = '<!-- azstage pipeline -->';

const REPORTS = {
  'reports-dev-1/plan-dev.md': 'old attempt',
  'reports-dev-2/plan-dev.md': 'plan of dev',
  'reports-dev-2/drift-dev.md': 'drift of dev',
  'plan-prod.md': 'plan of prod',
  'plan-prod.json': '{}',
  'policy-findings-1/findings-dev.sarif': sarif(
    { ruleId: 'AZS001' },
    { ruleId: 'AZS001', suppressions: [] },
    { ruleId: 'AZS003', suppressions: [{ kind: 'inSource' }] },
    { ruleId: 'AZS002<script>' },
  ),
  'policy-findings-1/findings-prod.sarif': JSON.stringify({ runs: [{}] }),
};

const BODY = [
  MARK,
  'plan of dev',
  'plan of prod',
  'drift of dev',
  'Policy findings of dev: 3: AZS001 (2), AZS002script',
  'Policy findings of prod: none',
].join('\n\n');

function sarif(...results: readonly object[]): string {
  return JSON.stringify({ runs: [{ results }] });
}

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'azstage-test-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

function write(reports: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(reports)) {
    const file = path.join(directory, 'reports', name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

interface Asked {
  readonly method?: string;
  readonly url?: string;
  readonly token?: string;
  readonly body?: unknown;
}

/** Runs a program against a service on loopback, which answers what is given for each request. */
async function run(
  program: string,
  env: (url: string) => Record<string, string>,
  answers: (asked: Asked) => { readonly status?: number; readonly body: unknown },
): Promise<{ readonly asked: readonly Asked[]; readonly failed: string }> {
  const asked: Asked[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const { method, url, headers } = request;
      const token = headers.authorization ?? (headers['private-token'] as string);
      const one = { method, url, token, ...(text === '' ? {} : { body: JSON.parse(text) as unknown }) };
      asked.push(one);
      const { status = 200, body } = answers(one);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const failed = await new Promise<string>((resolve) => {
      const child = execFile(process.execPath, ['-'], { cwd: directory, env: env(url) }, (_, __, stderr) =>
        resolve(stderr),
      );
      child.stdin?.end(program);
    });
    return { asked, failed };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('the comment on GitHub', () => {
  const comment = async (comments: readonly unknown[]) => {
    const calls: unknown[] = [];
    const issues = {
      listComments: 'list',
      updateComment: (call: unknown) => calls.push(['update', call]),
      createComment: (call: unknown) => calls.push(['create', call]),
    };
    const github = { rest: { issues }, paginate: (list: unknown) => (list === 'list' ? comments : []) };
    const context = {
      repo: { owner: 'acme', repo: 'shop' },
      issue: { number: 7 },
      serverUrl: 'https://github.com',
      runId: 9,
    };
    const script = commentScript({ directory: '' }).replace(
      "'reports'",
      JSON.stringify(path.join(directory, 'reports')),
    );
    // As actions/github-script runs it.
    const work = new Function('require', 'github', 'context', `return (async () => {${script}})();`) as (
      ...args: readonly unknown[]
    ) => Promise<void>;
    await work(require, github, context);
    return calls;
  };

  test('is made from the newest reports, plans first', async () => {
    write(REPORTS);
    expect(await comment([{ id: 1, user: { type: 'User' }, body: `${MARK} of somebody else` }])).toEqual([
      ['create', { owner: 'acme', repo: 'shop', issue_number: 7, body: BODY }],
    ]);
  });

  test('is replaced at the next push', async () => {
    write(REPORTS);
    expect(await comment([{ id: 2, user: { type: 'Bot' }, body: `${MARK}\n\nold` }])).toEqual([
      ['update', { owner: 'acme', repo: 'shop', comment_id: 2, body: BODY }],
    ]);
  });

  test('says so where there is no report', async () => {
    expect(JSON.stringify(await comment([]))).toContain(
      'No environment could be planned: https://github.com/acme/shop/actions/runs/9',
    );
  });

  test('fits the limit, with whole lines and closed blocks of code', async () => {
    const text = `# Plan\n\n\`\`\`\n${'a line of some length\n'.repeat(5000)}\`\`\`\n`;
    write({ 'plan-dev.md': text, 'plan-prod.md': text });
    const [[, { body }]] = (await comment([])) as [[string, { body: string }]];
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.match(/^```/gm)).toHaveLength(4);
    expect(body).toContain('length\n```\n\nThe rest is in the run: https://github.com/');
  });
});

describe('the comment on Azure DevOps', () => {
  const env = (url: string) => ({
    SYSTEM_COLLECTIONURI: url,
    SYSTEM_TEAMPROJECT: 'my shop',
    BUILD_REPOSITORY_ID: 'r1',
    SYSTEM_PULLREQUEST_PULLREQUESTID: '7',
    BUILD_BUILDID: '9',
    SYSTEM_ACCESSTOKEN: 'token',
  });
  const threads = '/my%20shop/_apis/git/repositories/r1/pullRequests/7/threads';

  test('is a thread of its own', async () => {
    write(REPORTS);
    const { asked } = await run(azureProgram('reports'), env, () => ({ body: { value: [{ id: 1 }] } }));
    expect(asked).toEqual([
      { method: 'GET', url: `${threads}?api-version=7.1`, token: 'Bearer token' },
      {
        method: 'POST',
        url: `${threads}?api-version=7.1`,
        token: 'Bearer token',
        body: { comments: [{ parentCommentId: 0, content: BODY, commentType: 'text' }], status: 'closed' },
      },
    ]);
  });

  test('is replaced at the next push', async () => {
    write(REPORTS);
    const value = [{ id: 3, comments: [{ id: 1, content: `${MARK} old` }] }];
    const { asked } = await run(azureProgram('reports'), env, () => ({ body: { value } }));
    expect(asked[1]).toEqual({
      method: 'PATCH',
      url: `${threads}/3/comments/1?api-version=7.1`,
      token: 'Bearer token',
      body: { content: BODY },
    });
  });

  test('fails with the answer of the service, and without the token', async () => {
    const { failed } = await run(azureProgram('reports'), env, () => ({ status: 403, body: {} }));
    expect(failed).toMatch(/^##\[error\]GET http.*\/threads: 403\n$/);
  });
});

describe('the note on GitLab', () => {
  const env = (url: string) => ({
    CI_API_V4_URL: `${url}api/v4`,
    CI_PROJECT_ID: '5',
    CI_MERGE_REQUEST_IID: '7',
    CI_PIPELINE_URL: 'https://gitlab.com/run',
    AZSTAGE_COMMENT_TOKEN: 'token',
  });
  const notes = '/api/v4/projects/5/merge_requests/7/notes';

  test('is found on any page, and replaced', async () => {
    write(REPORTS);
    const full = Array.from({ length: 100 }, (_, id) => ({ id, body: 'other', system: false }));
    const { asked } = await run(gitLabProgram({ directory: '' }), env, ({ url }) => ({
      body: url?.includes('page=2') === true ? [{ id: 300, body: `${MARK} old`, system: false }] : full,
    }));
    expect(asked).toEqual([
      { method: 'GET', url: `${notes}?per_page=100&page=1`, token: 'token' },
      { method: 'GET', url: `${notes}?per_page=100&page=2`, token: 'token' },
      { method: 'PUT', url: `${notes}/300`, token: 'token', body: { body: BODY } },
    ]);
  });

  test('is added where there is none', async () => {
    write(REPORTS);
    const { asked } = await run(gitLabProgram({ directory: '' }), env, () => ({ body: [] }));
    expect(asked[1]).toMatchObject({ method: 'POST', url: notes, body: { body: BODY } });
  });
});
