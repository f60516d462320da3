import path from 'node:path';
import { z } from 'zod';
import { JsonFormat } from '../../json/json-format';
import { readJsonFile } from '../host/json-file';
import { DATA_DIRECTORY } from '../host/private-files';
import { ToolkitError } from '../toolkit-error';
import { shellWord } from '../host/shell-word';

/** Settings of the command line, which take precedence over every other source. */
export interface CommandLineSettings {
  readonly environment?: string;
  readonly project?: string;
  readonly location?: string;
  /** Parameters by name: `{ redisSku: 'E10' }`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Name of the system in `stacks/`. */
  readonly system?: string;
}

/** Location of an app and the command that runs it. */
export interface ProjectProps {
  /** Directory with cdktf.json. */
  readonly directory: string;
  /** Directory that files named by the user, and paths in messages, are relative to. @default the directory of the project */
  readonly workingDirectory?: string;
  /** Command that writes the Terraform JSON. @default `app` of cdktf.json */
  readonly app?: string;
  /** Directory for the Terraform JSON, relative to the working directory. @default `output` of cdktf.json, or cdktf.out */
  readonly output?: string;
  /** @default none */
  readonly settings?: CommandLineSettings;
}

interface CdktfJson {
  readonly app?: string;
  readonly output?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** File that makes a directory a project. */
export const CONFIGURATION_FILE = 'cdktf.json';

/** Format of cdktf.json, of which the cdktf CLI reads more: https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file */
const FORMAT = new JsonFormat<CdktfJson>(
  CONFIGURATION_FILE,
  z.object({
    app: z.string().optional(),
    output: z.string().min(1).optional(),
    context: z.record(z.string(), z.unknown()).optional(),
  }),
);

/** Directory with an app of cdktf or cdktn. */
export class Project {
  /** Absolute path. */
  public readonly directory: string;
  /** Absolute path of the directory that the user is in. */
  public readonly workingDirectory: string;
  /** Output directory as given: relative to the project's directory, or absolute. */
  public readonly output: string;
  public readonly settings: CommandLineSettings;
  private readonly configuration?: CdktfJson;
  private readonly app?: string;

  /**
   * @throws ToolkitError when cdktf.json cannot be read
   */
  constructor(private readonly props: ProjectProps) {
    this.directory = path.resolve(props.directory);
    this.workingDirectory = path.resolve(props.workingDirectory ?? this.directory);
    this.configuration = readJsonFile(this.configurationFile, FORMAT, {
      code: 'NO_APP',
      fix: 'Correct it, or create a new project with azstage init.',
    });
    this.settings = props.settings ?? {};
    this.output = this.givenOutput ?? this.configuration?.output ?? 'cdktf.out';
    this.app = props.app ?? this.configuration?.app;
  }

  /**
   * The same project in another directory, which alone is written to.
   *
   * @throws ToolkitError when its cdktf.json cannot be read
   */
  public at(directory: string): Project {
    const { givenOutput } = this;
    const output = givenOutput === undefined || path.isAbsolute(givenOutput) ? undefined : givenOutput;
    return new Project({ ...this.props, directory, workingDirectory: directory, output });
  }

  /**
   * The same project with another output directory, and parameters besides its own.
   *
   * @param output absolute path
   */
  public writingTo(output: string, parameters: Readonly<Record<string, string>> = {}): Project {
    const settings = { ...this.settings, parameters: { ...this.settings.parameters, ...parameters } };
    return new Project({ ...this.props, output, settings });
  }

  /**
   * The same project in another environment, with another output directory.
   *
   * @param output absolute path
   */
  public inEnvironment(environment: string, output: string): Project {
    return new Project({ ...this.props, output, settings: { ...this.settings, environment } });
  }

  /** Whether there is a command that writes the Terraform JSON. */
  public get hasApp(): boolean {
    return this.app !== undefined;
  }

  /** Absolute path of the directory for the Terraform JSON. */
  public get outputDirectory(): string {
    return path.resolve(this.directory, this.output);
  }

  /** Absolute path of azstage's data directory. */
  public get dataDirectory(): string {
    return path.join(this.directory, DATA_DIRECTORY);
  }

  /**
   * Command that writes the Terraform JSON.
   *
   * @throws ToolkitError when no command is configured
   */
  public get appCommand(): string {
    if (this.app !== undefined) {
      return this.app;
    }
    throw this.configuration === undefined
      ? new ToolkitError(
          'NO_APP',
          `There is no ${CONFIGURATION_FILE} in ${this.directory}, nor in a directory above it.`,
          'Go to the directory of a project, create one with azstage init, or pass the command of an app with --app.',
        )
      : new ToolkitError(
          'NO_APP',
          `${this.show(this.configurationFile)} has no "app", the command that writes the Terraform JSON.`,
          'Add it, such as "app": "npx tsx main.ts", or pass it with --app.',
        );
  }

  /** Path of a file for people: relative to their directory where the file is in the project, otherwise absolute. */
  public show(file: string): string {
    const isInside = file === this.directory || file.startsWith(this.prefix);
    return isInside ? path.relative(this.workingDirectory, file) || '.' : file;
  }

  /** Text of the app with the paths of the project as {@link show} has them. */
  public showPathsIn(text: string): string {
    return text
      .split(this.prefix)
      .join(path.join(path.relative(this.workingDirectory, this.directory), path.sep).replace(/^[\\/]/, ''));
  }

  /** Context of the app: that of cdktf.json, overridden by the command line. */
  public get context(): Record<string, unknown> {
    const given = Object.entries(this.settings).filter(([, value]) => value !== undefined);
    return {
      ...this.configuration?.context,
      ...(given.length === 0 ? {} : { azstage: Object.fromEntries(given) }),
    };
  }

  private get configurationFile(): string {
    return path.join(this.directory, CONFIGURATION_FILE);
  }

  /** Output directory that was given with the command, relative to the project's, as the app gets it. */
  private get givenOutput(): string | undefined {
    const { output } = this.props;
    return output === undefined || path.isAbsolute(output) || this.workingDirectory === this.directory
      ? output
      : path.relative(this.directory, path.join(this.workingDirectory, output)) || '.';
  }

  private get prefix(): string {
    return this.directory.endsWith(path.sep) ? this.directory : `${this.directory}${path.sep}`;
  }

  /** Options of the same environment, project and system, for commands in messages. */
  public get commandLineOptions(): string {
    const { environment, project, system } = this.settings;
    return [
      system === undefined ? '' : ` --system ${shellWord(system)}`,
      environment === undefined ? '' : ` --environment ${shellWord(environment)}`,
      project === undefined ? '' : ` --project ${shellWord(project)}`,
    ].join('');
  }
}
