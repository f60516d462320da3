import fs from 'node:fs';
import path from 'node:path';
import { AzstageError } from '../../errors';
import { type Hook } from '../../manifest/hook';
import { type Finding, openFindings } from '../../policy/finding';
import { type Assembly } from '../assembly/assembly';
import { count } from '../host/count';
import { makeTemporaryDirectory } from '../host/private-files';
import { countFindings, findingCounts } from '../io/finding-text';
import { oneLine } from '../io/printable';
import { type Session } from '../run/session';
import { ToolkitError } from '../toolkit-error';
import { failed, nameOfHook, runHook, said } from './hook-command';
import { hookFindings, planFile } from './hook-findings';
import { readJunit } from './read-junit';
import { readSarif, type ReportedFinding } from './read-sarif';

/** Most findings of a hook that are read. */
const MOST = 10_000;

/** Findings, and lines of text, of a hook that are shown. */
const MOST_SHOWN = 10;
const MOST_LINES = 40;

/** Event that hooks run after. */
type HookEvent = 'afterSynth' | 'afterPlan';

/** Hooks of an app, and what they have found so far. */
export class RunHooks {
  /** Hooks with findings that make the run fail: `checkov: 2 errors`. */
  private readonly refusals: string[] = [];
  private plans?: string;

  constructor(
    private readonly session: Session,
    private readonly assembly: Assembly,
    /** Findings of all hooks, acknowledged ones too. */
    public readonly findings: Finding[] = [],
  ) {}

  /** Receiver of the JSON of plans; undefined where no hook needs them. */
  public get planKeeper(): ((stage: string, json: string) => void) | undefined {
    return this.of('afterPlan').length === 0 ? undefined : (stage, json) => this.keepPlan(stage, json);
  }

  /** Whether a hook has findings that make the run fail. */
  public get areFailing(): boolean {
    return this.refusals.length > 0;
  }

  /**
   * Runs the hooks after synth.
   *
   * @param stages names of the stages that are meant: findings about others are left out
   * @throws ToolkitError HOOK_FAILED
   */
  public async afterSynth(stages: readonly string[]): Promise<void> {
    await this.run('afterSynth', stages);
  }

  /**
   * Runs the hooks after the plans, unless none has changes.
   *
   * @throws ToolkitError HOOK_FAILED
   */
  public async afterPlan(stages: readonly string[]): Promise<void> {
    if (this.plans !== undefined) {
      await this.run('afterPlan', stages);
    }
  }

  /**
   * Refuses to go on where a hook has findings that make the run fail.
   *
   * @throws ToolkitError FINDINGS
   */
  public refuse(): void {
    if (this.areFailing) {
      throw new ToolkitError(
        'FINDINGS',
        `Hooks have findings: ${this.refusals.join('; ')}. Nothing was applied.`,
        'Solve them, let the tool suppress them with a reason, or set failOn of the hook.',
      );
    }
  }

  /** Calls a function that makes plans and runs hooks after them, and removes the plans. */
  public async whilePlansExist<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      if (this.plans !== undefined) {
        fs.rmSync(this.plans, { recursive: true, force: true });
        this.plans = undefined;
      }
    }
  }

  /** Keeps the JSON of a plan for the hooks. It may hold secrets: only the user can read it, and it is removed after them. */
  private keepPlan(stage: string, json: string): void {
    this.plans ??= makeTemporaryDirectory(path.join(this.session.project.dataDirectory, 'hooks', 'plans'));
    fs.writeFileSync(path.join(this.plans, planFile(stage)), json, { mode: 0o600 });
  }

  private of(event: HookEvent): readonly Hook[] {
    return this.assembly.metadata?.hooks?.[event] ?? [];
  }

  private async run(event: HookEvent, stages: readonly string[]): Promise<void> {
    for (const hook of this.of(event)) {
      const found = await this.runOne(event, hook, stages);
      this.findings.push(...found);
      const { failOn = 'error' } = hook;
      const open = failOn === 'never' ? [] : openFindings(found, failOn);
      if (open.length > 0) {
        this.refusals.push(`${nameOfHook(hook)}: ${findingCounts(countFindings(open))}`);
      }
    }
  }

  private async runOne(event: HookEvent, hook: Hook, stages: readonly string[]): Promise<readonly Finding[]> {
    const { session, assembly, plans } = this;
    const { report, project } = session;
    const name = nameOfHook(hook);
    const elapsed = session.stopwatch();
    report.say('info', 'hook.started', `${name}: runs ${event === 'afterSynth' ? 'after synth' : 'after the plans'}`, {
      hook: name,
      event,
    });
    const output = makeTemporaryDirectory(path.join(project.dataDirectory, 'hooks', 'output'));
    try {
      const env = {
        AZSTAGE_HOOK: event,
        AZSTAGE_HOOK_ASSEMBLY: assembly.directory,
        AZSTAGE_HOOK_STAGES: stages.join('\n'),
      };
      const directories = { output, plans };
      const { text, exit } = await runHook({ session, hook, cwd: assembly.directory, directories, env });
      if (hook.format === 'text') {
        if (exit.result !== 0) {
          throw failed(hook, `ended with ${exit.result}${said(exit)}`);
        }
        report.say('info', 'hook.output', shownText(name, text), { hook: name });
        return [];
      }
      const reported = readFindings(hook, text, said(exit), exit.result);
      const place = { hook: name, assembly, projectDirectory: project.directory, plansDirectory: plans };
      const found = hookFindings(reported, place).filter(({ stage }) => stage === undefined || stages.includes(stage));
      const open = openFindings(found, 'note');
      report.say(open.length === 0 ? 'info' : 'warning', 'hook.finished', shownFindings(name, found, open), {
        hook: name,
        event,
        findings: found.length,
        milliseconds: elapsed(),
      });
      return found;
    } finally {
      fs.rmSync(output, { recursive: true, force: true });
    }
  }
}

/** Findings in SARIF or JUnit, whichever a text is. Scanners end with another code than 0 where they have some. */
function readFindings(hook: Hook, text: string, saying: string, result: number | string): readonly ReportedFinding[] {
  const start = text
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 1);
  const where = hook.output === undefined ? 'standard output' : hook.output;
  const fix = 'Let it write SARIF or JUnit, or set "format": "text" to show what it writes.';
  if (start === '' || !['{', '<'].includes(start)) {
    const what = start === '' ? `wrote nothing to ${where}` : `wrote neither SARIF nor JUnit to ${where}`;
    throw failed(hook, `${what}, and ended with ${result}${saying}`, fix);
  }
  let found: readonly ReportedFinding[];
  try {
    found = start === '{' ? readSarif(text) : readJunit(text);
  } catch (error) {
    if (!(error instanceof AzstageError)) {
      throw error;
    }
    throw failed(hook, `ended with ${result}, and ${where} ${oneLine(error.message)}`, fix);
  }
  if (found.length > MOST) {
    throw failed(hook, `has ${found.length} findings; at most ${MOST} are read`);
  }
  return found;
}

function shownFindings(name: string, found: readonly Finding[], open: readonly Finding[]): string {
  const lines = open.slice(0, MOST_SHOWN).map(({ level, ruleId, stage, address, constructPath, file, message }) => {
    const place = constructPath ?? (address === undefined ? (stage ?? file) : `${stage}/${address}`);
    return `  ${level} ${ruleId}${place === undefined ? '' : ` at ${place}`}: ${message}`;
  });
  const more = open.length - lines.length;
  return [
    `${name}: ${findingCounts(countFindings(found))}`,
    ...lines,
    ...(more === 0 ? [] : [`  and ${count(more, 'more finding')}: --report findings.sarif has all`]),
  ].join('\n');
}

function shownText(name: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  const more = lines.length - MOST_LINES;
  return [
    `${name}:`,
    ...lines.slice(0, MOST_LINES).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${count(more, 'more line')}`] : []),
  ].join('\n');
}
