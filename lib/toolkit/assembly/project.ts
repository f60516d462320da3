import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readJsonFile } from '../host/json-file';
import { DATA_DIRECTORY } from '../host/private-files';
import { ToolkitError } from '../toolkit-error';

/** What the command line sets for the app; it wins over every other source. */
export interface CommandLineSettings {
  readonly environment?: string;
  readonly project?: string;
  readonly location?: string;
  /** As `{ redisSku: 'E10' }`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Name of the system in `stacks/`. */
  readonly system?: string;
}

/** Where an app is and how it is run. */
export interface ProjectProps {
  /** Directory with cdktf.json. */
  readonly directory: string;
  /** Command that writes the Terraform JSON. @default `app` of cdktf.json */
  readonly app?: string;
  /** Directory for the Terraform JSON, from the project's. @default `output` of cdktf.json, or cdktf.out */
  readonly output?: string;
  /** @default none */
  readonly settings?: CommandLineSettings;
}

interface CdktfJson {
  readonly app?: string;
  readonly output?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

const CONFIGURATION_FILE = 'cdktf.json';

/** The cdktf command line reads more of it: https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file */
const FORMAT = new JsonFormat<CdktfJson>(
  CONFIGURATION_FILE,
  z.object({
    app: z.string().optional(),
    output: z.string().min(1).optional(),
    context: z.record(z.string(), z.unknown()).optional(),
  }),
);

/** A directory with an app of cdktf or cdktn in it. */
export class Project {
  /** Absolute. */
  public readonly directory: string;
  /** From the project's directory, or absolute, as it was given. */
  public readonly output: string;
  public readonly settings: CommandLineSettings;
  private readonly configuration: CdktfJson;
  private readonly app?: string;

  /**
   * @throws ToolkitError when cdktf.json cannot be read
   */
  constructor(private readonly props: ProjectProps) {
    this.directory = path.resolve(props.directory);
    this.configuration =
      readJsonFile(path.join(this.directory, CONFIGURATION_FILE), FORMAT, {
        code: 'NO_APP',
        fix: 'Put it right, or write a new project with azstage init.',
      }) ?? {};
    this.settings = props.settings ?? {};
    this.output = props.output ?? this.configuration.output ?? 'cdktf.out';
    this.app = props.app ?? this.configuration.app;
  }

  /**
   * The same project as another directory has it, which is written to alone.
   *
   * @throws ToolkitError when its cdktf.json cannot be read
   */
  public at(directory: string): Project {
    const output =
      this.props.output === undefined || path.isAbsolute(this.props.output) ? undefined : this.props.output;
    return new Project({ ...this.props, directory, output });
  }

  /** Whether there is a command that writes the Terraform JSON. */
  public get hasApp(): boolean {
    return this.app !== undefined;
  }

  /** Absolute path of the directory for the Terraform JSON. */
  public get outputDirectory(): string {
    return path.resolve(this.directory, this.output);
  }

  /** Absolute path of the directory in which azstage keeps what it knows of its runs. */
  public get dataDirectory(): string {
    return path.join(this.directory, DATA_DIRECTORY);
  }

  /**
   * The command that writes the Terraform JSON.
   *
   * @throws ToolkitError when there is none
   */
  public get appCommand(): string {
    if (this.app === undefined) {
      throw new ToolkitError(
        'NO_APP',
        `There is no app: ${path.join(this.directory, CONFIGURATION_FILE)} names none.`,
        'Run azstage in the directory of an app, give its command with --app, or make a new project with azstage init.',
      );
    }
    return this.app;
  }

  /** The cdktf context that the app gets: that of cdktf.json, then the command line. */
  public get context(): Record<string, unknown> {
    const given = Object.entries(this.settings).filter(([, value]) => value !== undefined);
    return {
      ...this.configuration.context,
      ...(given.length === 0 ? {} : { azstage: Object.fromEntries(given) }),
    };
  }

  /** The options that name the same environment, project and system again, for commands in messages. */
  public get commandLineOptions(): string {
    const { environment, project, system } = this.settings;
    return [
      system === undefined ? '' : ` --system ${system}`,
      environment === undefined ? '' : ` --environment ${environment}`,
      project === undefined ? '' : ` --project ${project}`,
    ].join('');
  }
}
