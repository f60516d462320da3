import { alone, describeOutput, lastLine } from './app-failure';
import { type AppProcess } from './app-process';
import { formatDuration } from '../host/duration';
import { type Interruption } from './interruption';
import { type Reporter } from '../io/io-host';
import { type Project } from '../assembly/project';
import { stopwatch } from '../host/stopwatch';

/** Times between reports, in seconds; the last one is repeated. */
const NOTICES: readonly number[] = [30, 60, 120, 300];

/** Time between the request to end and the kill of an app that has reached its time limit, in milliseconds. */
const GRACE = 5000;

/** Context of an {@link AppWatch}. */
export interface AppWatchProps {
  readonly project: Project;
  readonly report: Reporter;
  readonly interruption: Interruption;
  /** Time after which the app is stopped, in seconds. @default never */
  readonly timeLimit?: number;
  /** Times between reports that the app is still running, in seconds; the last one is repeated. @default 30, 60, 120, 300 */
  readonly notices?: readonly number[];
}

/** Watch over a running app: reports that it is still running, and stops it at its time limit. */
export class AppWatch {
  public wasLimitReached = false;
  private readonly elapsed = stopwatch();
  private readonly notices: readonly number[];
  private notice?: NodeJS.Timeout;
  private limit?: NodeJS.Timeout;

  /**
   * @param hasWritten returns whether the app has written its output
   */
  constructor(
    private readonly app: AppProcess,
    private readonly props: AppWatchProps,
    private readonly hasWritten: () => boolean,
  ) {
    const { notices = NOTICES, timeLimit } = props;
    this.notices = notices;
    this.expectNotice(0);
    if (timeLimit !== undefined) {
      this.limit = setTimeout(() => this.stop(), timeLimit * 1000);
    }
  }

  public end(): void {
    clearTimeout(this.notice);
    clearTimeout(this.limit);
  }

  private expectNotice(index: number): void {
    const seconds = this.notices[Math.min(index, this.notices.length - 1)];
    if (seconds !== undefined) {
      this.notice = setTimeout(() => {
        this.say();
        this.expectNotice(index + 1);
      }, seconds * 1000);
    }
  }

  private say(): void {
    const { project, report, interruption } = this.props;
    if (interruption.happened) {
      return;
    }
    const milliseconds = this.elapsed();
    const { printed } = this.app;
    const text = [
      `The app has been running for ${formatDuration(milliseconds)}: ${project.appCommand}`,
      this.hasWritten()
        ? 'It has written the Terraform JSON. Something keeps it running, such as an open connection, a timer or a server.'
        : describeOutput(printed),
      `It is waited for without a limit; Ctrl-C stops it, --app-timeout sets a limit. ${alone(project)}`,
    ].join('\n');
    report.say('warning', 'app.waiting', text, { milliseconds, lastLine: lastLine(printed) });
  }

  private stop(): void {
    this.wasLimitReached = true;
    this.app.interrupt();
    this.limit = setTimeout(() => this.app.kill(), GRACE);
  }
}
