import { type MessageCode, type MessageData } from './messages';

/** How much a message matters. */
export type MessageLevel = 'error' | 'warning' | 'result' | 'info' | 'debug';

/** One thing that the engine says. */
export interface IoMessage<Code extends MessageCode = MessageCode> {
  /** When, in ISO 8601. */
  readonly time: string;
  readonly level: MessageLevel;
  /** What kind of message; stable. */
  readonly code: Code;
  /** The stage that it is about. */
  readonly stage?: string;
  /** For people. */
  readonly text: string;
  /** For programs. */
  readonly data: MessageData[Code];
}

/** One thing that the engine asks. */
export interface IoRequest {
  /** What kind of question; stable. */
  readonly code:
    | 'approve.plan'
    | 'approve.protected'
    | 'approve.destroy'
    | 'approve.down-first'
    | 'approve.data-loss'
    | 'approve.unlock'
    | 'interrupt.kill';
  readonly text: string;
  /** What has to be typed for yes. @default yes or no */
  readonly expected?: string;
}

/** The only way out of the engine: a console, a program that reads NDJSON, or a test. */
export interface IIoHost {
  notify(message: IoMessage): void;
  /** Whether the answer was yes; undefined when there is nobody to ask. */
  requestResponse(request: IoRequest): Promise<boolean | undefined>;
}

/** Says things under one stage, or none. */
export class Reporter {
  constructor(
    private readonly host: IIoHost,
    private readonly clock: () => Date = () => new Date(),
    private readonly stage?: string,
  ) {}

  /** The same, about a stage. */
  public about(stage: string): Reporter {
    return new Reporter(this.host, this.clock, stage);
  }

  public say<Code extends MessageCode>(level: MessageLevel, code: Code, text: string, data: MessageData[Code]): void {
    const message = { time: this.clock().toISOString(), level, code, stage: this.stage, text, data };
    this.host.notify(message as IoMessage);
  }

  public ask(request: IoRequest): Promise<boolean | undefined> {
    return this.host.requestResponse(request);
  }
}
