import { EventEmitter } from 'node:events';

/** Line that a container wrote, or an event of the system about it. */
export interface WrittenLine {
  /** Id of the container app, the job or the cluster. */
  readonly id: string;
  readonly text: string;
  /** @default now */
  readonly time?: string;
  readonly revision?: string;
  readonly replica?: string;
  readonly container?: string;
  readonly stream?: 'stdout' | 'stderr';
  /** Namespace of a pod. */
  readonly namespace?: string;
  /** Type of an event, such as `Warning`, or level of a line. */
  readonly level?: string;
  /** Reason of an event; a line without one was written by a container. */
  readonly reason?: string;
}

/** Line with its time, and the time at which Log Analytics took it in. */
export interface KeptLine extends WrittenLine {
  readonly time: string;
  readonly ingested: string;
}

/** Logs of containers and of the system, in the order in which they were written. */
export class ContainerLogs {
  private readonly lines: KeptLine[] = [];
  private readonly events = new EventEmitter().setMaxListeners(0);

  constructor(private readonly clock: () => Date) {}

  /** Writes a line, which goes to all streams that follow. */
  public write(line: WrittenLine): void {
    const ingested = this.clock().toISOString();
    const kept = { time: ingested, ...line, ingested };
    this.lines.push(kept);
    this.events.emit('line', kept);
  }

  /** Forgets all lines, and ends all streams. */
  public clear(): void {
    this.lines.splice(0);
    this.endStreams();
  }

  public matching(isWanted: (line: KeptLine) => boolean): readonly KeptLine[] {
    return this.lines.filter(isWanted);
  }

  /** Ends all streams: in order, as Azure does after some minutes, or in the middle. */
  public endStreams(how: 'end' | 'break' = 'end'): void {
    this.events.emit(how);
  }

  /** Number of streams that follow. */
  public get followers(): number {
    return this.events.listenerCount('line');
  }

  /** Lines as they are written, until the streams end or the signal is aborted. */
  public async *following(isWanted: (line: KeptLine) => boolean, signal: AbortSignal): AsyncGenerator<KeptLine> {
    const waiting: KeptLine[] = [];
    let ended: 'end' | 'break' | undefined;
    let wake = () => undefined as void;
    const onLine = (line: KeptLine) => {
      if (isWanted(line)) {
        waiting.push(line);
        wake();
      }
    };
    const onEnd = (how: 'end' | 'break') => () => {
      ended = how;
      wake();
    };
    const listeners = { line: onLine, end: onEnd('end'), break: onEnd('break') };
    Object.entries(listeners).forEach(([name, listener]) => this.events.on(name, listener));
    signal.addEventListener('abort', listeners.end);
    try {
      for (;;) {
        yield* waiting.splice(0);
        if (ended === 'break') {
          throw new TypeError('The stream breaks off.');
        }
        if (ended === 'end') {
          return;
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      Object.entries(listeners).forEach(([name, listener]) => this.events.off(name, listener));
    }
  }
}
