import { ConsoleIoHost } from '../../lib/cli/console-io-host';
import { Style } from '../../lib/cli/style';
import { formatRun } from '../../lib/cli/views/run-view';
import { describeOutcome } from '../../lib/toolkit/io/outcome-text';
import { Reporter } from '../../lib/toolkit/io/io-host';
import { type RunResult, type StageOutcome } from '../../lib/toolkit/io/run-result';
import { schedule } from '../../lib/toolkit/scheduler';
import { ApplyProgress, describeProgress } from '../../lib/toolkit/terraform/apply-progress';
import { type PlannedChange } from '../../lib/toolkit/terraform/terraform-events';
import { type TerminalRecording } from './terminal-recording';

/** Stage of a deploy that is played. */
export interface PlayedStage {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly changes: readonly PlannedChange[];
  /** Error of its apply. @default it succeeds */
  readonly error?: string;
}

const PLAN_SECONDS = 2;
const CHANGE_SECONDS = 4;

/** The five stages of FinagentiX, in the order in which they are deployed. */
export function fiveStages(): readonly PlayedStage[] {
  const creations = (name: string, number: number): readonly PlannedChange[] =>
    Array.from({ length: number }, (_, index) => change(`azurerm_subnet.${name}${index}`, 'create'));
  return [
    { name: 'stage-foundation', dependencies: [], changes: creations('Foundation', 3) },
    {
      name: 'stage-data-platform',
      dependencies: ['stage-foundation'],
      changes: [
        change('azurerm_managed_redis.Cache', 'replace'),
        change('azurerm_private_endpoint.Cache', 'replace'),
        change('azurerm_storage_account.Docs', 'update'),
      ],
    },
    { name: 'stage-ai-services', dependencies: ['stage-foundation'], changes: creations('Ai', 2) },
    { name: 'stage-data-ingestion', dependencies: ['stage-data-platform'], changes: creations('Ingestion', 2) },
    {
      name: 'stage-agent-runtime',
      dependencies: ['stage-ai-services', 'stage-data-platform'],
      changes: creations('Runtime', 4),
    },
  ];
}

/** Three shared stages, and tenants on them: so many in all. The last but one fails. */
export function manyStages(number: number): readonly PlayedStage[] {
  const shared = ['stage-foundation', 'eastus-network', 'eastus-data'];
  return Array.from({ length: number }, (_, index) => ({
    name: shared[index] ?? `tenant-${String(index - 2).padStart(3, '0')}`,
    dependencies: index === 0 ? [] : [shared[Math.min(index - 1, 2)] as string],
    changes: [change('azurerm_key_vault.Vault', 'create'), change('azurerm_storage_account.Docs', 'create')],
    ...(index === number - 2 ? { error: 'the quota of storage accounts is reached' } : {}),
  }));
}

function change(address: string, action: PlannedChange['action']): PlannedChange {
  return { address, type: address.split('.')[0] ?? '', action };
}

/** Deploys stages that exist nowhere: the messages of the engine, in its order, in the time of a fake clock. */
export class PlayedDeploy {
  public readonly host: ConsoleIoHost;
  private readonly report: Reporter;

  constructor(
    private readonly terminal: TerminalRecording,
    private readonly stages: readonly PlayedStage[],
    private readonly parallelism = 4,
  ) {
    this.host = new ConsoleIoHost(terminal.deps);
    this.report = new Reporter(this.host, () => new Date('2026-01-02T03:04:05Z'));
  }

  /** Plays it to the end, with a question that somebody else has to answer. */
  public async play(): Promise<void> {
    const { report } = this;
    report.say('debug', 'app.started', 'Running', { command: 'npx tsx main.ts' });
    await sleep(3);
    report.say('debug', 'app.finished', 'done', { milliseconds: 3000 });
    const app = { app: 'shop', environment: 'dev', project: 'shop', location: 'eastus2' };
    report.say('info', 'app.selected', 'shop, environment dev, in eastus2', app);
    const previews = await this.each(true, (stage) => this.preview(stage));
    report.say('info', 'run.proposed', '', { stages: previews });
    const answer = await report.ask({ code: 'approve.plan', text: `Apply to ${this.stages.length} stages?` });
    const outcomes = answer === true ? await this.each(false, (stage) => this.apply(stage)) : previews;
    const failed = outcomes.some(({ result }) => result === 'failed');
    const result: RunResult = {
      command: 'deploy',
      ...app,
      exitCode: failed ? 1 : 0,
      stages: outcomes,
      milliseconds: 61_000,
      checks: [],
      outputs: [
        {
          name: this.stages[0]?.name ?? '',
          outputs: [
            { name: 'endpoint', sensitive: false, value: 'https://shop.example' },
            { name: 'key', sensitive: true },
          ],
        },
      ],
      next: failed ? 'azstage deploy tenant-026' : 'azstage show',
    };
    report.say('result', 'run.result', formatRun(result, Style.of(this.terminal.stdout, { NO_COLOR: '1' })), result);
    this.host.close();
  }

  /** Presses keys. */
  public async type(keys: string): Promise<void> {
    this.terminal.stdin.write(keys);
    await jest.advanceTimersByTimeAsync(0);
  }

  private async each(
    isPreparation: boolean,
    work: (stage: PlayedStage) => Promise<StageOutcome>,
  ): Promise<readonly StageOutcome[]> {
    const stages = this.stages.map(({ name }) => name);
    const { parallelism } = this;
    this.report.say('debug', 'run.started', '', { command: 'deploy', stages, parallelism, isPreparation });
    const settled = await schedule(this.stages, {
      parallelism,
      run: async (stage) => {
        const outcome = await work(stage);
        return { ok: outcome.result !== 'failed', outcome };
      },
    });
    return this.stages.map(({ name }) => {
      const end = settled.get(name);
      return end?.status === 'finished'
        ? end.result.outcome
        : { stage: name, result: 'skipped', reason: 'because of another', milliseconds: 0 };
    });
  }

  private async preview({ name, changes }: PlayedStage): Promise<StageOutcome> {
    const about = this.report.about(name);
    about.say('info', 'stage.started', 'plan: it is not deployed', { doing: 'plan' });
    await sleep(PLAN_SECONDS);
    const planned = { result: 'planned' as const, reason: 'it is not deployed', counts: countsOf(changes), changes };
    about.say('info', 'stage.previewed', describeOutcome(planned), planned);
    return { stage: name, ...planned, milliseconds: PLAN_SECONDS * 1000 };
  }

  /** Makes changes one after another, each operation in half of its time. */
  private async apply({ name, changes, error }: PlayedStage): Promise<StageOutcome> {
    const about = this.report.about(name);
    const progress = new ApplyProgress(changes);
    const follow = (event: Parameters<ApplyProgress['follow']>[0]) => {
      const shown = progress.follow(event);
      if (shown !== undefined) {
        about.say('info', 'stage.progress', describeProgress(shown), shown);
      }
    };
    about.say('info', 'stage.started', 'apply', { doing: 'apply' });
    for (const { address, action } of error === undefined ? changes : changes.slice(0, 1)) {
      for (const operation of action === 'replace' ? (['delete', 'create'] as const) : ([action] as const)) {
        follow({ type: 'progress', address, doing: operation === 'delete' ? 'destroying' : 'creating' });
        await sleep(CHANGE_SECONDS / 2);
        follow({ type: 'finished', address, action: operation });
      }
    }
    const outcome: StageOutcome = {
      stage: name,
      milliseconds: changes.length * CHANGE_SECONDS * 1000,
      ...(error === undefined
        ? { result: 'applied', reason: 'it is not deployed', counts: countsOf(changes) }
        : { result: 'failed', reason: error, errors: [{ summary: error }] }),
    };
    const level = error === undefined ? 'info' : 'error';
    about.say(level, 'stage.finished', describeOutcome(outcome), outcome);
    return outcome;
  }
}

function countsOf(changes: readonly PlannedChange[]) {
  const number = (...actions: PlannedChange['action'][]) =>
    changes.filter(({ action }) => actions.includes(action)).length;
  return { added: number('create', 'replace'), changed: number('update'), destroyed: number('delete', 'replace') };
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
