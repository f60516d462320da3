import { type MessageCode, type MessageData } from './messages';

/** Severity of a message; `result` is what the command was run for. */
export type MessageLevel = 'error' | 'warning' | 'result' | 'info' | 'debug';

/** Message of the engine. */
export interface IoMessage<Code extends MessageCode = MessageCode> {
  /** Time of the message, in ISO 8601. */
  readonly time: string;
  readonly level: MessageLevel;
  /** Stable code of the message. */
  readonly code: Code;
  /** Name of the stage that the message is about. */
  readonly stage?: string;
  /** Text for people. */
  readonly text: string;
  /** Data for programs. */
  readonly data: MessageData[Code];
}

/** Question of the engine. */
export interface IoRequest {
  /** Stable code of the question. */
  readonly code:
    | 'approve.plan'
    | 'approve.protected'
    | 'approve.destroy'
    | 'approve.down-first'
    | 'approve.data-loss'
    | 'approve.unlock'
    | 'approve.move'
    | 'approve.bootstrap'
    | 'approve.migrate-state'
    | 'interrupt.kill';
  readonly text: string;
  /** Text that has to be typed to confirm. @default yes or no */
  readonly expected?: string;
}

/** Question of the engine for a secret. */
export interface SecretRequest {
  /** Stable code of the question. */
  readonly code: 'secret';
  readonly text: string;
}

/** Receiver of all messages and questions of the engine: a console, a program that reads NDJSON, or a test. */
export interface IIoHost {
  notify(message: IoMessage): void;
  /** Asks a question. @returns whether it was confirmed; undefined in a non-interactive process */
  requestResponse(request: IoRequest): Promise<boolean | undefined>;
  /** Asks for a secret, without showing it. @returns undefined in a non-interactive process, as where the method is missing */
  requestSecret?(request: SecretRequest): Promise<string | undefined>;
}

/** Sender of messages about one stage, or none. */
export class Reporter {
  constructor(
    private readonly host: IIoHost,
    private readonly clock: () => Date = () => new Date(),
    private readonly stage?: string,
  ) {}

  /** Reporter of messages about a stage. */
  public about(stage: string): Reporter {
    return new Reporter(this.host, this.clock, stage);
  }

  public say<Code extends MessageCode>(level: MessageLevel, code: Code, text: string, data: MessageData[Code]): void {
    const message = { time: this.clock().toISOString(), level, code, stage: this.stage, text, data };
    this.host.notify(message as IoMessage);
  }

  public askSecret(request: SecretRequest): Promise<string | undefined> {
    return this.host.requestSecret?.(request) ?? Promise.resolve(undefined);
  }

  public ask(request: IoRequest): Promise<boolean | undefined> {
    return this.host.requestResponse(request);
  }
}
