import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMPILED_CLI } from './compiled-cli';
import { TestProject } from './test-project';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.record(z.string(), text);

const step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: texts.default({}),
  env: texts.default({}),
});

const job = z.object({
  needs: z.union([z.string().transform((need) => [need]), z.array(z.string())]).default([]),
  uses: z.string().optional(),
  with: texts.default({}),
  secrets: texts.default({}),
  env: texts.default({}),
  steps: z.array(step).default([]),
});

const WORKFLOW = z.object({ jobs: z.record(z.string(), job) });

type Job = z.infer<typeof job>;
type Step = z.infer<typeof step>;

/** Values of expressions by name: `secrets.AZSTAGE_PASSPHRASE`. */
type Context = Readonly<Record<string, string>>;

/** Result of a job. */
export type JobResult = 'success' | 'failure' | 'skipped';

/**
 * The part of GitHub Actions that runs a workflow: jobs in the order of their needs, each in a fresh checkout, and the artifacts. Expressions other than
 * names of contexts, and conditions of jobs, are not evaluated; every approval is given.
 */
export class GithubRunner {
  /** Results of the jobs of the last attempt, those of a called workflow with its job: `deploy-dev / a`. */
  public readonly results = new Map<string, JobResult>();
  /** Jobs that the last attempt has run, in order. */
  public readonly ran: string[] = [];
  /** Output of each job that was run last. */
  public readonly output = new Map<string, string>();
  private readonly artifacts = TestProject.empty();

  constructor(
    private readonly repository: TestProject,
    private readonly context: Context,
  ) {}

  /** Runs a workflow; repeated, the jobs that failed or were skipped, as "Re-run failed jobs" does. */
  public async run(file: string): Promise<void> {
    this.ran.length = 0;
    await this.runWorkflow(file, this.context, '');
  }

  private async runWorkflow(file: string, context: Context, prefix: string): Promise<JobResult> {
    const { jobs } = WORKFLOW.parse(parse(this.repository.read(file)));
    const started = new Map<string, Promise<JobResult>>();
    const start = (name: string): Promise<JobResult> => {
      const known = started.get(name) ?? this.runAfter(`${prefix}${name}`, jobs[name] as Job, context, start);
      started.set(name, known);
      return known;
    };
    const results = await Promise.all(Object.keys(jobs).map(start));
    return results.every((result) => result === 'success') ? 'success' : 'failure';
  }

  private async runAfter(
    name: string,
    given: Job,
    context: Context,
    start: (name: string) => Promise<JobResult>,
  ): Promise<JobResult> {
    const needed = await Promise.all(given.needs.map(start));
    if (this.results.get(name) === 'success') {
      return 'success';
    }
    const isReady = needed.every((result) => result === 'success');
    const result = isReady ? await this.runJob(name, given, context) : 'skipped';
    this.results.set(name, result);
    return result;
  }

  private async runJob(name: string, given: Job, context: Context): Promise<JobResult> {
    if (given.uses !== undefined) {
      const named = (kind: string, values: Context) =>
        Object.entries(values).map(([key, value]) => [`${kind}.${key}`, evaluated(value, context)]);
      const own = Object.fromEntries([...named('inputs', given.with), ...named('secrets', given.secrets)]) as Context;
      return this.runWorkflow(given.uses.replace(/^\.\//, ''), own, `${name} / `);
    }
    this.ran.push(name);
    this.output.set(name, '');
    const checkout = this.repository.checkout();
    let result: JobResult = 'success';
    for (const each of given.steps) {
      if (result === 'success' || each.if === '!cancelled()') {
        const env = environment({ ...given.env, ...each.env }, context);
        const isDone = await this.runStep(name, each, checkout, { env, context });
        result = isDone ? result : 'failure';
      }
    }
    return result;
  }

  private async runStep(
    name: string,
    { uses = '', run, with: inputs }: Step,
    checkout: TestProject,
    { env, context }: { readonly env: NodeJS.ProcessEnv; readonly context: Context },
  ): Promise<boolean> {
    if (run !== undefined) {
      return this.runScript(name, evaluated(run, context), checkout, env);
    }
    const { name: artifact = '', path: place = '' } = inputs;
    const [kept, own] = [this.artifacts, checkout].map(({ directory }, index) =>
      path.join(directory, index === 0 ? artifact : place),
    ) as [string, string];
    if (uses.startsWith('actions/upload-artifact@') && fs.existsSync(own)) {
      fs.rmSync(kept, { recursive: true, force: true });
      fs.cpSync(own, kept, { recursive: true });
    } else if (uses.startsWith('actions/download-artifact@')) {
      fs.cpSync(kept, own, { recursive: true });
    }
    return true;
  }

  private async runScript(
    name: string,
    script: string,
    checkout: TestProject,
    env: NodeJS.ProcessEnv,
  ): Promise<boolean> {
    const program = [process.execPath, COMPILED_CLI].map((part) => `'${part}'`).join(' ');
    checkout.script('.bin/npx', `shift\nexec ${program} "$@"`);
    const all = checkout.env({ ...env, PATH: `${checkout.directory}/.bin:${process.env['PATH']}` });
    return new Promise((resolve) => {
      // As GitHub runs a script: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunshell
      execFile('bash', ['-e', '-c', script], { cwd: checkout.directory, env: all }, (error, stdout, stderr) => {
        this.output.set(name, `${this.output.get(name) ?? ''}${stdout}${stderr}`);
        resolve(error === null);
      });
    });
  }
}

/** Environment variables of a step; without the sign-in to Azure, which the stages of a test do not need. */
function environment(values: Context, context: Context): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => !name.startsWith('ARM_'))
      .map(([name, value]) => [name, evaluated(value, context)]),
  );
}

function evaluated(value: string, context: Context): string {
  return value.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => context[name] ?? '');
}
