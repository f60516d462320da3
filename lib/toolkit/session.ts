import { runApp } from './app-command';
import { Assembly } from './assembly';
import { type IIoHost, Reporter } from './io-host';
import { Project, type ProjectProps } from './project';

/** What every action is run with. */
export interface SessionProps extends ProjectProps {
  readonly ioHost: IIoHost;
  /** Environment variables, for the app and for Terraform. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether what is in the output directory is used as it is. @default false */
  readonly skipSynth?: boolean;
  /** Whether errors come with their stack traces. @default false */
  readonly debug?: boolean;
  /** @default the time */
  readonly clock?: () => Date;
}

/** One run of one command on one project. */
export class Session {
  public readonly project: Project;
  public readonly report: Reporter;
  public readonly env: NodeJS.ProcessEnv;
  private readonly props: SessionProps;

  /**
   * @throws ToolkitError when cdktf.json is no JSON
   */
  constructor(props: SessionProps) {
    this.props = props;
    this.env = props.env;
    this.project = new Project(props);
    this.report = new Reporter(props.ioHost, props.clock);
  }

  /**
   * Runs the app, unless it shall not be, and reads what it wrote.
   *
   * @throws ToolkitError when the app fails, or wrote nothing that can be read
   */
  public async synthesize(): Promise<Assembly> {
    const { project, report, env } = this;
    if (this.props.skipSynth !== true) {
      await runApp({ project, report, env, debug: this.props.debug });
    }
    return Assembly.read(project.outputDirectory);
  }
}
