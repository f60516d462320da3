import { stopwatch } from '../toolkit/host/stopwatch';
import { type IoMessage } from '../toolkit/io/io-host';
import { type MessageData } from '../toolkit/io/messages';
import { oneLine } from '../toolkit/io/printable';
import { type StageOutcome, type StageResult } from '../toolkit/io/run-result';

/** Stage of a run, as text of one line. */
export interface StageProgress {
  readonly name: string;
  /** `waiting` before it starts and, where others go first, after it was approved. */
  readonly status: 'waiting' | 'running' | StageResult;
  /** Current activity, or outcome. */
  readonly text: string;
  /** Milliseconds since it started, or that it took. @default it has not started */
  readonly elapsed?: () => number;
}

const WAITING_FOR_APPROVAL = 'waiting for approval';

/** Results of stages that an interruption has stopped. */
const STOPPED: readonly StageResult[] = ['interrupted', 'skipped', 'cancelled'];

/** Codes of messages whose text is what a stage is doing. */
const ACTIVITY_CODES: readonly string[] = [
  'stage.started',
  'stage.waiting',
  'stage.progress',
  'stage.retried',
  'image.started',
  'image.finished',
];

/** State of a run, by its messages: the stages, and the app while it runs. */
export class RunProgress {
  /** Name of the command. @default no stage is worked on yet */
  public command?: string;
  /** Whether stages are planned before they are worked on. */
  public isPreparation = false;
  /** Whether the user interrupted it. */
  public isInterrupted = false;
  /** The command of the app, while it runs. */
  public app?: string;
  /** Milliseconds since the work on the stages, or the app, has started. */
  public elapsed = stopwatch();
  private readonly byName = new Map<string, StageProgress>();

  /** Stages in deployment order. */
  public get stages(): readonly StageProgress[] {
    return [...this.byName.values()];
  }

  public get running(): readonly StageProgress[] {
    return this.stages.filter(({ status }) => status === 'running');
  }

  /** Whether there is anything to show. */
  public get isActive(): boolean {
    return this.app !== undefined || this.byName.size > 0;
  }

  public follow(message: IoMessage): void {
    const { code, stage } = message;
    if (stage !== undefined) {
      this.followStage(oneLine(stage), message);
    } else if (code === 'run.started') {
      this.start(message.data as MessageData['run.started']);
    } else if (code === 'run.interrupted') {
      this.isInterrupted = true;
    } else if (code === 'app.started') {
      this.app = oneLine((message.data as MessageData['app.started']).command);
      this.elapsed = stopwatch();
    } else if (code === 'app.finished' || code === 'command.failed') {
      this.app = undefined;
    } else if (code === 'run.result' || code === 'bootstrap.result') {
      this.byName.clear();
    }
  }

  /** Whether a message tells of a stage only that the user interrupted the run, which the result sums up. */
  public isConsequence({ code, data }: IoMessage): boolean {
    return code === 'stage.finished' && this.isInterrupted && STOPPED.includes((data as StageOutcome).result);
  }

  /** Notes that those that waited for approval have an answer: they are queued, not running. */
  public answered(): void {
    for (const stage of this.stages) {
      if (stage.text === WAITING_FOR_APPROVAL) {
        this.byName.set(stage.name, { name: stage.name, status: 'waiting', text: 'waiting' });
      }
    }
  }

  private start({ command, stages, isPreparation }: MessageData['run.started']): void {
    this.app = undefined;
    this.command = oneLine(command);
    this.isPreparation = isPreparation;
    this.elapsed = stopwatch();
    this.byName.clear();
    for (const name of stages.map(oneLine)) {
      this.byName.set(name, { name, status: 'waiting', text: 'waiting' });
    }
  }

  private followStage(name: string, { code, text, data }: IoMessage): void {
    const known = this.byName.get(name);
    if (ACTIVITY_CODES.includes(code)) {
      const elapsed = known?.elapsed ?? stopwatch();
      this.byName.set(name, { name, status: 'running', text: oneLine(text), elapsed });
    } else if (code === 'stage.finished' || code === 'stage.previewed') {
      const { result } = data as MessageData['stage.previewed'];
      const took = known?.elapsed?.();
      const elapsed = took === undefined ? undefined : () => took;
      this.byName.set(name, { name, status: result, text: oneLine(text), elapsed });
    } else if (code === 'plan.shown' && known?.status === 'running') {
      this.byName.set(name, { ...known, text: WAITING_FOR_APPROVAL });
    }
  }
}
