import { type IIoHost, type IoMessage, type IoRequest } from '../../lib/toolkit/io/io-host';

/** Keeps what the engine says, and answers as it is told to. */
export class RecordingIoHost implements IIoHost {
  public readonly messages: IoMessage[] = [];
  public readonly requests: IoRequest[] = [];

  /**
   * @param answer what to answer; undefined as if nobody were there
   */
  constructor(private readonly answer: (request: IoRequest) => boolean | undefined = () => undefined) {}

  public notify(message: IoMessage): void {
    this.messages.push(message);
  }

  public requestResponse(request: IoRequest): Promise<boolean | undefined> {
    this.requests.push(request);
    return Promise.resolve(this.answer(request));
  }

  /** `stage-a: applied` and so on, of the messages with a code. */
  public texts(code: string): string[] {
    return this.messages
      .filter((message) => message.code === code)
      .map(({ stage, text }) => (stage === undefined ? text : `${stage}: ${text}`));
  }
}
