import { sha256 } from '../toolkit/host/sha256';
import { type IIoHost, type IoMessage } from '../toolkit/io/io-host';

/** Messages of the runs of a rehearsal that are not passed on: their results are parts of its own, their tables would be printed for each step. */
const KEPT = new Set(['run.result', 'app.selected', 'plan.shown', 'run.proposed', 'providers.installing']);

/**
 * Host of the runs in a rehearsal: messages go to that of the command, and every question is answered with yes, as nothing can be lost.
 */
export class RehearsalHost implements IIoHost {
  constructor(private readonly host: Pick<IIoHost, 'notify'>) {}

  public notify(message: IoMessage): void {
    if (!KEPT.has(message.code)) {
      this.host.notify(message);
    }
  }

  public requestResponse(): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** Placeholder of a secret, long enough for the rules of passwords. */
  public requestSecret({ text }: { readonly text: string }): Promise<string> {
    return Promise.resolve(placeholderOf(text));
  }
}

/** Value in place of a secret: the same in every run. */
export function placeholderOf(name: string): string {
  return `Rehearsal-${sha256(name).slice(0, 24)}`;
}
