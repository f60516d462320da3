import { type Reporter } from './io-host';
import { type TerraformCli } from './terraform/terraform-cli';

/**
 * What Ctrl-C does. The first one starts nothing new, asks Terraform once to stop and waits for as long as it needs; the second one
 * says what would be lost and asks; the third one kills. Nothing is ever killed because of the time that it takes.
 */
export class Interruption {
  private readonly abort = new AbortController();
  private times = 0;

  constructor(
    private readonly cli: TerraformCli,
    private readonly report: Reporter,
  ) {}

  /** Aborted with the first interruption. */
  public get signal(): AbortSignal {
    return this.abort.signal;
  }

  public get happened(): boolean {
    return this.abort.signal.aborted;
  }

  /** Another Ctrl-C, or a signal that means the same. */
  public interrupt(): void {
    this.times += 1;
    switch (this.times) {
      case 1:
        this.say(
          'Interrupted: nothing new is started, and what runs is asked to stop. It may take minutes; please wait.',
        );
        this.abort.abort();
        this.cli.interrupt();
        return;
      case 2:
        void this.offerToKill();
        return;
      default:
        this.say('Killed what was running.');
        this.cli.kill();
    }
  }

  private async offerToKill(): Promise<void> {
    const loss = 'What Terraform is making now would be missing in the state, and the state would stay locked.';
    this.say(`Terraform is still stopping. ${loss} Interrupt once more to kill it all the same.`);
    const answer = await this.report.ask({ code: 'interrupt.kill', text: `Kill Terraform? ${loss}` });
    if (answer === true) {
      this.say('Killed what was running.');
      this.cli.kill();
    }
  }

  private say(text: string): void {
    this.report.say('warning', 'run.interrupted', text, { times: this.times });
  }
}
