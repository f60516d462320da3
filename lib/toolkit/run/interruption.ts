import { type Reporter } from '../io/io-host';
import { type TerraformCli } from '../terraform/terraform-cli';

/** Process that can be killed without loss. */
export interface Killable {
  /** Requests that it ends. */
  interrupt(): void;
  kill(): void;
}

/**
 * Handler of Ctrl-C. The first one starts nothing new, interrupts running processes, Terraform once, and waits without a time limit; the second one
 * kills the processes that can be killed without loss, and asks whether to kill Terraform; the third one kills it. No process is ever killed by a
 * timeout.
 */
export class Interruption {
  private readonly abort = new AbortController();
  private readonly killable = new Set<Killable>();
  private times = 0;
  private isUsual = false;

  constructor(
    private readonly cli: TerraformCli,
    private readonly report: Reporter,
  ) {}

  /** Signal that is aborted by the first interruption. */
  public get signal(): AbortSignal {
    return this.abort.signal;
  }

  public get happened(): boolean {
    return this.abort.signal.aborted;
  }

  /** Makes an interruption the usual way to end from here on: nothing is said of the first one. */
  public expect(): void {
    this.isUsual = true;
  }

  /** Awaits a process, and stops it on interruption. */
  public async stopping<T>(what: Killable, ended: Promise<T>): Promise<T> {
    this.killable.add(what);
    if (this.happened) {
      what.interrupt();
    }
    try {
      return await ended;
    } finally {
      this.killable.delete(what);
    }
  }

  /** Handles a Ctrl-C, or an equivalent signal. */
  public interrupt(): void {
    this.times += 1;
    switch (this.times) {
      case 1:
        if (!this.isUsual) {
          this.say(this.firstText);
        }
        this.abort.abort();
        this.cli.interrupt();
        this.killable.forEach((each) => each.interrupt());
        return;
      case 2:
        if (this.isAppAlone) {
          this.kill();
        } else {
          this.killable.forEach((each) => each.kill());
          void this.offerToKill();
        }
        return;
      default:
        this.kill();
    }
  }

  /** Whether nothing runs of which work could be lost. */
  private get isAppAlone(): boolean {
    return this.killable.size > 0 && !this.cli.isAtWork;
  }

  private get firstText(): string {
    if (this.isAppAlone) {
      return 'Interrupted: the app is being stopped. Nothing was changed.';
    }
    return this.cli.isAtWork
      ? 'Interrupted: nothing new is started. Running stages are stopped, which may take minutes.'
      : 'Interrupted: nothing new is started.';
  }

  private kill(): void {
    this.say('Killed what was running.');
    this.killable.forEach((each) => each.kill());
    this.cli.kill();
  }

  private async offerToKill(): Promise<void> {
    const loss = 'The changes in progress would be missing from the state, and the state would stay locked.';
    this.say(`Terraform is still stopping. ${loss} Interrupt once more to kill it.`);
    const answer = await this.report.ask({ code: 'interrupt.kill', text: `Kill Terraform? ${loss}` });
    if (answer === true) {
      this.kill();
    }
  }

  private say(text: string): void {
    this.report.say('warning', 'run.interrupted', text, { times: this.times });
  }
}
